"""内部目标: the office's own targets stand, marked, on its work list, its case page and its calendar; outside nobody sees them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
import vobject

from domain.catalogue import FACTS
from domain.law.internal_targets import InternalTarget, internal_targets
from domain.law.rulebook import shipped
from projections.due_dates import due_dates
from projections.due_dates_asked import targets_of
from projections.projection import Projection
from projections.worklist import TASKS
from tests.clock.office import Office
from tests.examples import plan, review
from tests.stories.trade import NANSHAN
from tests.web.browser import Browser
from tests.web.test_calendar_feed import address

if TYPE_CHECKING:
    from tests.stories.driver import Someone, Town

CASE = UUID(int=1)
SUBMITTED = review.submitted_case()


@pytest.fixture
def office(demo: Town) -> Office:
    return Office(demo.system.casework, demo.system.projector, demo.clock)


def target(code: str) -> InternalTarget:
    return next(each for each in internal_targets().targets if each.code == code)


def running(office: Office) -> dict[str, date]:
    office.projector.catch_up()
    with office.casework.engine.connect() as connection:
        return {each["reference"]: each["due_on"] for each in targets_of(connection, CASE, [each.code for each in internal_targets().targets])}


def started_on(office: Office, topic: str) -> date:
    found: date = next(each.stamp.on for each in office.log() if topic == each.fact.TOPIC)
    return found


def page(town: Town, who: Someone, role: str, path: str, organisation: str = "") -> str:
    browser = Browser(town)
    assert browser.signs_in_by_button(who, role, organisation).status_code == 302
    return browser.opens(path).text


def test_each_names_facts_and_tasks_there_are_and_no_rule_set_knows_of_it() -> None:
    found = internal_targets()
    assert {each.code for each in found.targets} == {"district-review", "preliminary-review", "visit", "result"}
    assert {topic for each in found.targets for topic in (*each.from_, *each.until)} | {*found.ends} <= set(FACTS)
    assert set(found.of_task()) <= set(TASKS)
    assert not any("target" in path for rules in shipped().rule_sets() for path in rules.paths)


def test_a_target_without_time_is_refused() -> None:
    with pytest.raises(ValueError, match="no time"):
        InternalTarget(code="x", zh="示例", en="x", days=0, from_=(), until=(), tasks=())


def test_a_changed_file_makes_the_list_anew() -> None:
    assert Projection("due_dates", *due_dates.tables, version=due_dates.version, data="other").shape != due_dates.shape


def test_a_plan_has_the_target_of_the_district_until_it_is_endorsed(office: Office) -> None:
    office.put(CASE, *plan.listed_plan()[:1])
    assert running(office) == {"district-review": started_on(office, "case.Planned") + timedelta(days=target("district-review").days)}


def test_the_target_of_a_stage_ends_with_it_and_the_next_begins(office: Office) -> None:
    office.put(CASE, *SUBMITTED)
    assert running(office) == {"preliminary-review": started_on(office, "case.Submitted") + timedelta(days=target("preliminary-review").days)}
    office.put(UUID(int=2), *review.acceptance_listed_case())
    office.projector.catch_up()
    with office.casework.engine.connect() as connection:
        assert [each["reference"] for each in targets_of(connection, UUID(int=2), ["preliminary-review", "visit", "result"])] == ["visit"]


def test_the_office_sees_it_marked_and_the_enterprise_does_not(demo: Town, office: Office) -> None:
    office.put(CASE, *SUBMITTED)
    (due_on,) = running(office).values()
    officer, signer = demo.person("bureau-officer"), demo.person("enterprise-signer", UUID(int=99))
    demo.catch_up()
    said = f"{due_on.year}年{due_on.month}月{due_on.day}日"
    for path in ("/", "/cases/QJ-2026-000001"):
        shown = page(demo, officer, "bureau-officer", path)
        assert said in shown
        assert '<span class="badge">内部</span>' in shown
    assert signer.looks_for("/cases/QJ-2026-000001").status == 404
    (item, *_) = officer.sees("/worklist?task=review-submission")["items"]
    assert (item["due_on"], item["target_on"]) == (None, due_on.isoformat())


def test_what_is_past_its_target_stands_under_overdue(demo: Town, office: Office) -> None:
    office.put(CASE, *SUBMITTED)
    (due_on,) = running(office).values()
    officer = demo.person("bureau-officer")
    found = {}
    for days in (0, 1):
        demo.on(due_on + timedelta(days=days))
        found[days] = {item["task"]: item["heading"] for item in officer.sees("/worklist")["items"]}["review-submission"]
    assert found == {0: "soon", 1: "overdue"}


def test_the_calendar_of_the_office_has_it_and_that_of_others_has_not(demo: Town, office: Office) -> None:
    office.put(CASE, *plan.listed_plan()[:1])
    demo.on(date(2026, 3, 3))
    office.projector.catch_up()
    read = {}
    for role, organisation in (("bureau-officer", None), ("district-officer", NANSHAN), ("auditor", None)):
        feed = demo.app.test_client().get(address(demo.person(role, organisation)), base_url="http://localhost").text
        read[role] = [each.summary.value for each in vobject.readOne(feed).contents.get("vevent", [])]
    assert all("内部目标：区级审核" in summary for role in ("bureau-officer", "district-officer") for summary in read[role])
    assert read["bureau-officer"]
    assert read["auditor"] == []


def test_the_clock_does_nothing_about_it(office: Office) -> None:
    office.put(CASE, *SUBMITTED)
    (due_on,) = running(office).values()
    before = len(list(office.log()))
    assert not any(office.round(due_on + timedelta(days=400)))
    assert len(list(office.log())) == before
