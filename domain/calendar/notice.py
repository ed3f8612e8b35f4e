"""节假日安排通知: the State Council's yearly notice as data: which days are off, and which rest days are worked instead."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from domain.law.law_file import content_digest, read

if TYPE_CHECKING:
    from collections.abc import Iterator

NOTICES = Path(__file__).parent / "notices"
LAST_DAYS_OF_THE_YEAR = 29
"""From this day of December on, the next year's notice may speak as well: its New Year holiday and the days worked for it."""


class NoticeDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """通知文件: a document the notice's days come from; a later one of the same year changes an earlier one."""

    number: str | None = None
    """Issuing number, ``国办发明电〔2025〕7号``; None where it is not known."""
    number_checked: bool
    """Whether the number was compared with a text of the document. The days are compared by test in any case."""
    published_on: date | None = None
    source: str = ""


class DaysOff(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """放假: a holiday from its first to its last day off, weekends inside it included."""

    name: str
    from_: date = msgspec.field(name="from")
    to: date

    def __post_init__(self) -> None:
        if self.to < self.from_:
            raise ValueError(f"{self.name} ends before it starts")

    def days(self) -> Iterator[date]:
        """Every day off, in order."""
        for offset in range((self.to - self.from_).days + 1):
            yield self.from_ + timedelta(days=offset)


class Notice(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, dict=True):
    """节假日安排通知: one year's days off and make-up working days; shipped as a file or entered by the bureau."""

    year: int
    title: str
    issuer: str
    documents: tuple[NoticeDocument, ...]
    days_off: tuple[DaysOff, ...]
    working_days: tuple[date, ...]
    """Rest days that are worked (调休上班)."""
    note: str = ""

    def __post_init__(self) -> None:
        off = [day for holiday in self.days_off for day in holiday.days()]
        if len(off) != len(set(off)) or not off:
            raise ValueError("a day is off twice, or none is")
        for day in (*off, *self.working_days):
            if not self.may_speak_of(day):
                raise ValueError(f"{day} is no day of the notice for {self.year}")
        for day in self.working_days:
            if day in off or day.weekday() < SATURDAY:
                raise ValueError(f"{day} cannot be a make-up working day")

    def may_speak_of(self, day: date) -> bool:
        """Whether ``day`` lies in the notice's year or among the last days of the year before."""
        return day.year == self.year or (day.year == self.year - 1 and at_the_end_of_the_year(day))

    @cached_property
    def answers(self) -> dict[date, bool]:
        """Day to whether it is worked, for the days the notice names; the others follow the week."""
        return {day: False for holiday in self.days_off for day in holiday.days()} | dict.fromkeys(self.working_days, True)

    @cached_property
    def digest(self) -> str:
        """SHA-256 in hex over the year and its named days: the edition a deadline keeps. Titles and sources do not count."""
        return content_digest({"year": self.year, "days": {day.isoformat(): worked for day, worked in self.answers.items()}})


SATURDAY = 5
"""``date.weekday()`` of the first rest day of a week without a notice."""


def at_the_end_of_the_year(day: date) -> bool:
    """Whether the next year's notice may still change this day."""
    return day.month == 12 and day.day >= LAST_DAYS_OF_THE_YEAR  # noqa: PLR2004  December


def notice_from(path: Path) -> Notice:
    """The notice a file holds. Raises LawFileFault naming the file and what is wrong with it."""
    return read(path, Notice)


@lru_cache(maxsize=1)
def shipped_notices() -> tuple[Notice, ...]:
    """The notices that come with the product, by year."""
    return tuple(notice_from(path) for path in sorted(NOTICES.glob("*.yaml")))
