"""到期提示: people are warned before rules, certificates, mandates, look-backs and terms for objections end, and told what then follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
import pytest

from domain.law.expiry_warnings import rule_sets_expiring, warned_ahead
from domain.law.rulebook import shipped
from domain.register.consultancy import Consultancy
from tests.application.put_on_record import put_on_record
from tests.clock.office import Office
from tests.examples import register, review
from tests.scenario import OFFICER, stamp
from tests.web.browser import Browser
from tests.web.test_pages import sound
from web import texts

if TYPE_CHECKING:
    from tests.stories.driver import Someone, Town

LAPSES = date(2030, 4, 26)
RULES = shipped().rule_set("sz-2025-5")


@pytest.fixture
def office(demo: Town) -> Office:
    return Office(demo.system.casework, demo.system.projector, demo.clock)


def page(town: Town, who: Someone, role: str, organisation: str = "", path: str = "/expiries") -> str:
    town.catch_up()
    browser = Browser(town)
    assert browser.signs_in_by_button(who, role, organisation).status_code == 302
    response = browser.opens(path)
    assert sound(response)
    return response.text


@pytest.mark.parametrize(
    ("today", "warned"),
    [(LAPSES - timedelta(days=366), False), (LAPSES - timedelta(days=365), True), (LAPSES, True), (LAPSES + timedelta(days=40), True)],
)
def test_the_end_of_the_rules_is_warned_of_a_year_ahead(today: date, *, warned: bool) -> None:
    assert [each.last_day for each in rule_sets_expiring(shipped().rule_sets(), today)] == [LAPSES] * warned


def test_rules_that_were_followed_by_others_are_not_warned_of() -> None:
    later = replace(RULES, id="next", valid_from=LAPSES + timedelta(days=1), valid_to=LAPSES + timedelta(days=1_000))
    assert rule_sets_expiring((RULES, later), LAPSES) == []


def test_the_office_sees_it_on_its_page_and_on_its_work_list(demo: Town) -> None:
    demo.on(LAPSES - timedelta(days=300))
    officer = demo.person("bureau-officer")
    assert "2030年4月26日" in page(demo, officer, "bureau-officer")
    assert "有 1 项即将到期" in page(demo, officer, "bureau-officer", path="/")
    demo.on(LAPSES - timedelta(days=400))
    assert "近期没有到期的事项" in page(demo, officer, "bureau-officer")


def test_certificates_and_mandates_are_warned_of_to_the_office_and_to_the_consultancy_alone(demo: Town, office: Office) -> None:
    mandate = register.mandate_granted()
    put_on_record(
        office.casework,
        (Consultancy, register.CONSULTANCY_ID, (register.consultancy_registered(), msgspec.structs.replace(mandate, until_on=date(2026, 6, 30)))),
    )
    own, other = (demo.person("consultant", each) for each in (register.CONSULTANCY_ID, UUID(int=5)))
    officer = demo.person("bureau-officer")
    demo.on(date(2026, 6, 30) - timedelta(days=warned_ahead()["mandate"]))
    assert "2026年6月30日" in page(demo, own, "consultant", str(register.CONSULTANCY_ID))
    assert "2026年6月30日" in page(demo, officer, "bureau-officer")
    assert "2026年6月30日" not in page(demo, other, "consultant", str(UUID(int=5)))
    demo.on(date(2026, 6, 30) - timedelta(days=warned_ahead()["mandate"] + 1))
    assert "2026年6月30日" not in page(demo, officer, "bureau-officer")


def test_the_day_a_penalty_leaves_the_look_back_is_told_and_one_that_is_not_the_enterprises_is_not(demo: Town, office: Office) -> None:
    theirs, not_theirs = review.penalty(), review.penalty("示例环罚〔2026〕8号")
    reviewed = stamp(review.REVIEWED_ON, OFFICER)
    office.put(UUID(int=1), *review.failure_proposed(theirs))
    answered = (review.reply(not_theirs), msgspec.structs.replace(review.decided(not_theirs), concerns_enterprise=False))
    office.put(UUID(int=2), *review.submitted_case(), *((fact, reviewed) for fact in answered))
    leaves = theirs.decided_on.replace(year=theirs.decided_on.year + 1) + timedelta(days=1)
    demo.on(leaves - timedelta(days=3))
    shown = page(demo, demo.person("bureau-officer"), "bureau-officer")
    assert f"{leaves.year}年{leaves.month}月{leaves.day}日" in shown
    assert theirs.reference in shown
    assert not_theirs.reference not in shown


def test_each_kind_says_what_then_follows() -> None:
    for vocabulary in ("expiry", "expiry-effect"):
        assert set(texts.catalogue()[vocabulary]) == set(warned_ahead())
