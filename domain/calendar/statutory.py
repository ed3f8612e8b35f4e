"""法定节假日: the days off that the statute itself names, for provisional answers while a year's notice is not out.

全国年节及纪念日放假办法 (revised 2024) fixes some days by date and others by the farmer's calendar; the latter are computed some
years ahead and marked so. Days swapped for longer holidays are known from the notice alone, hence every answer here is provisional.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

import msgspec

from domain.calendar.notice import DaysOff
from domain.law.law_file import read


class FixedDays(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Days off that fall on the same dates each year, as ``MM-DD``."""

    name: str
    days: tuple[str, ...]


class Statute(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """放假办法: the statute's own days off."""

    document: str
    revised_on: date
    fixed: tuple[FixedDays, ...]
    computed: dict[str, tuple[DaysOff, ...]]
    """Year to the days that follow the farmer's calendar."""
    from_: date = msgspec.field(name="from")
    note: str = ""


@lru_cache(maxsize=1)
def statute() -> Statute:
    """The statute as revised in 2024."""
    return read(Path(__file__).parent / "statutory_days.yaml", Statute)


def is_statutory_day_off(day: date) -> bool:
    """Whether the statute names ``day``; beyond the computed years only the days with a fixed date are known."""
    if any(f"{day:%m-%d}" in fixed.days for fixed in statute().fixed):
        return True
    return any(day in tuple(holiday.days()) for holiday in statute().computed.get(str(day.year), ()))
