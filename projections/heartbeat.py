"""心跳: the sign of life of the processes in the background; who watches them reads it here."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Column, Integer, String, Table, Text, delete, insert, select, update

from projections.positions import BOOKKEEPING

if TYPE_CHECKING:
    from sqlalchemy import Connection

HEARTBEATS = Table(
    "heartbeats",
    BOOKKEEPING,
    # Which process: ``worker@<host>/<number>``.
    Column("process", Text, primary_key=True),
    Column("started_at", String(32), nullable=False),
    Column("beat_at", String(32), nullable=False),
    Column("beats", Integer, nullable=False),
)


class Heartbeat(NamedTuple):
    """心跳: one process and when it last gave a sign of life (UTC)."""

    process: str
    started_at: datetime
    beat_at: datetime


def beat(connection: Connection, process: str, now: datetime) -> None:
    """Give a sign of life; the first one enters the process."""
    moment = now.isoformat(timespec="microseconds")
    row = HEARTBEATS.c.process == process
    if connection.execute(update(HEARTBEATS).where(row).values(beat_at=moment, beats=HEARTBEATS.c.beats + 1)).rowcount == 0:
        connection.execute(insert(HEARTBEATS).values(process=process, started_at=moment, beat_at=moment, beats=1))


def end(connection: Connection, process: str) -> None:
    """Take a process that ends in order off the list; one that was killed stays, and its last beat grows old."""
    connection.execute(delete(HEARTBEATS).where(HEARTBEATS.c.process == process))


def heartbeats(connection: Connection) -> list[Heartbeat]:
    """All processes known, the one last heard of first."""
    rows = connection.execute(select(HEARTBEATS).order_by(HEARTBEATS.c.beat_at.desc()))
    return [Heartbeat(row.process, datetime.fromisoformat(row.started_at), datetime.fromisoformat(row.beat_at)) for row in rows]
