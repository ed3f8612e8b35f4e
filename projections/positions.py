"""位置: how far each read model has read, which build of it is live, and what stopped it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Column, Integer, MetaData, String, Table, Text, and_, select, update

from projections.tables import POSITION

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

BOOKKEEPING = MetaData()
"""Tables about the read models. They are not rebuilt with them."""

POSITIONS = Table(
    "projection_positions",
    BOOKKEEPING,
    # The projection's name; that of a build beside the live tables ends in ``__next``.
    Column("name", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("shape", String(16), nullable=False),
    # Drawn anew whenever the tables are: a runner that read older rows finds another build and writes nothing.
    Column("build", String(32), nullable=False),
    Column("position", POSITION, nullable=False),
    # When the last event folded in was recorded.
    Column("recorded_at", String(27), nullable=False),
    Column("fault_position", POSITION),
    Column("fault_event", Text),
    Column("fault", Text),
)


class Position(NamedTuple):
    """位置: one row of the table above."""

    name: str
    version: int
    shape: str
    build: str
    position: int
    recorded_at: str
    """Empty before the first event."""
    fault_position: int | None = None
    """Position of the event that stopped it."""
    fault_event: str | None = None
    """That event by topic and id."""
    fault: str | None = None
    """Kind of the error; never its text, which may repeat what is protected."""

    @property
    def stopped(self) -> bool:
        """An event could not be folded in; somebody must look."""
        return self.fault_position is not None


def positions(connection: Connection) -> dict[str, Position]:
    """Where every read model stands, those being built beside the live ones too."""
    return {row.name: Position(*row) for row in connection.execute(select(POSITIONS))}


def advance(connection: Connection, standing: Iterable[Position], to: int, recorded_at: str) -> bool:
    """Move positions on, all or none: false where another runner moved or rebuilt one of them, and then nothing may be written.

    This is the first statement of the transaction that writes the rows: on PostgreSQL it makes a second runner wait here.
    """
    expected = {(each.name, each.build) for each in standing}
    at = {each.position for each in standing}
    moving = and_(POSITIONS.c.name.in_(sorted(name for name, _ in expected)), POSITIONS.c.position.in_(at), POSITIONS.c.fault_position.is_(None))
    moved = connection.execute(
        update(POSITIONS).where(moving).values(position=to, recorded_at=recorded_at).returning(POSITIONS.c.name, POSITIONS.c.build)
    )
    return {(row.name, row.build) for row in moved} == expected


def note_fault(connection: Connection, standing: Position, position: int, event: str, fault: str) -> bool:
    """Stop a read model at an event; false where another runner has moved it meanwhile."""
    here = and_(POSITIONS.c.name == standing.name, POSITIONS.c.build == standing.build, POSITIONS.c.position == standing.position)
    noted = update(POSITIONS).where(here).values(fault_position=position, fault_event=event, fault=fault).returning(POSITIONS.c.name)
    return connection.execute(noted).first() is not None


def clear_faults(connection: Connection, names: Sequence[str]) -> None:
    """Let stopped read models try their event again: the program may have been mended."""
    connection.execute(update(POSITIONS).where(POSITIONS.c.name.in_(names)).values(fault_position=None, fault_event=None, fault=None))
