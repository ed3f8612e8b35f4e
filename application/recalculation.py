"""重算: after a notice was entered, every last day it touches is counted again, never to the enterprise's harm."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from application.outcome import NotFoundError, StaleError
from application.timetable import recalculations
from application.work import Work
from domain.law.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from uuid import UUID

    from application.casework import Casework
    from application.timetable import DueDates
    from domain.calendar.deadline import Deadline
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


def _deadline(casework: Casework, case_id: UUID) -> Deadline | None:
    return Work(casework).case(case_id).revision_deadline
