"""The clock records what falls due, on its day or as soon as it runs again, once, and decides nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
import pytest

from application.commands.calendar import EnterHolidayNotice
from application.commands.revision import ExtendRevision
from application.timetable import Tally
from domain.calendar.events import Holiday
from domain.case.audit_case import AuditCase
from domain.case.events.revision import RevisionDeadlineRecalculated, RevisionLapsed, RevisionReminded
from domain.register.events import ReapplicationOpened
from tests.examples.acceptance import LAST_DAY
from tests.examples.calendar import days_2027
from tests.examples.revision import revised_case
from tests.scenario import APPROVER, OFFICER

if TYPE_CHECKING:
    from tests.clock.office import Office

NEXT_DAY = LAST_DAY + timedelta(days=1)
IN_SHENZHEN = timedelta(hours=8)


def moment(on: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A moment of that day in Shenzhen."""
    return datetime(on.year, on.month, on.day, tzinfo=UTC) + timedelta(hours=hour, minutes=minute, seconds=second) - IN_SHENZHEN


def case(office: Office, case_id: UUID) -> AuditCase:
    return AuditCase(case_id).replay((each.fact, each.stamp) for each in office.casework.events.get(case_id))


def lapses(office: Office) -> list[tuple[UUID, date, date]]:
    return [(case_id, fact.fell_due_on, on) for case_id, fact, on in office.facts(RevisionLapsed)]


# -------------------------------------------------------------------------------------------------------------- final papers


def test_the_last_day_lasts_until_midnight_in_shenzhen(office: Office) -> None:
    case_id = office.accepted(1)
    office.round(moment(LAST_DAY, 23, 59, 59))
    assert lapses(office) == []
    office.round(moment(LAST_DAY, 24))
    assert lapses(office) == [(case_id, NEXT_DAY, NEXT_DAY)]


def test_a_lapse_is_recorded_once_however_often_the_clock_looks(office: Office) -> None:
    office.accepted(1)
    assert office.round(NEXT_DAY) == Tally(done=1)
    assert office.round(NEXT_DAY) == Tally()
    office.timetable = office.another_clock()
    assert office.round(NEXT_DAY + timedelta(days=3)) == Tally()
    assert len(lapses(office)) == 1


def test_a_clock_that_reads_an_old_list_records_nothing_twice(office: Office) -> None:
    office.accepted(1)
    office.round(LAST_DAY)
    office.clock.moment = moment(NEXT_DAY, 0, 0, 1)
    tallies = [office.timetable.round(), office.another_clock().round(), office.timetable.round()]
    assert tallies == [Tally(done=1)] * 3, "the same key has the same answer"
    office.projector.catch_up()
    assert len(lapses(office)) == 1


def test_the_clock_grades_nothing_and_fails_nothing(office: Office) -> None:
    case_id = office.accepted(1)
    office.round(NEXT_DAY)
    lapsed = case(office, case_id)
    assert (lapsed.state, lapsed.result, lapsed.lapsed) == ("accepted", None, True)


def test_papers_handed_in_stop_the_clock(office: Office) -> None:
    office.put(UUID(int=1), *revised_case())
    assert office.round(NEXT_DAY) == Tally()


def test_an_extension_moves_the_lapse(office: Office) -> None:
    case_id = office.accepted(1)
    office.round(NEXT_DAY)
    office.do(ExtendRevision(case_id=case_id, reason="台风停产", count=14), OFFICER)
    new_last_day = date(2026, 11, 30)
    office.round(new_last_day)
    assert len(lapses(office)) == 1
    office.round(new_last_day + timedelta(days=1))
    assert [due for _, due, _ in lapses(office)] == [NEXT_DAY, new_last_day + timedelta(days=1)]


def test_what_fell_due_in_an_outage_is_caught_up_in_the_order_of_its_days(office: Office) -> None:
    first, second = office.accepted(2), office.accepted(1)
    enterprise = office.passed(3, date(2026, 11, 18))
    early = office.passed(4, date(2026, 11, 1))
    office.do(ExtendRevision(case_id=first, reason="台风停产", count=14), APPROVER)
    back = date(2026, 12, 24)
    office.round(back)
    found = [(each, fact.fell_due_on, on) for kind in (RevisionLapsed, ReapplicationOpened) for each, fact, on in office.facts(kind)]
    assert sorted(found, key=lambda each: each[1]) == [
        (early, date(2026, 11, 1), back),
        (second, NEXT_DAY, back),
        (enterprise, date(2026, 11, 18), back),
        (first, date(2026, 12, 1), back),
    ]
    recorded = [each.fact.fell_due_on for each in office.log() if isinstance(each.fact, RevisionLapsed | ReapplicationOpened)]
    assert recorded == sorted(recorded)


