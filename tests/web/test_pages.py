"""页面: sign-in, work list, cases and a case, as people of each role see them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from domain.register.credit_code import enterprise_id
from tests.examples.plan import REASONS, form
from tests.examples.register import CODE
from tests.stories.trade import NANSHAN, Trade
from tests.web.browser import Browser

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from tests.stories.driver import Someone, Town

VOID = {"meta", "link", "input", "col", "br", "circle"}


@pytest.fixture
def trade(demo: Town) -> Trade:
    return Trade(demo)


def at_the_desk(trade: Trade, who: Someone, role: str, organisation: str = "") -> Browser:
    trade.town.catch_up()
    browser = Browser(trade.town)
    assert browser.signs_in_by_button(who, role, organisation).status_code == 302
    return browser


def everybody(trade: Trade) -> dict[str, Browser]:
    return {
        "district": at_the_desk(trade, trade.district, "district-officer", NANSHAN),
        "officer": at_the_desk(trade, trade.officer, "bureau-officer"),
        "approver": at_the_desk(trade, trade.approver, "bureau-approver"),
        "signer": at_the_desk(trade, trade.signer, "enterprise-signer", str(enterprise_id(CODE))),
        "auditor": at_the_desk(trade, trade.town.person("auditor"), "auditor"),
    }


class Balanced(HTMLParser):
    """Every element that is opened is closed, in order; no id stands twice; no script and no style inside."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        self.ids += [str(names["id"])] if "id" in names else []
        self.faults += [f"{tag} {name}" for name in names if name == "style" or name.startswith("on")]
        self.faults += [tag] if tag == "style" or (tag == "script" and not names.get("src")) else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self.open[-1:] == [tag]:
            self.open.pop()
        else:
            self.faults.append(f"</{tag}> in {self.open[-3:]}, line {self.getpos()[0]}")


def sound(response: TestResponse) -> bool:
    found = Balanced()
    found.feed(response.text)
    assert found.faults == []
    assert found.open == []
    assert len(found.ids) == len(set(found.ids))
    return response.status_code == 200


def test_every_page_is_sound_for_everybody_in_both_languages(trade: Trade) -> None:
    case = trade.on_the_acceptance_list()
    trade.town.catch_up()
    for who, browser in everybody(trade).items():
        for language in ("zh", "en"):
            browser.opens(f"/language/{language}")
            for path in ("/cases", f"/cases/{case}", f"/cases/{case}/timeline", "/sign-in/role", "/api/v1/docs", "/problems/stale"):
                assert sound(browser.opens(path)), (who, path)
        if who != "auditor":  # who has no desk of that kind is sent on to the cases
            assert sound(browser.opens("/"))


def test_headers_let_nothing_in_from_elsewhere(trade: Trade) -> None:
    headers = Browser(trade.town).opens("/sign-in").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers


def test_production_asks_for_tls(town: Town) -> None:
    assert "max-age" in Browser(town).opens("/sign-in").headers["Strict-Transport-Security"]


def test_the_stylesheet_is_compressed_and_kept_for_a_year(trade: Trade) -> None:
    page = Browser(trade.town)
    found = re.search(r'href="(/static/[^"]+theme\.css)"', page.opens("/sign-in").text)
    assert found
    response = page.client.get(found.group(1), headers={"Accept-Encoding": "gzip"})
    assert (response.status_code, response.headers["Content-Encoding"]) == (200, "gzip")
    assert "immutable" in response.headers["Cache-Control"]
    assert page.opens("/static/0000000000000000/theme.css").status_code == 404
    assert page.opens("/static/0000000000000000/../app.py").status_code == 404


def test_a_plan_lies_on_the_desk_of_its_district_and_is_tracked_by_nobody_else(trade: Trade) -> None:
    trade.plans()
    trade.town.catch_up()
    desks = everybody(trade)
    assert "审核计划" in desks["district"].opens("/").text
    assert "没有待办事项" in desks["approver"].opens("/").text
    elsewhere = at_the_desk(trade, trade.town.person("district-officer", "440306"), "district-officer", "440306")
    assert "没有待办事项" in elsewhere.opens("/").text


def test_what_waits_for_the_enterprise_stands_apart(trade: Trade) -> None:
    case = trade.plans()
    trade.district.does("plan-return", case, reasons=REASONS)
    trade.town.catch_up()
    page = everybody(trade)["district"].opens("/").text
    assert "等更正计划" in page
    assert "等他人办理" in page


def test_a_filter_lives_in_the_address(trade: Trade) -> None:
    trade.plans()
    trade.town.catch_up()
    desk = everybody(trade)["district"]
    assert "QJ-2026-000001" in desk.opens("/?q=示例甲").text
    assert "没有待办事项" in desk.opens("/?q=别家").text
    assert "QJ-2026-000001" in desk.opens("/cases?state=planned&year=2026").text
    assert "没有符合条件的案件" in desk.opens("/cases?state=graded").text


