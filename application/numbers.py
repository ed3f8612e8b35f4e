"""案号: ``QJ-<year>-<six digits>``, counted up within a year. Taken in a transaction of its own after all guards passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

_TAKE = text(
    'INSERT INTO case_numbers (year, "last") VALUES (:year, :count)'
    ' ON CONFLICT (year) DO UPDATE SET "last" = case_numbers."last" + :count RETURNING "last"'
)
_GIVE_BACK = text('UPDATE case_numbers SET "last" = :used WHERE year = :year AND "last" = :taken')


def take_case_number(engine: Engine, year: int) -> str:
    """Take the next number of ``year``. A number taken for a command that then loses a race stays unused: gaps are lawful, doubles are not."""
    (number,) = take_case_numbers(engine, year, 1)
    return number


def take_case_numbers(engine: Engine, year: int, count: int) -> list[str]:
    """Take the next ``count`` numbers of ``year`` at once, for whoever plans many cases."""
    with engine.begin() as connection:
        (last,) = connection.execute(_TAKE, {"year": year, "count": count}).one()
    return [f"QJ-{year}-{number:06d}" for number in range(last - count + 1, last + 1)]


def give_back_case_numbers(engine: Engine, year: int, numbers: Sequence[str]) -> None:
    """Give back the last numbers taken, unused; where somebody took further ones since, they stay a gap."""
    first, last = (int(number.rpartition("-")[2]) for number in (numbers[0], numbers[-1]))
    with engine.begin() as connection:
        connection.execute(_GIVE_BACK, {"year": year, "used": first - 1, "taken": last})
