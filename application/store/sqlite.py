"""SQLite 记录器: one writer at a time, begun with BEGIN IMMEDIATE; positions are the integer primary key."""

from __future__ import annotations

import sqlite3
from threading import Lock
from typing import TYPE_CHECKING, Any
from uuid import UUID

from application.store.recorder import EVENT, JOINED, Recorder
from application.store.sealed import CaseVersionTakenError, CommandKnownError, VersionTakenError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Engine

    from application.store.sealed import Receipt, SealedEvent
    from application.trail.leaf import Head


class SQLiteRecorder(Recorder):
    """SQLite 记录器: writers of this process queue on a lock of their own, so that nobody sleeps in the driver's busy wait."""

    SELECT_ORIGINATOR = (
        f"SELECT * FROM (SELECT {EVENT}, d.field_class, d.content {JOINED} WHERE e.originator_id = ? ORDER BY e.originator_version, d.field_class)"
        " UNION ALL SELECT * FROM (SELECT NULL, 0, case_id, case_version, recorded_at, '', leaf_hash, NULL, NULL, NULL"
        " FROM events WHERE case_id = ? ORDER BY case_version DESC LIMIT 1)"
    )
    SELECT_CASE = f"SELECT {EVENT}, d.field_class, d.content {JOINED} WHERE e.case_id = ? ORDER BY e.case_version, d.field_class"
    SELECT_LOG = f"SELECT {EVENT}, d.field_class, d.content, e.position {JOINED} WHERE e.position BETWEEN ? AND ? ORDER BY e.position, d.field_class"
    SELECT_HEAD = "SELECT case_version, leaf_hash, recorded_at FROM events WHERE case_id = ? ORDER BY case_version DESC LIMIT 1"
    SELECT_RECEIPT = "SELECT request_digest, answer, position FROM receipts WHERE capacity = ? AND command_id = ?"
    INSERT_EVENT = (
        "INSERT INTO events (originator_id, originator_version, topic, case_id, case_version, recorded_at, state, leaf_hash)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    )
    INSERT_DISCLOSURE = "INSERT INTO disclosures (originator_id, originator_version, field_class, content) VALUES (?, ?, ?, ?)"
    INSERT_RECEIPT = "INSERT INTO receipts (capacity, command_id, request_digest, answer, position) VALUES (?, ?, ?, ?, ?)"

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._turn = Lock()

    @staticmethod
    def cursor(connection: sqlite3.Connection) -> sqlite3.Cursor:
        """A cursor; the engine has set the connection up."""
        return connection.cursor()

    @staticmethod
    def quiet(cursor: sqlite3.Cursor) -> bool:
        """The connection is in no transaction."""
        return not cursor.connection.in_transaction

    def _write(self, events: Sequence[SealedEvent], receipts: Sequence[Receipt]) -> list[int]:
        return self._committed(lambda cursor: self._insert(cursor, events, receipts))

    def write_under_lock(
        self, case_ids: Sequence[UUID], seal: Callable[[dict[UUID, Head]], Sequence[SealedEvent]], receipts: Sequence[Receipt]
    ) -> list[int]:
        """Seal on the heads read inside the write transaction, and write."""
        return self._committed(lambda cursor: self._insert(cursor, seal({each: self._head(cursor, each) for each in case_ids}), receipts))

    def _committed(self, write: Callable[[sqlite3.Cursor], list[int]]) -> list[int]:
        with self._turn, self.reading() as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            try:
                positions = write(cursor)
                cursor.execute("COMMIT")
            except BaseException as fault:
                if cursor.connection.in_transaction:
                    cursor.execute("ROLLBACK")
                if isinstance(fault, sqlite3.IntegrityError):
                    raise _named(fault) from fault
                raise
            return positions

    def _insert(self, cursor: sqlite3.Cursor, events: Sequence[SealedEvent], receipts: Sequence[Receipt]) -> list[int]:
        positions = []
        for event in events:
            key = event.originator_id.hex  # type: ignore[union-attr]  # our ids are UUIDs
            row = (key, event.originator_version, event.topic, event.case_id.hex, event.case_version, event.recorded_at, event.state, event.leaf_hash)
            cursor.execute(self.INSERT_EVENT, row)
            positions.append(int(cursor.lastrowid or 0))
            for field_class, content in event.disclosures:
                cursor.execute(self.INSERT_DISCLOSURE, (key, event.originator_version, field_class, content))
        last = positions[-1] if positions else 0
        for receipt in receipts:
            row_ = (receipt.capacity, receipt.command_id, receipt.request_digest, receipt.answer, last)
            cursor.execute(self.INSERT_RECEIPT, row_)
        return positions

    @staticmethod
    def _key(identity: Any) -> str:
        return identity.hex if isinstance(identity, UUID) else UUID(identity).hex

    def _identities(self) -> Callable[[str], UUID]:
        return Identities().__getitem__


class Identities(dict[str, UUID]):
    """Ids by their text: the many rows of a few aggregates make each id once."""

    def __missing__(self, key: str) -> UUID:
        self[key] = found = UUID(key)
        return found


def _named(fault: sqlite3.IntegrityError) -> Exception:
    text = str(fault)
    if "receipts." in text:
        return CommandKnownError(text)
    if "events.originator_id" in text or "disclosures." in text:
        return VersionTakenError(text)
    if "events.case_id" in text:
        return CaseVersionTakenError(text)
    return fault
