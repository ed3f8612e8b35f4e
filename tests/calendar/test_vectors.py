"""Deadlines a clerk can read and add to: every line of the tables in this folder."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec
import pytest

from domain.calendar.deadline import StartFact, reapplication_window, revision_deadline
from domain.calendar.periods import completed, look_back, working_day_end
from domain.calendar.working_days import shipped_calendar
from domain.law.law_file import read
from domain.law.rulebook import rule_set


class Vector(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    name: str
    start: date
    nominal: date | None = None
    last_day: date | None = None
    first_day: date | None = None
    awaits: tuple[int, ...] = ()
    count: int = 0
    first_counts: bool = False
    years: int = 0
    since: date = date.min
    completed: bool | None = None


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    question: str
    vectors: tuple[Vector, ...]


def answered(question: str, vector: Vector) -> Vector:
    """The vector as the product answers it: what was asked, with our answer in place of the expected one."""
    rules, calendar = rule_set("sz-2025-5"), shipped_calendar()
    if question == "revision":
        deadline = revision_deadline((StartFact("held", vector.start), StartFact("opinion-delivered", vector.start)), rules, calendar)
        return msgspec.structs.replace(vector, nominal=deadline.nominal_day, last_day=deadline.last_day, awaits=deadline.awaits)
    if question == "reapplication":
        window = reapplication_window(vector.start, rules)
        return msgspec.structs.replace(vector, last_day=window.last_day, first_day=window.first_day)
    if question == "working-days":
        end = working_day_end(vector.start, vector.count, calendar, first_counts=vector.first_counts)
        return msgspec.structs.replace(vector, last_day=end.day, awaits=end.awaits)
    if question == "look-back":
        return msgspec.structs.replace(vector, first_day=look_back(vector.start, vector.years))
    assert question == "completed-years"
    return msgspec.structs.replace(vector, completed=completed(vector.since, vector.years, vector.start))


TABLES = sorted(Path(__file__).parent.glob("*.yaml"))
VECTORS = [
    pytest.param(table.question, vector, id=f"{path.stem}: {vector.name}")
    for path in TABLES
    for table in [read(path, Table)]
    for vector in table.vectors
]


@pytest.mark.parametrize(("question", "vector"), VECTORS)
def test_the_deadline_is_the_one_in_the_table(question: str, vector: Vector) -> None:
    assert answered(question, vector) == vector


def test_the_tables_are_read() -> None:
    assert len(TABLES) == 5
    assert len(VECTORS) > 40
