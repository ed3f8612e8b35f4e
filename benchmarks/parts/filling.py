"""Fill a store with cases in bulk, indexes and receipts included, faster than commands could."""

from __future__ import annotations

import sqlite3
from itertools import islice
from typing import TYPE_CHECKING, Any

import psycopg

from application.store.migrate import upgrade
from application.store.sqlite import SQLiteRecorder
from benchmarks.parts.mould import CAPACITY, REQUEST_DIGEST, Case, FilledEvent, Mould, answer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHUNK = 20_000
"""Events per transaction of the filling."""


def fill_sqlite(path: Path, mould: Mould, events: int) -> list[Case]:
    """Make the database and fill it with whole cases up to ``events``. Returns the cases."""
    upgrade(f"sqlite:///{path}")
    cases: list[Case] = []
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=OFF", "cache_size=-1000000"):
        connection.execute(f"PRAGMA {pragma}")
    position = 0
    for chunk in _chunks(mould, events, cases):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(SQLiteRecorder.INSERT_EVENT, map(_sqlite_event, chunk))
        connection.executemany(
            SQLiteRecorder.INSERT_DISCLOSURE,
            ((each.originator_id.hex, each.version, kind, content) for each in chunk for kind, content in each.disclosures),
        )
        connection.executemany(SQLiteRecorder.INSERT_RECEIPT, (_receipt(each, position + order) for order, each in enumerate(chunk, 1)))
        connection.execute("COMMIT")
        position += len(chunk)
    connection.execute("ANALYZE")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return cases


def fill_postgres(url: str, mould: Mould, events: int) -> list[Case]:
    """As :func:`fill_sqlite`, by binary COPY."""
    upgrade(url)
    cases: list[Case] = []
    position = 0
    with psycopg.connect(driver_url(url), autocommit=True) as connection:
        connection.execute("SET synchronous_commit = off")
        for chunk in _chunks(mould, events, cases):
            rows = list(enumerate(chunk, position + 1))
            with connection.transaction(), connection.cursor() as cursor:
                _copy(
                    cursor,
                    "events (position, originator_id, originator_version, topic, case_id, case_version, recorded_at, state, leaf_hash)",
                    ("int8", "uuid", "int4", "text", "uuid", "int4", "text", "bytea", "bytea"),
                    ((at, e.originator_id, e.version, e.topic, e.originator_id, e.version, e.recorded_at, e.state, e.leaf_hash) for at, e in rows),
                )
                _copy(
                    cursor,
                    "disclosures (originator_id, originator_version, field_class, content)",
                    ("uuid", "int4", "text", "bytea"),
                    ((each.originator_id, each.version, kind, content) for each in chunk for kind, content in each.disclosures),
                )
                receipts = (_receipt(each, at) for at, each in rows)
                _copy(
                    cursor, "receipts (capacity, command_id, request_digest, answer, position)", ("text", "text", "bytea", "bytea", "int8"), receipts
                )
            position += len(chunk)
        connection.execute("UPDATE log_head SET position = %s", (position,))
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
    return cases


def driver_url(url: str) -> str:
    """SQLAlchemy's address as the driver takes it."""
    return url.replace("postgresql+psycopg://", "postgresql://")


def _chunks(mould: Mould, events: int, cases: list[Case]) -> Iterator[list[FilledEvent]]:
    flow = (event for _ in range(events // mould.length) for event in mould.cast(cases))
    while chunk := list(islice(flow, CHUNK)):
        yield chunk


def _sqlite_event(each: FilledEvent) -> tuple[Any, ...]:
    key = each.originator_id.hex
    return key, each.version, each.topic, key, each.version, each.recorded_at, each.state, each.leaf_hash


def _receipt(each: FilledEvent, position: int) -> tuple[Any, ...]:
    return CAPACITY, each.command_id, REQUEST_DIGEST, answer(each.originator_id, each.version), position


def _copy(cursor: psycopg.Cursor[Any], target: str, types: tuple[str, ...], rows: Iterator[tuple[Any, ...]]) -> None:
    with cursor.copy(f"COPY {target} FROM STDIN (FORMAT BINARY)".encode()) as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)
