"""PostgreSQL 记录器: one statement takes the ordering lock, counts the position up and writes everything."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

import psycopg
from psycopg.pq import TransactionStatus

from application.store.recorder import EVENT, JOINED, Recorder
from application.store.sealed import CaseVersionTakenError, CommandKnownError, VersionTakenError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from application.store.sealed import Receipt, SealedEvent
    from application.trail.leaf import Head

ORDERING_LOCK = 7_310_500_001
"""Key of the advisory lock under which positions are given."""

CHANNEL = "qingjian_events"
"""Notified at every commit with the last position."""

_LARGEST_STATEMENT = 200
"""Events written by one statement; more go in several statements of one transaction."""


class PostgresRecorder(Recorder):
    """PostgreSQL 记录器: a command's write is one round trip and one transaction at READ COMMITTED."""

    SELECT_ORIGINATOR = (
        f"SELECT * FROM (SELECT {EVENT}, d.field_class, d.content {JOINED} WHERE e.originator_id = %b ORDER BY e.originator_version, d.field_class) s"
        " UNION ALL SELECT * FROM (SELECT NULL::uuid, 0, case_id, case_version, recorded_at, '', leaf_hash, NULL::bytea, NULL, NULL::bytea"
        " FROM events WHERE case_id = %b ORDER BY case_version DESC LIMIT 1) h"
    )
    SELECT_CASE = f"SELECT {EVENT}, d.field_class, d.content {JOINED} WHERE e.case_id = %b ORDER BY e.case_version, d.field_class"
    SELECT_LOG = (
        f"SELECT {EVENT}, d.field_class, d.content, e.position {JOINED} WHERE e.position BETWEEN %b::bigint AND %b::bigint"
        " ORDER BY e.position, d.field_class"
    )
    SELECT_HEAD = "SELECT case_version, leaf_hash, recorded_at FROM events WHERE case_id = %b ORDER BY case_version DESC LIMIT 1"
    SELECT_RECEIPT = "SELECT request_digest, answer, position FROM receipts WHERE capacity = %b::text AND command_id = %b::text"

    @staticmethod
    def cursor(connection: psycopg.Connection[Any]) -> psycopg.Cursor[Any]:
        """A cursor in autocommit, giving and taking binary values."""
        connection.autocommit = True
        return connection.cursor(binary=True)

    @staticmethod
    def quiet(cursor: psycopg.Cursor[Any]) -> bool:
        """The connection is open and in no transaction."""
        return cursor.connection.info.transaction_status is TransactionStatus.IDLE

    def _write(self, events: Sequence[SealedEvent], receipts: Sequence[Receipt]) -> list[int]:
        with self.reading() as cursor:
            if len(events) <= _LARGEST_STATEMENT:
                return self._insert(cursor, events, receipts)
            with cursor.connection.transaction():
                return self._insert_many(cursor, events, receipts)

    def write_under_lock(
        self, case_ids: Sequence[UUID], seal: Callable[[dict[UUID, Head]], Sequence[SealedEvent]], receipts: Sequence[Receipt]
    ) -> list[int]:
        """Take the ordering lock first; the heads read then are the last, and the bytes are made upon them."""
        with self.reading() as cursor, cursor.connection.transaction():
            cursor.execute("SELECT pg_advisory_xact_lock(%b::bigint)", (ORDERING_LOCK,))
            return self._insert_many(cursor, seal({each: self._head(cursor, each) for each in case_ids}), receipts)

    def _insert_many(self, cursor: psycopg.Cursor[Any], events: Sequence[SealedEvent], receipts: Sequence[Receipt]) -> list[int]:
        positions: list[int] = []
        for start in range(0, len(events), _LARGEST_STATEMENT):
            chunk = events[start : start + _LARGEST_STATEMENT]
            last = start + _LARGEST_STATEMENT >= len(events)
            positions += self._insert(cursor, chunk, receipts if last else ())
        return positions

    def _insert(self, cursor: psycopg.Cursor[Any], events: Sequence[SealedEvent], receipts: Sequence[Receipt]) -> list[int]:
        values: list[Any] = []
        disclosures: list[Any] = []
        for order, event in enumerate(events, 1):
            values += (
                order,
                event.originator_id,
                event.originator_version,
                event.topic,
                event.case_id,
                event.case_version,
                event.recorded_at,
                event.state,
                event.leaf_hash,
            )
            for field_class, content in event.disclosures:
                disclosures += (event.originator_id, event.originator_version, field_class, content)
        for receipt in receipts:
            disclosures += (receipt.capacity, receipt.command_id, receipt.request_digest, receipt.answer)
        count = len(events)
        statement = write_statement(count, (len(disclosures) - 4 * len(receipts)) // 4, len(receipts))
        try:
            cursor.execute(statement, (ORDERING_LOCK, count, *values, *disclosures))
        except psycopg.errors.UniqueViolation as fault:
            raise _named(fault) from fault
        (base,) = cursor.fetchone() or (0,)
        return list(range(base + 1, base + count + 1))

    @staticmethod
    def _key(identity: Any) -> UUID:
        return identity if isinstance(identity, UUID) else UUID(identity)

    def _identities(self) -> Callable[[UUID], UUID]:
        return _itself


def _itself(key: UUID) -> UUID:
    return key


@lru_cache(maxsize=512)
def write_statement(events: int, disclosures: int, receipts: int) -> bytes:
    """The one statement for so many rows.

    The lock is taken in it before the head row is counted up; at READ COMMITTED the update then sees the newest head, which
    ``max(position)`` in the same statement would not.
    """
    rows = ", ".join(["(%b::bigint, %b::uuid, %b::int, %b::text, %b::uuid, %b::int, %b::text, %b::bytea, %b::bytea)"] * events)
    parts = [
        (
            "WITH ordering AS MATERIALIZED (SELECT pg_advisory_xact_lock(%b::bigint)),"
            " head AS (UPDATE log_head SET position = log_head.position + %b::bigint FROM ordering RETURNING log_head.position),"
            " written AS (INSERT INTO events"
            " (position, originator_id, originator_version, topic, case_id, case_version, recorded_at, state, leaf_hash)"
            f" SELECT head.position - {events} + v.ord, v.o, v.ov, v.t, v.c, v.cv, v.r, v.s, v.l"
            f" FROM head, (VALUES {rows}) AS v (ord, o, ov, t, c, cv, r, s, l))"
        )
    ]
    if disclosures:
        rows = ", ".join(["(%b::uuid, %b::int, %b::text, %b::bytea)"] * disclosures)
        parts.append(f", disclosed AS (INSERT INTO disclosures (originator_id, originator_version, field_class, content) VALUES {rows})")
    if receipts:
        rows = ", ".join(["(%b::text, %b::text, %b::bytea, %b::bytea)"] * receipts)
        parts.append(
            ", answered AS (INSERT INTO receipts (capacity, command_id, request_digest, answer, position)"
            f" SELECT v.c, v.i, v.d, v.a, head.position FROM head, (VALUES {rows}) AS v (c, i, d, a))"
        )
    parts.append(f" SELECT head.position - {events} FROM head, pg_notify('{CHANNEL}', head.position::text)")
    return "".join(parts).encode()


def _named(fault: psycopg.errors.UniqueViolation) -> Exception:
    names = {
        "receipts_pkey": CommandKnownError,
        "events_own_version": VersionTakenError,
        "disclosures_pkey": VersionTakenError,
        "events_case_version": CaseVersionTakenError,
    }
    kind = names.get(fault.diag.constraint_name or "")
    return kind(str(fault)) if kind else fault