# ----------------------------------------------------------------------------------------------------------------- reminders


def reminders(office: Office) -> list[tuple[int, date, date]]:
    return [(fact.days_left, fact.fell_due_on, on) for _, fact, on in office.facts(RevisionReminded)]


def test_the_enterprise_is_reminded_seven_days_and_one_day_before_and_on_the_day(office: Office) -> None:
    office.accepted(1)
    for days in range(12, -3, -1):
        office.round(LAST_DAY - timedelta(days=days))
    assert reminders(office) == [(left, LAST_DAY - timedelta(days=left), LAST_DAY - timedelta(days=left)) for left in (7, 1, 0)]


def test_a_reminder_missed_in_an_outage_is_made_up_for_by_the_nearest(office: Office) -> None:
    office.accepted(1)
    back = LAST_DAY - timedelta(days=1)
    office.round(back)
    office.round(back)
    assert reminders(office) == [(1, back, back)]
    late = office.another_clock()
    office.timetable = late
    office.round(LAST_DAY)
    assert [left for left, _, _ in reminders(office)] == [1, 0]


def test_a_new_last_day_is_reminded_of_anew(office: Office) -> None:
    case_id = office.accepted(1)
    office.round(LAST_DAY)
    office.do(ExtendRevision(case_id=case_id, reason="台风停产", count=14), OFFICER)
    office.round(LAST_DAY + timedelta(days=1))
    assert [left for left, _, _ in reminders(office)] == [0]
    office.round(date(2026, 11, 23))
    assert [left for left, _, _ in reminders(office)] == [0, 7]


# ------------------------------------------------------------------------------------------------------------- reapplication


@pytest.mark.parametrize(("passed", "first_day"), [(date(2021, 11, 17), date(2026, 11, 17))])
def test_reapplication_opens_on_the_first_allowed_day_and_once(office: Office, passed: date, first_day: date) -> None:
    enterprise = office.passed(9, first_day)
    office.round(first_day - timedelta(days=1))
    assert office.facts(ReapplicationOpened) == []
    office.round(first_day)
    office.round(first_day)
    office.round(first_day + timedelta(days=400))
    assert [(each, fact.first_day, on) for each, fact, on in office.facts(ReapplicationOpened)] == [(enterprise, first_day, first_day)]


# ------------------------------------------------------------------------------------------------------------------ notices


def test_a_notice_moves_a_provisional_day_and_never_to_the_enterprises_harm(office: Office) -> None:
    later, sooner = office.put_accepted(1, date(2027, 1, 8)), office.put_accepted(2, date(2027, 1, 31))
    office.clock.moment = moment(date(2027, 1, 31), 9)
    office.projector.catch_up()
    before = {each: case(office, each).revision_deadline for each in (later, sooner)}
    assert all(deadline is not None and deadline.provisional for deadline in before.values())
    off, worked = Holiday("示例", date(2027, 2, 5), date(2027, 2, 11)), (date(2027, 2, 28),)
    office.do(EnterHolidayNotice(**msgspec.structs.asdict(days_2027(holidays=(off,), working_days=worked))), OFFICER)
    office.round(moment(date(2027, 1, 31), 10))
    found = {
        each: (fact.was_last_day, fact.computed_last_day, fact.revision_deadline.last_day)
        for each, fact, _ in office.facts(RevisionDeadlineRecalculated)
    }
    assert found[later] == (date(2027, 2, 9), date(2027, 2, 12), date(2027, 2, 12))
    assert found[sooner] == (date(2027, 3, 1), date(2027, 2, 28), date(2027, 3, 1)), "a day shown is not shortened"
    assert not any(deadline.provisional for each in (later, sooner) if (deadline := case(office, each).revision_deadline))
    assert office.round(moment(date(2027, 1, 31), 11)) == Tally()
    office.timetable = office.another_clock()
    assert office.round(moment(date(2027, 1, 31), 12)) == Tally()
