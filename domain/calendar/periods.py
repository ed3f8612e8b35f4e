"""期间: periods by 民法典 200–203, applied to the rules by analogy (reading R-03).

The first day does not count. A period of months or years ends on the corresponding day of its last month, or on that month's last day
where there is none. A last day that is a rest day moves to the next working day; a make-up working Saturday is no rest day.
"""

from __future__ import annotations

import calendar as gregorian
from datetime import date, timedelta
from typing import TYPE_CHECKING

import msgspec

from domain.calendar.working_days import Edition

if TYPE_CHECKING:
    from collections.abc import Iterable

    from domain.calendar.working_days import Answer, Calendar

ONE_DAY = timedelta(days=1)
MONTHS_IN_A_YEAR = 12


class Reckoned(msgspec.Struct, frozen=True):
    """A day found by asking the calendar, with the editions asked and the years still awaited."""

    day: date
    editions: tuple[Edition, ...]
    awaits: tuple[int, ...]

    @property
    def provisional(self) -> bool:
        """Whether a notice still to come could move the day."""
        return bool(self.awaits)


def add_months(day: date, months: int) -> date:
    """民法典 202: the corresponding day so many months on (or back, if negative), or that month's last day."""
    year, month = divmod(day.year * MONTHS_IN_A_YEAR + day.month - 1 + months, MONTHS_IN_A_YEAR)
    return date(year, month + 1, min(day.day, gregorian.monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """民法典 202: the corresponding day so many years on; 28 February where there is no 29th."""
    return add_months(day, years * MONTHS_IN_A_YEAR)


def look_back(reference: date, years: int) -> date:
    """近 n 年: the first day of the look-back, itself included; a record of that day still counts."""
    return add_years(reference, -years)


def clears_on(recorded_on: date, years: int) -> date:
    """First day on which a look-back of so many years no longer reaches a record of ``recorded_on``."""
    day = add_years(recorded_on, years) + ONE_DAY
    while look_back(day, years) <= recorded_on:  # a record of 28 February is reached on 29 February of a leap year as well
        day += ONE_DAY
    return day


def completed(since: date, years: int, on: date) -> bool:
    """满 n 年: whether so many years since ``since`` are complete; the corresponding day itself is enough."""
    return add_years(since, years) <= on


def roll(day: date, calendar: Calendar) -> Reckoned:
    """民法典 203: ``day`` itself if it is worked, else the next day that is."""
    asked = [calendar.is_working(day)]
    while not asked[-1].working:
        day += ONE_DAY
        asked.append(calendar.is_working(day))
    return _reckoned(day, asked)


def working_day_end(start: date, count: int, calendar: Calendar, *, first_counts: bool) -> Reckoned:
    """Last of ``count`` working days from ``start``; ``first_counts`` says whether ``start``, if worked, is the first of them.

    A public notice counts the day it is put up, a period of the Civil Code does not. Raises ValueError for a count below one.
    """
    if count < 1:
        raise ValueError(f"{count} working days have no last day")
    day = start if first_counts else start + ONE_DAY
    asked = [calendar.is_working(day)]
    while sum(answer.working for answer in asked) < count:
        day += ONE_DAY
        asked.append(calendar.is_working(day))
    return _reckoned(day, asked)


def count_working_days(first: date, last: date, calendar: Calendar) -> int:
    """Number of working days from ``first`` to ``last``, both included."""
    return sum(calendar.is_working(first + timedelta(days=offset)).working for offset in range((last - first).days + 1))


def _reckoned(day: date, asked: Iterable[Answer]) -> Reckoned:
    answers = tuple(asked)
    return Reckoned(
        day=day,
        editions=tuple(sorted({edition for answer in answers for edition in answer.editions})),
        awaits=tuple(sorted({year for answer in answers for year in answer.awaits})),
    )
