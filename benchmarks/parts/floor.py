"""The floor: the raw driver doing the store's statements on the store's rows with the store's commits, and nothing else."""

from __future__ import annotations

import sqlite3
import threading
from typing import TYPE_CHECKING, Any, Protocol

import psycopg

from application.store.engine import BUSY_MILLISECONDS
from application.store.postgres import ORDERING_LOCK, PostgresRecorder, write_statement
from application.store.sqlite import SQLiteRecorder
from benchmarks.parts.filling import driver_url

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from application.store.sealed import Receipt, SealedEvent


class Floor(Protocol):
    """What both drivers do."""

    def write(self, event: SealedEvent, receipt: Receipt) -> None:
        """Write one event with its disclosures and the receipt, in one transaction."""

    def read(self, case_id: UUID) -> int:
        """Fetch the rows of a case, decoding nothing; returns how many."""

    def close(self) -> None:
        """Close the connections of all threads."""


class SQLiteFloor:
    """``sqlite3``, a connection for each thread; writers queue on a lock, as they would sleep in the driver's busy wait otherwise."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._turn = threading.Lock()
        self._idle: list[sqlite3.Cursor] = []

    def write(self, event: SealedEvent, receipt: Receipt) -> None:
        """As the protocol says."""
        key: str = event.originator_id.hex  # type: ignore[union-attr]  # our ids are UUIDs
        cursor = self._cursor()
        execute = cursor.execute
        with self._turn:
            execute("BEGIN IMMEDIATE")
            execute(
                SQLiteRecorder.INSERT_EVENT,
                (key, event.originator_version, event.topic, key, event.case_version, event.recorded_at, event.state, event.leaf_hash),
            )
            position = cursor.lastrowid
            for field_class, content in event.disclosures:
                execute(SQLiteRecorder.INSERT_DISCLOSURE, (key, event.originator_version, field_class, content))
            execute(SQLiteRecorder.INSERT_RECEIPT, (receipt.capacity, receipt.command_id, receipt.request_digest, receipt.answer, position))
            execute("COMMIT")
        self._idle.append(cursor)

    def read(self, case_id: UUID) -> int:
        """As the protocol says."""
        cursor = self._cursor()
        found = len(cursor.execute(SQLiteRecorder.SELECT_ORIGINATOR, (case_id.hex, case_id.hex)).fetchall())
        self._idle.append(cursor)
        return found

    def close(self) -> None:
        """As the protocol says."""
        for cursor in self._idle:
            cursor.connection.close()

    def _cursor(self) -> sqlite3.Cursor:
        try:
            return self._idle.pop()
        except IndexError:
            connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
            for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_MILLISECONDS}", "foreign_keys=ON", "recursive_triggers=ON"):
                connection.execute(f"PRAGMA {pragma}")
            return connection.cursor()


class PostgresFloor:
    """``psycopg`` in autocommit, prepared and binary, a connection for each thread."""

    def __init__(self, url: str) -> None:
        self._url = driver_url(url)
        self._idle: list[psycopg.Cursor[Any]] = []

    def write(self, event: SealedEvent, receipt: Receipt) -> None:
        """As the protocol says."""
        values: list[Any] = [ORDERING_LOCK, 1, 1, event.originator_id, event.originator_version, event.topic, event.case_id]
        values += (event.case_version, event.recorded_at, event.state, event.leaf_hash)
        for field_class, content in event.disclosures:
            values += (event.originator_id, event.originator_version, field_class, content)
        values += (receipt.capacity, receipt.command_id, receipt.request_digest, receipt.answer)
        cursor = self._cursor()
        cursor.execute(write_statement(1, len(event.disclosures), 1), values, prepare=True).fetchone()
        self._idle.append(cursor)

    def read(self, case_id: UUID) -> int:
        """As the protocol says."""
        cursor = self._cursor()
        found = len(cursor.execute(PostgresRecorder.SELECT_ORIGINATOR, (case_id, case_id), prepare=True).fetchall())
        self._idle.append(cursor)
        return found

    def close(self) -> None:
        """As the protocol says."""
        for cursor in self._idle:
            cursor.connection.close()

    def _cursor(self) -> psycopg.Cursor[Any]:
        try:
            return self._idle.pop()
        except IndexError:
            return psycopg.connect(self._url, autocommit=True).cursor(binary=True)