@pytest.mark.parametrize(
    "query",
    ["district=x", "state=x", "year=99999999999999999999", "year=１２", "page=0", "page=-1", "page=99999999999", "q=%25_", "task=x&task=y"],
)
def test_an_address_typed_wrongly_shows_what_there_is(trade: Trade, query: str) -> None:
    desk = at_the_desk(trade, trade.officer, "bureau-officer")
    assert desk.opens(f"/?{query}").status_code == 200
    assert desk.opens(f"/cases?{query}").status_code == 200


@pytest.mark.parametrize("query", ["state=%00", "q=%25_%00", "%00=x"])
def test_what_no_database_can_keep_is_refused(trade: Trade, query: str) -> None:
    desk = at_the_desk(trade, trade.officer, "bureau-officer")
    assert [desk.opens(f"{path}?{query}").status_code for path in ("/", "/cases")] == [400, 400]


def test_a_case_is_found_by_number_as_well(trade: Trade) -> None:
    case = trade.plans()
    trade.town.catch_up()
    desk = at_the_desk(trade, trade.officer, "bureau-officer")
    assert sound(desk.opens(f"/cases/{case}"))
    assert sound(desk.opens("/cases/QJ-2026-000001"))
    assert trade.officer.sees("/cases/QJ-2026-000001")["case_id"] == case


@pytest.mark.parametrize(
    "reference", ["QJ-2026-000002", "QJ-2026-1", "00000000-0000-4000-8000-000000000000", "x", "%00", "' OR 1=1 --", "..%2f..", "示例"]
)
def test_a_case_that_is_none_is_not_found(trade: Trade, reference: str) -> None:
    trade.plans()
    desk = at_the_desk(trade, trade.officer, "bureau-officer")
    assert desk.opens(f"/cases/{reference}").status_code == 404


def test_who_may_not_know_of_a_case_gets_the_answer_for_none(trade: Trade) -> None:
    case = trade.plans()
    trade.town.catch_up()
    elsewhere = at_the_desk(trade, trade.town.person("district-officer", "440306"), "district-officer", "440306")
    there, nowhere = (elsewhere.opens(f"/cases/{each}") for each in (case, "00000000-0000-4000-8000-000000000000"))
    assert there.status_code == nowhere.status_code == 404
    assert there.text.replace(case, "") == nowhere.text.replace("00000000-0000-4000-8000-000000000000", "")
    assert "QJ-2026-000001" not in elsewhere.opens("/cases").text


def test_the_header_says_where_the_case_stands(trade: Trade) -> None:
    case = trade.on_the_plan_list()
    trade.town.catch_up()
    page = at_the_desk(trade, trade.officer, "bureau-officer").opens(f"/cases/{case}").text
    for words in ("深圳市示例甲电子有限公司", "QJ-2026-000001", "已列入计划名单", "深工信规〔2025〕5号", "南山区", "列入计划名单"):
        assert words in page
    assert page.count('class="done"') == 1
    assert 'aria-current="step"><span class="n">2</span><b>平台登记</b>' in page


def test_the_account_of_a_last_day_is_shown_with_its_readings(trade: Trade) -> None:
    case = trade.on_the_acceptance_list()
    trade.forms_panel(case)
    trade.accepts(case, "74", "75", "76")
    trade.town.catch_up()
    page = at_the_desk(trade, trade.officer, "bureau-officer").opens(f"/cases/{case}").text
    for words in ("期限怎样算出", "顺延至其后的第一个工作日", "暂定 · 读法", "sha-256", "第二十一条", "75.00"):
        assert words in page


def test_what_a_person_filled_in_is_never_markup(trade: Trade) -> None:
    trade.on(form().planned_start.replace(month=3))
    case = trade.signer.hands_in_plan(form(enterprise_name="<script>alert(1)</script>有限公司", main_products="<b>x</b>"))
    trade.town.catch_up()
    desk = at_the_desk(trade, trade.officer, "bureau-officer")
    for path in (f"/cases/{case}", "/cases", f"/cases/{case}/timeline"):
        assert sound(desk.opens(path))


def test_after_an_act_the_next_page_waits_for_it_and_no_longer_than_it_must(trade: Trade) -> None:
    desk = at_the_desk(trade, trade.officer, "bureau-officer")
    case = trade.plans()
    trade.town.catch_up()
    with desk.client.session_transaction(base_url=desk.at) as session:
        session["position"] = trade.town.system.log.head()
    assert desk.opens(f"/cases/{case}").status_code == 200
    with desk.client.session_transaction(base_url=desk.at) as session:
        assert "position" not in session


def test_the_language_is_kept_and_leads_back(trade: Trade) -> None:
    page = Browser(trade.town)
    response = page.opens("/language/en?back=/sign-in")
    assert response.headers["Location"] == "/sign-in"
    assert '<html lang="en">' in page.opens("/sign-in").text
    page.opens("/language/zh")
    assert '<html lang="zh-Hans-CN">' in page.opens("/sign-in").text
    assert page.opens("/language/xx").status_code == 404


def test_the_process_lives_and_is_ready(trade: Trade) -> None:
    page = Browser(trade.town)
    assert page.opens("/healthz").json == {"status": "ok"}
    trade.town.catch_up()
    assert page.opens("/readyz").status_code == 200
