"""A round with nothing due looks at the first entries of indexes, in whatever order they were made."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, event

from projections.due_dates import DUE_DATES
from projections.due_dates_asked import anything_due

if TYPE_CHECKING:
    from sqlalchemy import Engine

TODAY = date(2026, 10, 16)


def asked(engine: Engine) -> list[str]:
    """How SQLite goes about the questions of a round, step by step."""
    plans: list[str] = []

    def explain(_connection: object, cursor: object, statement: str, parameters: object, *_: object) -> None:
        found = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[attr-defined]  # the driver's cursor
        plans.extend(row[3] for row in found)

    with engine.connect() as connection:
        event.listen(engine, "before_cursor_execute", explain)
        assert not anything_due(connection, {"revision": TODAY, "reapplication": TODAY}, TODAY, (7, 1, 0))
    return [plan for plan in plans if "due_dates" in plan]


def test_each_question_names_every_column_it_fixes() -> None:
    for order in permutations(sorted(DUE_DATES.indexes, key=lambda index: str(index.name))):
        engine = create_engine("sqlite://")
        copy = DUE_DATES.to_metadata(DUE_DATES.metadata.__class__())
        copy.indexes.clear()
        copy.create(engine)
        for index in order:
            index.create(engine)
        plans = asked(engine)
        assert sum("due_dates_running (kind=? AND state=?)" in plan for plan in plans) == 2
        assert sum("due_dates_reminders (kind=? AND state=? AND reminded=? AND due_on>?)" in plan for plan in plans) == 3
        assert len(plans) == 5
        engine.dispose()
