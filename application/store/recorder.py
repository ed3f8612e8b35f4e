"""记录器: events, disclosures and receipt in one transaction, in the order of the log (the library's recorder interface)."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, TypeVar

from eventsourcing.persistence import ApplicationRecorder, ProgrammingError, StoredEvent, Subscription

from application.store.connections import Connections
from application.store.sealed import LogEntry, Receipt, SealedEvent
from application.trail.leaf import NO_HEAD, Head

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from uuid import UUID

    from sqlalchemy import Engine

E = TypeVar("E")

EVENT = "e.originator_id, e.originator_version, e.case_id, e.case_version, e.recorded_at, e.topic, e.leaf_hash, e.state"
"""Columns of an event, in the order in which a row is read."""
JOINED = "FROM events e LEFT JOIN disclosures d ON d.originator_id = e.originator_id AND d.originator_version = e.originator_version"
"""Events with what is disclosed beside them, a row for each class."""


class Recorder(ApplicationRecorder):
    """记录器: what both databases share; the statements are those of the subclass.

    Driver statements on connections of the engine: SQLAlchemy's expression language would cost as much as the insert itself.
    """

    SELECT_ORIGINATOR: str
    SELECT_CASE: str
    SELECT_LOG: str
    SELECT_HEAD: str
    SELECT_RECEIPT: str

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._connections = Connections(engine, cursor=self.cursor, quiet=self.quiet)

    # ---------------------------------------------------------------------------------------------------------- writing

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> list[int]:
        """Write sealed events, in order, with their disclosures and the receipt (``receipt=``). Returns their positions.

        Raises VersionTakenError, CaseVersionTakenError or CommandKnownError; nothing is written then.
        """
        events = [event for event in stored_events if isinstance(event, SealedEvent)]
        if len(events) != len(stored_events):
            message = "only sealed events can be written"
            raise ProgrammingError(message)
        return self._write(events, kwargs.get("receipts", ()))

    @abstractmethod
    def _write(self, events: Sequence[SealedEvent], receipts: Sequence[Receipt]) -> list[int]:
        """Write in one transaction, taking the ordering lock with it."""

    @abstractmethod
    def write_under_lock(
        self, case_ids: Sequence[UUID], seal: Callable[[dict[UUID, Head]], Sequence[SealedEvent]], receipts: Sequence[Receipt]
    ) -> list[int]:
        """Take the ordering lock, read the heads of the cases, seal the events upon them, write. For the one retry."""

    # ---------------------------------------------------------------------------------------------------------- reading

    def reading(self) -> AbstractContextManager[Any]:
        """A driver cursor outside any transaction."""
        return self._connections.lent()

    @staticmethod
    @abstractmethod
    def cursor(connection: Any) -> Any:
        """The cursor to use of a driver connection that was just opened."""

    @staticmethod
    @abstractmethod
    def quiet(cursor: Any) -> bool:
        """Whether the cursor's connection is usable and in no transaction."""

    def select_events(
        self, originator_id: UUID | str, *, gt: int | None = None, lte: int | None = None, desc: bool = False, limit: int | None = None
    ) -> list[SealedEvent]:
        """The events of one aggregate; the last one carries the head of its case where the whole stream was asked for."""
        events = self.stream(originator_id, SealedEvent)
        if gt is not None:
            events = [event for event in events if event.originator_version > gt]
        if lte is not None:
            events = [event for event in events if event.originator_version <= lte]
        if desc:
            events.reverse()
        return events[:limit]

    def stream(self, originator_id: UUID | str, make: Callable[..., E]) -> list[E]:
        """What ``make`` makes of each event of one aggregate; it is called as :class:`SealedEvent` is."""
        key = self._key(originator_id)
        with self.reading() as cursor:
            cursor.execute(self.SELECT_ORIGINATOR, (key, key))
            rows = cursor.fetchall()
        if rows and rows[-1][0] is None:  # a score sheet has none of its own: its chain is the case's
            *rows, last = rows
            return self._made(rows, make, Head(last[3], last[6], last[4]))
        return self._made(rows, make)

    def select_case(self, case_id: UUID) -> list[SealedEvent]:
        """The events of a case and its score sheets, in the order of the case."""
        with self.reading() as cursor:
            cursor.execute(self.SELECT_CASE, (self._key(case_id),))
            return self._made(cursor.fetchall(), SealedEvent)

    def select_notifications(
        self, start: int | None, limit: int, stop: int | None = None, topics: Sequence[str] = (), *, inclusive_of_start: bool = True
    ) -> Sequence[LogEntry]:
        """The log from a position on: at most ``limit`` events."""
        first = (start or 0) + (0 if inclusive_of_start else 1)
        with self.reading() as cursor:
            cursor.execute(self.SELECT_LOG, (first, min(first + limit - 1, stop) if stop else first + limit - 1))
            rows = cursor.fetchall()
        entries = self._entries(rows)
        return [entry for entry in entries if entry.topic in topics] if topics else entries

    def max_notification_id(self) -> int | None:
        """The last position of the log, none while it is empty."""
        with self.reading() as cursor:
            cursor.execute("SELECT max(position) FROM events")
            (position,) = cursor.fetchone()
        return None if position is None else int(position)

    def head(self, case_id: UUID) -> Head:
        """Where the chain of a case ends."""
        with self.reading() as cursor:
            return self._head(cursor, case_id)

    def receipt(self, capacity: str, command_id: str) -> Receipt | None:
        """The receipt under a key, if the command was answered before."""
        with self.reading() as cursor:
            cursor.execute(self.SELECT_RECEIPT, (capacity, command_id))
            row = cursor.fetchone()
        return row and Receipt(capacity, command_id, row[0], row[1], row[2])

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[ApplicationRecorder]:
        """Not offered: readers pull from a position, which works on both databases."""
        message = "read the log with select_notifications; subscriptions are not offered"
        raise ProgrammingError(message)

    # ----------------------------------------------------------------------------------------------------------- shared

    def _head(self, cursor: Any, case_id: UUID) -> Head:
        cursor.execute(self.SELECT_HEAD, (self._key(case_id),))
        row = cursor.fetchone()
        return Head(row[0], row[1], row[2]) if row else NO_HEAD

    @staticmethod
    @abstractmethod
    def _key(identity: Any) -> Any:
        """An id as the driver wants it."""

    @abstractmethod
    def _identities(self) -> Callable[[Any], UUID]:
        """What makes ids of those the driver gives."""

    def _made(self, rows: Sequence[Any], make: Callable[..., E], head: Head | None = None) -> list[E]:
        # originator_id, originator_version, case_id, case_version, recorded_at, topic, leaf_hash, state, field_class, content
        identity = self._identities()
        joined = _joined(rows)
        last = len(joined)
        return [
            make(identity(row[0]), row[1], row[5], row[7], identity(row[2]), row[3], row[4], row[6], disclosures, head if number == last else None)
            for number, (row, disclosures) in enumerate(joined, 1)
        ]

    def _entries(self, rows: Sequence[Any]) -> list[LogEntry]:
        # as above, and the position
        identity = self._identities()
        return [
            LogEntry(identity(row[0]), row[1], row[5], row[7], row[10], identity(row[2]), row[3], row[4], row[6], disclosures)
            for row, disclosures in _joined(rows)
        ]


def _joined(rows: Sequence[Any]) -> list[tuple[Any, tuple[tuple[str, bytes], ...]]]:
    """The rows of each event as its first one and the disclosures of all."""
    joined: list[tuple[Any, tuple[tuple[str, bytes], ...]]] = []
    before: Any = (None, None)
    for row in rows:
        if row[1] == before[1] and row[0] == before[0]:
            joined[-1] = (before, (*joined[-1][1], row[8:10]))
        else:
            joined.append((row, () if row[8] is None else (row[8:10],)))
            before = row
    return joined
