"""历史页面: moments, differences, refusals, readings and dossiers over HTTP, as people of each role are shown them."""

from __future__ import annotations

import json
import re
import statistics
import time
from io import BytesIO
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from pypdf import PdfReader

from application.history.dossier import make
from application.refusals import is_kept
from domain.register.credit_code import enterprise_id
from tests.examples.panel import VISIT_ON
from tests.examples.register import CODE
from tests.stories.trade import Trade
from tests.web.browser import Browser
from web.dossiers import words

if TYPE_CHECKING:
    from tests.stories.driver import Someone, Town


@pytest.fixture
def trade(demo: Town) -> Trade:
    return Trade(demo)


def at_the_desk(trade: Trade, who: Someone, role: str, organisation: str = "") -> Browser:
    trade.town.catch_up()
    browser = Browser(trade.town)
    assert browser.signs_in_by_button(who, role, organisation).status_code == 302
    return browser


def auditor(trade: Trade) -> Browser:
    return at_the_desk(trade, trade.town.person("auditor"), "auditor")


def signer(trade: Trade) -> Browser:
    return at_the_desk(trade, trade.signer, "enterprise-signer", str(enterprise_id(CODE)))


def number_of(trade: Trade, case: str) -> str:
    return str(trade.officer.looks_for(f"/cases/{case}").body["number"])


def test_a_page_of_the_past_shows_the_name_and_the_step_of_that_day(trade: Trade) -> None:
    case = number_of(trade, trade.on_the_acceptance_list())
    desk = auditor(trade)
    now, then = desk.opens(f"/cases/{case}").text, desk.opens(f"/cases/{case}?as_of=event:2").text
    assert "您正在查看" not in now
    assert "您正在查看" in then
    assert "当时：区审核通过" in then
    assert "已列入验收计划名单" not in then
    assert f'href="/cases/{case}/compare?from=event:2"' in then
    assert "我现在可以办理" not in then, "nobody acts in the past"


def test_the_timeline_leads_to_the_case_as_it_was_and_is_narrowed(trade: Trade) -> None:
    case = number_of(trade, trade.on_the_acceptance_list())
    desk = auditor(trade)
    page = desk.opens(f"/cases/{case}/timeline").text
    assert f"/cases/{case}?as_of=event:1" in page
    only = desk.opens(f"/cases/{case}/timeline?role=district-officer&by=happened").text
    assert only.count('<li id="event-') < page.count('<li id="event-')
    assert only.count('<li id="event-') >= 1
    assert "一次办理" in desk.opens(f"/cases/{case}/timeline?thread=1").text
    assert '<li id="event-' not in desk.opens(f"/cases/{case}/timeline?paper={'0' * 64}").text


def test_two_moments_name_what_changed_and_by_which_event(trade: Trade) -> None:
    case = trade.on_the_acceptance_list()
    found = trade.officer.looks_for(f"/cases/{case}/diff?from=event:1&to=event:2").body
    assert {"path": ["state"], "kind": "changed", "before": "planned", "after": "plan-endorsed", "event": 2} in found["changes"]
    page = auditor(trade).opens(f"/cases/{case}/compare?from=event:1&to=event:2").text
    assert "区审核通过" in page
    assert "统一社会信用代码" not in page, "what did not change is left out"
    assert "统一社会信用代码" in auditor(trade).opens(f"/cases/{case}/compare?from=event:1&to=event:2&all=1").text


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("as_of=2020-01-01T00:00:00Z", "before-the-case"),
        ("as_of=2026-03-02T09:00:00", "moment-without-zone"),
        ("as_of=now", "moment-malformed"),
        ("as_of=event:999", "no-such-event"),
        ("version=999", "no-such-version"),
    ],
)
def test_a_moment_that_is_none_is_refused_in_words(trade: Trade, asked: str, code: str) -> None:
    case = trade.plans()
    trade.town.catch_up()
    reply = trade.officer.looks_for(f"/cases/{case}?{asked}")
    assert (reply.status, reply.code) == (422, code)
    assert reply.body["reason"]


def test_a_case_one_may_not_see_is_answered_like_one_that_does_not_exist(trade: Trade) -> None:
    case = trade.on_the_acceptance_list()
    trade.town.catch_up()
    stranger = trade.town.person("district-officer", "440306")
    paths = [f"/cases/{{}}{tail}" for tail in ("", "?as_of=event:2", "/diff?from=event:1", "/events")]
    absent, times = str(uuid4()), {"hidden": [], "absent": []}  # type: ignore[var-annotated]
    hidden = trade.officer.looks_for(f"/cases/{case}").body["case_id"]
    for path in paths:
        replies = [stranger.looks_for(path.format(each)) for each in (hidden, absent)]
        assert [reply.status for reply in replies] == [404, 404]
        assert replies[0].body == replies[1].body
    for _ in range(12):
        for name, each in (("hidden", hidden), ("absent", absent)):
            began = time.perf_counter()
            stranger.looks_for(f"/cases/{each}")
            times[name].append(time.perf_counter() - began)
    assert abs(statistics.median(times["hidden"]) - statistics.median(times["absent"])) < 0.02


