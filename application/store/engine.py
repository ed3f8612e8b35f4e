"""数据库连接: one engine for events, receipts and read models, set up so that nothing acknowledged is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event
from sqlalchemy.pool import QueuePool

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

BUSY_MILLISECONDS = 10_000
"""How long a SQLite writer waits for another process's transaction."""


def make_engine(url: str, *, pool_size: int = 16) -> Engine:
    """Make the engine for a database address; nothing is connected yet.

    SQLite: write-ahead log, every commit synced, writers begin with BEGIN IMMEDIATE (a reader that turns writer is refused at
    once, whatever the timeout). PostgreSQL: a pool as large as the threads, so that connections are kept.
    """
    if url.startswith("sqlite"):
        engine = create_engine(url, poolclass=QueuePool, pool_size=pool_size, max_overflow=0, connect_args={"check_same_thread": False})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(url, pool_size=pool_size, max_overflow=0, pool_pre_ping=False, connect_args={"application_name": "qingjian"})


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where we say so
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_MILLISECONDS}", "foreign_keys=ON", "recursive_triggers=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
