"""封存事件: an event as it lies in the store, on the library's stored event."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from eventsourcing.persistence import IntegrityError, Notification, StoredEvent

from application.trail.leaf import Head


@dataclass(frozen=True)
class SealedEvent(StoredEvent):
    """封存事件: bytes, hash and place of one event, with its disclosures."""

    case_id: UUID
    case_version: int
    recorded_at: str
    leaf_hash: bytes
    disclosures: tuple[tuple[str, bytes], ...]
    """Field class and disclosures; absent classes were erased or the event has none."""
    head: Head | None = None
    """On the last event of a load: where the case's chain ends."""


@dataclass(frozen=True)
class LogEntry(Notification):
    """日志条目: an event at its position in the log."""

    case_id: UUID
    case_version: int
    recorded_at: str
    leaf_hash: bytes
    disclosures: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class Receipt:
    """回执: what a command was answered, kept for ever under its key."""

    capacity: str
    """Who asked, in which capacity: keys of different people never meet."""
    command_id: str
    request_digest: bytes
    """Keyed digest of the request: the same key with another request is refused."""
    answer: bytes
    position: int = 0
    """Position of the command's last event; 0 before it is written."""


class VersionTakenError(IntegrityError):
    """The aggregate moved since it was loaded: its own version is taken."""


class CaseVersionTakenError(IntegrityError):
    """Another aggregate of the same case was written since: only the shared count is taken."""


class CommandKnownError(IntegrityError):
    """A receipt under this key is there already."""
