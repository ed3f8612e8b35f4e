"""重算: after a notice was entered, every last day it touches is counted again, never to the enterprise's harm."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from application.casework import HANDLERS
from application.commands.calendar import EnterHolidayNotice
from application.outcome import NotFoundError, StaleError
from application.permissions.table import check
from application.timetable import recalculations
from application.work import Work
from domain.calendar.deadline import recalculated
from domain.calendar.holiday_notice import HolidayNotice, holiday_notice_id
from domain.law.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from uuid import UUID

    from application.casework import Casework
    from application.timetable import DueDates
    from domain.calendar.deadline import Deadline
    from domain.calendar.notice import Notice
    from domain.calendar.working_days import Calendar
    from domain.case.audit_case import AuditCase
    from domain.fact import Capacity


class Recalculated(NamedTuple):
    """重算结果: one deadline, before and after."""

    case_id: UUID
    number: str
    was: date
    now: date
    provisional: bool
    """Whether another notice is still awaited."""

    @property
    def moved(self) -> bool:
        """Whether the last day is another one."""
        return self.was != self.now


def recalculate_all(casework: Casework, due_dates: DueDates, actor: Capacity, year: int) -> Iterator[Recalculated]:
    """Count again every deadline that the notice of a year could touch. What the clock was faster with is as good.

    Raises NotAllowedError.
    """
    digest = casework.calendar.editions.get(year)
    for errand in recalculations(due_dates, year, digest) if digest else ():
        case_id: UUID = errand.command.case_id  # type: ignore[attr-defined]  # a recalculation is about a case
        was = _deadline(casework, case_id)
        try:
            casework.handle(errand.command, actor)
        except (Refused, NotFoundError, StaleError):
            continue  # the case has moved on: nothing runs there any more, or the clock will look again
        now = _deadline(casework, case_id)
        if was is not None and now is not None:
            yield Recalculated(case_id, Work(casework).case(case_id).number, was.last_day, now.last_day, now.provisional)


def foreseen(casework: Casework, due_dates: DueDates, actor: Capacity, command: EnterHolidayNotice) -> tuple[Notice, list[Recalculated]]:
    """What a notice would move if it were entered now; nothing is written.

    Raises Refused with every fault, NotAllowedError.
    """
    work = Work(casework)
    work.begin(actor, on=None, backdated_because=None, correlation_id=None)
    check(command, work)
    work.stamp_under(work.rules_of_the_day())
    HANDLERS[EnterHolidayNotice](command, work)
    notice = work.get(HolidayNotice, holiday_notice_id(command.year)).notice
    assert notice is not None, "it was entered a moment ago"  # noqa: S101  for the type checker
    calendar = casework.calendar.with_notices((notice,))
    touched = (Work(casework).case(due.subject_id) for due in due_dates.by_other_editions(notice.year, notice.digest))
    return notice, [_foreseen(case, case.revision_deadline, calendar) for case in touched if case.revision_deadline is not None]


def _foreseen(case: AuditCase, shown: Deadline, calendar: Calendar) -> Recalculated:
    fresh = recalculated(shown, calendar)
    return Recalculated(case.id, case.number, shown.last_day, fresh.last_day, fresh.provisional)


def _deadline(casework: Casework, case_id: UUID) -> Deadline | None:
    return Work(casework).case(case_id).revision_deadline
