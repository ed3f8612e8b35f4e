"""工作日: which days are worked, by the yearly notices, and how sure the answer is.

A year whose notice is not out is *not yet published*: weekends and statutory days give an answer marked provisional, never a guess
about swapped days. 29 to 31 December stay provisional until the next year's notice is out, for it may swap them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from domain.calendar.notice import SATURDAY, Notice, at_the_end_of_the_year, shipped_notices
from domain.calendar.statutory import is_statutory_day_off

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class Edition(msgspec.Struct, frozen=True, order=True):
    """日历版本: the notice of one year in the form that was used; what every deadline keeps."""

    year: int
    digest: str
    """SHA-256 in hex over the notice's days."""


class Answer(msgspec.Struct, frozen=True):
    """Whether a day is worked, and what the answer rests on."""

    working: bool
    editions: tuple[Edition, ...]
    """Notices that were asked."""
    awaits: tuple[int, ...]
    """Years whose notice is not out and could change the answer."""

    @property
    def provisional(self) -> bool:
        """Whether a notice still to come could change the answer."""
        return bool(self.awaits)


class Calendar:
    """工作日历: the notices known, one for a year; asked day by day."""

    def __init__(self, notices: Iterable[Notice] = ()) -> None:
        """Take notices in the order they were made known: of two for one year the later one holds."""
        self._notices = {notice.year: notice for notice in notices}
        self._editions = {year: Edition(year, notice.digest) for year, notice in self._notices.items()}

    @property
    def editions(self) -> dict[int, str]:
        """Year to digest of the notice that holds."""
        return {year: edition.digest for year, edition in sorted(self._editions.items())}

    def notice(self, year: int) -> Notice | None:
        """The notice for a year; None where it is not out."""
        return self._notices.get(year)

    def with_notices(self, entered: Iterable[Notice]) -> Calendar:
        """This calendar with notices entered later; for a year it has already, the entered one wins."""
        return Calendar((*self._notices.values(), *entered))

    def is_working(self, day: date) -> Answer:
        """Whether ``day`` is worked, with the editions asked and the years still awaited."""
        years = (day.year, day.year + 1) if at_the_end_of_the_year(day) else (day.year,)
        return Answer(
            working=self._is_worked(day, years),
            editions=tuple(self._editions[year] for year in years if year in self._editions),
            awaits=tuple(year for year in years if year not in self._editions),
        )

    def _is_worked(self, day: date, years: tuple[int, ...]) -> bool:
        for year in reversed(years):
            named = self._notices[year].answers.get(day) if year in self._notices else None
            if named is not None:
                return named
        off_by_statute = day.year not in self._notices and is_statutory_day_off(day)
        return day.weekday() < SATURDAY and not off_by_statute


@lru_cache(maxsize=1)
def shipped_calendar() -> Calendar:
    """The calendar of the shipped notices alone; ``shipped_calendar().with_notices(entered)`` adds what the bureau entered."""
    return Calendar(shipped_notices())
