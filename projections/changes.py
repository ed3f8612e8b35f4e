"""变更日志: what changed across cases, within days or after a position, as far as somebody may know of the cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from projections.case_file import CASES, visible_to
from projections.timeline import OUTSIDE_OFFICE, TIMELINE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from typing import Any

    from sqlalchemy import Column, Connection, RowMapping, Select

    from domain.fact import Capacity

_SHOWN: list[Column[Any]] = [*TIMELINE.c, *(CASES.c[name] for name in ("number", "enterprise_id", "enterprise_name", "district"))]


def changes(
    connection: Connection, actor: Capacity, today: date, days: tuple[date, date], *, before: int | None = None, limit: int = 100
) -> Sequence[RowMapping]:
    """What happened on these days, the newest first; from below the position ``before`` on."""
    wanted = _within(actor, today, days)
    if before is not None:
        wanted = wanted.where(TIMELINE.c.position < before)
    return connection.execute(wanted.limit(limit)).mappings().all()


def streamed(connection: Connection, actor: Capacity, today: date, days: tuple[date, date]) -> Iterator[RowMapping]:
    """The same, row by row, however many; the connection serves nothing else meanwhile."""
    yield from connection.execution_options(yield_per=1_000).execute(_within(actor, today, days)).mappings()


def count(connection: Connection, actor: Capacity, today: date, days: tuple[date, date]) -> int:
    """How many there are."""
    return int(connection.execute(select(func.count()).select_from(_within(actor, today, days).order_by(None).subquery())).scalar_one())


def feed(connection: Connection, actor: Capacity, today: date, after: int, limit: int) -> Sequence[RowMapping]:
    """What was recorded after a position, in the order of the log: who asks again with the last one misses nothing."""
    wanted = _visible(actor, today).where(TIMELINE.c.position > after).order_by(TIMELINE.c.position)
    return connection.execute(wanted.limit(limit)).mappings().all()


def _within(actor: Capacity, today: date, days: tuple[date, date]) -> Select[Any]:
    return _visible(actor, today).where(TIMELINE.c.on.between(*days)).order_by(TIMELINE.c.position.desc())


def _visible(actor: Capacity, today: date) -> Select[Any]:
    wanted: Select[Any] = select(*_SHOWN).select_from(TIMELINE.join(CASES, CASES.c.case_id == TIMELINE.c.case_id)).where(visible_to(actor, today))
    return wanted.where(TIMELINE.c.office_only.is_(False)) if actor.role in OUTSIDE_OFFICE else wanted