def test_no_way_to_the_past_shows_a_mark_to_whom_the_present_does_not(trade: Trade) -> None:
    case = trade.on_the_acceptance_list()
    trade.forms_panel(case)
    trade.on(VISIT_ON)
    trade.score(case, "81.5", "72.5", "63.5")
    trade.town.catch_up()
    totals = ("81.5", "72.5", "63.5")
    events = len(trade.officer.looks_for(f"/cases/{case}/events?limit=200").body["items"])
    outside = [trade.signer, trade.district, *trade.panel]
    for who in outside:
        for number in (events, events - 1, 2):
            for path in (f"?as_of=event:{number}", f"/events?as_of=event:{number}&limit=200", f"/diff?from=event:1&to=event:{number}"):
                reply = who.looks_for(f"/cases/{case}{path}")
                told = json.dumps(reply.body)
                seen = [total for total in totals if f'"{total}"' in told]
                assert len(seen) <= (1 if who in trade.panel else 0), (path, seen)
        assert who.looks_for(f"/cases/{case}/derivation").status == 403
    desk = signer(trade)
    for path in ("", "/timeline", f"/compare?from=event:1&to=event:{events}", f"?as_of=event:{events}", "/reads"):
        assert not any(total in desk.opens(f"/cases/{case}{path}").text for total in totals), path
    assert desk.opens(f"/cases/{case}/dossier.json").status_code == 403
    told = json.dumps(trade.officer.looks_for(f"/cases/{case}/diff?from=event:1").body)
    assert all(f'"{total}"' in told for total in totals), "the bureau does see them, or this test shows nothing"


def test_a_refused_request_is_kept_in_the_trail_and_the_asker_gets_a_receipt(trade: Trade) -> None:
    case = trade.plans()
    before = trade.town.system.log.head()
    refused = trade.signer.tries("extension-request", case, reason="示例")
    assert refused.status == 409
    (event,) = trade.town.system.log.read(before, 10)
    fact: Any = event.fact
    assert (fact.TOPIC, fact.code, fact.command) == ("refusal.RequestRefused", refused.code, "RequestExtension")
    assert (str(fact.citation), fact.leaf_hash is not None, event.case_id != fact.case_id) == (refused.article, True, True)
    desk = signer(trade)
    (number,) = re.findall(r'href="/refusals/([0-9a-f-]{36})"', desk.opens("/refusals").text)
    receipt = json.loads(desk.opens(f"/refusals/{number}/receipt").text)
    assert receipt["request_digest"] == fact.request_digest
    assert "不予办理回执" in auditor(trade).opens(f"/refusals/{number}").text
    stranger = at_the_desk(trade, trade.town.person("district-officer", "440306"), "district-officer", "440306")
    assert stranger.opens(f"/refusals/{number}").status_code == 404


def test_a_flood_of_refusals_does_not_swell_the_trail(trade: Trade) -> None:
    case = trade.plans()
    before = trade.town.system.log.head()
    for _ in range(30):
        trade.signer.tries("extension-request", case, reason="示例")
    assert trade.town.system.log.head() - before == 20
    assert [times for times in range(1, 100_001) if is_kept(times)][19:] == [20, 100, 1_000, 10_000, 100_000]


def test_who_opened_searched_and_downloaded_is_kept_and_the_enterprise_sees_its_own(trade: Trade) -> None:
    case = number_of(trade, trade.on_the_acceptance_list())
    desk = auditor(trade)
    desk.opens(f"/cases/{case}?as_of=event:2")
    desk.opens(f"/cases?q={case}")
    desk.opens(f"/cases/{case}/dossier.json")
    own = signer(trade).opens(f"/cases/{case}/reads").text
    assert "审计" in own
    assert "as_of=event:2" in own
    every = trade.town.person("auditor").looks_for("/reads?limit=50").body["items"]
    acts = {(each["act"], each["role"]) for each in every}
    assert {("opened", "auditor"), ("searched", "auditor"), ("downloaded", "auditor"), ("read-log", "enterprise-signer")} <= acts
    (search,) = [each for each in every if each["act"] == "searched" and each["query"] == f"q={case}"]
    assert search["returned"] == [case]
    again = trade.town.person("auditor").looks_for("/reads?act=read-log").body["items"]
    assert any(each["what"] == "/api/v1/reads" for each in again), "reading the log is logged"
    assert trade.town.person("expert", str(UUID(int=5))).looks_for("/reads").status == 403


def test_the_dossier_is_the_same_bytes_twice_and_has_bookmarks_and_a_running_head(trade: Trade) -> None:
    number = number_of(trade, trade.on_the_acceptance_list())
    system = trade.town.system
    case_id = UUID(trade.officer.looks_for(f"/cases/{number}").body["case_id"])
    system.read_log.flush()
    first, second = (make(system.casework, case_id, "test/log", words("zh")) for _ in range(2))
    assert (first.pdf, first.data) == (second.pdf, second.data)
    told = PdfReader(BytesIO(first.pdf))
    assert len(told.outline) >= 5
    assert all(number in page.extract_text() for page in told.pages)
    assert b"pdfaid" in first.pdf or "pdfaid" in str(told.xmp_metadata and told.xmp_metadata.rdf_root.toxml())
    assert json.loads(first.data)["case"] == number
    assert auditor(trade).opens(f"/cases/{number}/dossier.pdf").status_code == 200
