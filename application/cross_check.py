"""日历核对: an entered notice beside the calendars of two libraries. They decide nothing; a difference is for a person to look at."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from domain.calendar.working_days import Calendar


class Difference(NamedTuple):
    """差异: a day on which a library says otherwise than the calendar that holds."""

    library: str
    day: date
    working: bool
    """What our calendar says."""


class Check(NamedTuple):
    """核对结果: what one library said of a year."""

    library: str
    known: bool
    """Whether it has the notice of that year at all."""
    differences: tuple[Difference, ...] = ()


def cross_checked(calendar: Calendar, year: int) -> tuple[Check, ...]:
    """The calendar of a year beside each library that knows its notice."""
    return tuple(_checked(library, theirs, calendar, year) for library, theirs in (("chinesecalendar", _chinesecalendar), ("holidays", _holidays)))


def _checked(library: str, theirs: Callable[[int], Callable[[date], bool] | None], calendar: Calendar, year: int) -> Check:
    is_worked = theirs(year)
    if is_worked is None:
        return Check(library, known=False)
    days = ((day, calendar.is_working(day).working) for day in _days(year))
    return Check(library, known=True, differences=tuple(Difference(library, day, working) for day, working in days if working != is_worked(day)))


def _chinesecalendar(year: int) -> Callable[[date], bool] | None:
    import chinese_calendar  # noqa: PLC0415  read by those who enter a notice
    from chinese_calendar import constants  # noqa: PLC0415

    return chinese_calendar.is_workday if year in {day.year for day in constants.workdays} else None


def _holidays(year: int) -> Callable[[date], bool] | None:
    import holidays  # noqa: PLC0415  as above

    theirs = holidays.country_holidays("CN", years=(year,))
    return theirs.is_working_day if year in theirs.special_public_holidays else None


def _days(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)
