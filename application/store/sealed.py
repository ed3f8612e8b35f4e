"""封存事件: an event as it lies in the store, on the library's stored event."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from eventsourcing.persistence import IntegrityError, Notification, StoredEvent

from application.trail.leaf import Head


@dataclass(frozen=True, init=False)
class SealedEvent(StoredEvent):
    """封存事件: bytes, hash and place of one event, with its disclosures."""

    case_id: UUID
    case_version: int
    recorded_at: str
    leaf_hash: bytes
    disclosures: tuple[tuple[str, bytes], ...]
    """Field class and disclosures; absent classes were erased or the event has none."""
    head: Head | None
    """On the last event of a load: where the case's chain ends."""

    def __init__(  # noqa: PLR0913, PLR0917  the columns of an event
        self,
        originator_id: UUID,
        originator_version: int,
        topic: str,
        state: bytes,
        case_id: UUID,
        case_version: int,
        recorded_at: str,
        leaf_hash: bytes,
        disclosures: tuple[tuple[str, bytes], ...],
        head: Head | None = None,
    ) -> None:
        # At once: the frozen class's own way, member by member, takes three times as long, and a load makes one for each event.
        self.__dict__.update(
            originator_id=originator_id,
            originator_version=originator_version,
            topic=topic,
            state=state,
            case_id=case_id,
            case_version=case_version,
            recorded_at=recorded_at,
            leaf_hash=leaf_hash,
            disclosures=disclosures,
            head=head,
        )


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
