"""期限表: the list of due days as the clock reads it: between the read model, which knows rows, and the timetable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.timetable import Due
from projections import due_dates_asked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection, Engine, RowMapping


class DueRows:
    """期限表: rows of the read model, each question a connection of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def anything_due(self, days: Mapping[str, date], today: date, steps: Sequence[int]) -> bool:
        """Whether there is anything to do at all, asked in one statement."""
        with self._reading() as connection:
            return due_dates_asked.anything_due(connection, days, today, steps)

    def fallen_due(self, kind: str, day: date, after: tuple[date, UUID, str] | None, limit: int) -> Sequence[Due]:
        """What runs and is due on ``day`` or before, from behind ``after``."""
        with self._reading() as connection:
            return _dues(due_dates_asked.due_by(connection, day, kind, after=after, limit=limit))

    def to_remind(self, today: date, steps: Sequence[int], limit: int) -> Sequence[Due]:
        """Deadlines for final papers whose next reminder has fallen due."""
        with self._reading() as connection:
            return _dues(due_dates_asked.to_remind(connection, today, steps, limit=limit))

    def by_other_editions(self, year: int, digest: str) -> Sequence[Due]:
        """Deadlines for final papers that a year's notice could touch and that were computed without this edition of it."""
        with self._reading() as connection:
            return _dues(due_dates_asked.by_other_editions(connection, year, digest))

    def _reading(self) -> Connection:
        return self._engine.connect().execution_options(read_only=True)


def _dues(rows: Iterable[RowMapping]) -> list[Due]:
    return [Due(row["kind"], row["subject_id"], row["reference"], row["due_on"]) for row in rows]
