"""暂定读法: the register of readings: every figure the text does not force, what it could mean instead, and who confirmed it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import msgspec

from domain.law.law_file import read
from domain.law.rulebook import shipped

if TYPE_CHECKING:
    from domain.law.rulebook import Rulebook


class Alternative(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Another reading of the same words."""

    code: str
    zh: str
    en: str


class Confirmation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """确认: who confirmed a reading, by which document and when."""

    by: str
    document: str
    on: date


class ReadingFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The file of one reading."""

    question: str
    question_en: str
    taken: str
    """The reading taken, in Chinese."""
    taken_en: str
    alternatives: tuple[Alternative, ...]
    figures: tuple[str, ...]
    """Paths of the figures that would change with the reading."""
    rule_sets: tuple[str, ...] = ()
    """Rule sets whose first or last day would change with it."""
    confirmation: Confirmation | None = None


class Reading(ReadingFile, frozen=True, kw_only=True):
    """暂定读法: one open question, the reading taken, and its alternatives."""

    id: str
    """``R-01``; never used again for another question."""


def readings(rulebook: Rulebook | None = None) -> tuple[Reading, ...]:
    """The whole register, by id. Raises LawFileFault where a file is wrong."""
    book = rulebook or shipped()
    return tuple(Reading(id=name, **msgspec.structs.asdict(read(path, ReadingFile))) for name, path in book.files("readings").items())


def reading(reading_id: str, rulebook: Rulebook | None = None) -> Reading:
    """One reading by its id. Raises LookupError."""
    for each in readings(rulebook):
        if each.id == reading_id:
            return each
    raise LookupError(f"no reading is called {reading_id}")
