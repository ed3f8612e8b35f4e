"""案号: ``QJ-<year>-<six digits>``, counted up within a year. Taken in a transaction of its own after all guards passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Engine

_TAKE = text(
    'INSERT INTO case_numbers (year, "last") VALUES (:year, 1) ON CONFLICT (year) DO UPDATE SET "last" = case_numbers."last" + 1 RETURNING "last"'
)


def take_case_number(engine: Engine, year: int) -> str:
    """Take the next number of ``year``. A number taken for a command that then loses a race stays unused: gaps are lawful, doubles are not."""
    with engine.begin() as connection:
        (last,) = connection.execute(_TAKE, {"year": year}).one()
    return f"QJ-{year}-{last:06d}"
