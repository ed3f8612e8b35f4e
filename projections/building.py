"""建表: makes the tables of read models, builds a changed one beside the live one, and swaps their names (they are never migrated)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import MetaData, delete, insert, inspect, select, text

from projections.heartbeat import HEARTBEATS
from projections.positions import BOOKKEEPING, POSITIONS, Position, positions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Table

    from projections.projection import Projection

NEXT = "__next"
"""Ending of the names of tables and positions of a build that is not live yet."""

PREPARING = 7_310_500_003
"""Key of the advisory lock under which tables are made: two processes that start at once do not collide."""

log = logging.getLogger(__name__)


def prepare(connection: Connection, projections: Iterable[Projection]) -> None:
    """Make what is missing, in a transaction of the caller: live tables, or a build beside them where the projection changed.

    Tables of a newer program are left alone: it may be about to take over.
    """
    _one_at_a_time(connection)
    BOOKKEEPING.create_all(connection, tables=[POSITIONS, HEARTBEATS])
    known = positions(connection)
    present = set(inspect(connection).get_table_names())
    for projection in projections:
        live, built = known.get(projection.name), known.get(projection.name + NEXT)
        if live is None or any(table.name not in present for table in projection.tables):
            _begin(connection, projection, "")
        elif any(each.version > projection.version for each in (live, built) if each is not None):
            log.warning("read model %s is kept by a newer program; this one leaves its tables alone", projection.name)
        elif fits(live, projection):
            if built is not None and not fits(built, projection):
                _drop(connection, projection, NEXT)
        elif not fits(built, projection):
            _begin(connection, projection, NEXT)


def fits(standing: Position | None, projection: Projection) -> bool:
    """Whether a build was made by this program's projection."""
    return standing is not None and (standing.version, standing.shape) == (projection.version, projection.shape)


def begin_anew(connection: Connection, projection: Projection) -> None:
    """Begin a build beside the live tables, from zero; one begun before is thrown away."""
    _one_at_a_time(connection)
    _begin(connection, projection, NEXT)


def swap(connection: Connection, projection: Projection, shadow: Position) -> bool:
    """Let the build beside the live tables take their names. False where somebody was faster or it is behind the live one.

    On PostgreSQL a reader between two tables could hold us up while we hold it up: we give up first and try again.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = '300ms'"))
    names = [projection.name, shadow.name]
    rows = connection.execute(select(POSITIONS).where(POSITIONS.c.name.in_(names)).order_by(POSITIONS.c.name).with_for_update()).mappings()
    found = {row["name"]: Position(**row) for row in rows}
    live, built = found.get(projection.name), found.get(shadow.name)
    if live is None or built is None or built.build != shadow.build or built.position < live.position:
        return False
    for table in projection.tables:
        connection.execute(text(f"DROP TABLE {table.name}"))
        connection.execute(text(f"ALTER TABLE {table.name}{NEXT} RENAME TO {table.name}"))
    connection.execute(delete(POSITIONS).where(POSITIONS.c.name.in_(names)))
    connection.execute(insert(POSITIONS).values(built._replace(name=projection.name)._asdict()))
    return True


def targets(projection: Projection, ending: str) -> dict[Table, Table]:
    """Where the rows of each table of a projection lie: in itself, or in the table of the same columns being built beside it."""
    return {table: _copy(table, ending) if ending else table for table in projection.tables}


def _one_at_a_time(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({PREPARING})"))


def _drop(connection: Connection, projection: Projection, ending: str) -> None:
    # The position first: a runner in the middle of a batch holds it, and one that comes later finds another build.
    connection.execute(delete(POSITIONS).where(POSITIONS.c.name == projection.name + ending))
    for table in projection.tables:
        connection.execute(text(f"DROP TABLE IF EXISTS {table.name}{ending}"))


def _begin(connection: Connection, projection: Projection, ending: str) -> None:
    name, build = projection.name + ending, uuid4().hex
    _drop(connection, projection, ending)
    for table in projection.tables:
        copy = _copy(table, ending)
        for index in copy.indexes:
            index.name = f"{index.name}_{build[:8]}"  # type: ignore[assignment]  # names of indexes are unique in the whole database
        copy.create(connection)
    fresh = {"name": name, "version": projection.version, "shape": projection.shape, "build": build, "position": 0, "recorded_at": ""}
    connection.execute(insert(POSITIONS).values(fresh))


def _copy(table: Table, ending: str) -> Table:
    copy = table.to_metadata(MetaData(), name=table.name + ending)
    copy.info.update(table.info)
    return copy
