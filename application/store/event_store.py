"""事件库: between facts and leaves, on the library's mapper, event store and factory."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from eventsourcing.persistence import EventStore, InfrastructureFactory, Mapper, ProgrammingError, StoredEvent

from application.store.leaf_reading import read
from application.store.postgres import PostgresRecorder
from application.store.sealed import CaseVersionTakenError, LogEntry, SealedEvent
from application.store.sqlite import SQLiteRecorder
from application.trail.leaf import Head, Payload, payload, recorded_after, seal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from eventsourcing.persistence import AggregateRecorder, ApplicationRecorder
    from sqlalchemy import Engine

    from application.store.recorder import Recorder
    from application.store.sealed import Receipt
    from domain.fact import Fact, Stamp


class Recorded(NamedTuple):
    """已记录事件: a fact with its stamp and its place in the record, as it is read back."""

    originator_id: UUID
    originator_version: int
    fact: Fact
    stamp: Stamp
    case_id: UUID
    case_version: int
    recorded_at: str
    leaf_hash: bytes
    head: Head | None = None
    """On the last event of an aggregate: where its case's chain ends."""
    position: int = 0
    """Position in the log, where it was read from the log."""


class Pending(NamedTuple):
    """待记录事件: a fact that was decided and not yet written."""

    originator_id: UUID
    originator_version: int
    fact: Fact
    stamp: Stamp
    case_id: UUID
    moment: datetime
    """The clock when it was decided, UTC."""


class FactMapper(Mapper[UUID]):
    """映射: reads stored events back as facts with their places."""

    def __init__(self) -> None:
        """The leaf has its own bytes; no transcoder, compressor or cipher."""

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """Read one stored event. Raises KeyError naming a topic nobody knows."""
        if not isinstance(stored_event, SealedEvent | LogEntry):
            message = "only sealed events can be read"
            raise TypeError(message)
        found = recorded(stored_event)
        return found._replace(position=stored_event.id) if isinstance(stored_event, LogEntry) else found


def recorded(event: SealedEvent | LogEntry) -> Recorded:
    """Read one sealed event. Raises KeyError naming a topic nobody knows."""
    own: Any = event.originator_id  # the library allows text; ours are UUIDs
    place = (event.case_id, event.case_version, event.recorded_at, event.leaf_hash)
    head = event.head if isinstance(event, SealedEvent) else None
    return _recorded(own, event.originator_version, event.topic, event.state, *place, event.disclosures, head)


def _recorded(  # noqa: PLR0913, PLR0917  as SealedEvent
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
) -> Recorded:
    fact, stamp = read(topic, state, disclosures)
    return Recorded(originator_id, originator_version, fact, stamp, case_id, case_version, recorded_at, leaf_hash, head)


class LeafStore(EventStore[UUID]):
    """叶库: seals pending facts into leaves upon the heads of their cases and writes them."""

    recorder: Recorder

    def __init__(self, mapper: FactMapper, recorder: Recorder, source: str) -> None:
        super().__init__(mapper, recorder)
        self.source = source
        """Origin of the log, the ``source`` of every event."""

    def put(self, domain_events: Sequence[Any], **kwargs: Any) -> list[Any]:
        """Write pending facts in one transaction; returns their positions.

        ``heads``: case id → head, as loaded. ``receipts``: the answers to keep. ``read_case``: a decision read another
        aggregate of a case, so that a collision on the shared count makes it stale. Where only that count collides, the bytes
        are made once more under the ordering lock; salts are not drawn again.
        """
        events: Sequence[Pending] = domain_events
        heads: dict[UUID, Head] = kwargs["heads"]
        receipts: Sequence[Receipt] = kwargs["receipts"]
        payloads = [payload(event.fact, event.stamp, os.urandom) for event in events]

        def sealed(upon: dict[UUID, Head]) -> list[SealedEvent]:
            return [self._seal(event, made, upon) for event, made in zip(events, payloads, strict=True)]

        case_ids = list({event.case_id: None for event in events})
        for case_id in case_ids:
            if case_id not in heads:
                heads[case_id] = self.recorder.head(case_id)
        try:
            return self.recorder.insert_events(sealed(dict(heads)), receipts=receipts)
        except CaseVersionTakenError:
            if kwargs.get("read_case"):
                raise
            return self.recorder.write_under_lock(case_ids, sealed, receipts)

    def get(
        self, originator_id: UUID, *, gt: int | None = None, lte: int | None = None, desc: bool = False, limit: int | None = None
    ) -> Iterator[Any]:
        """The events of one aggregate as :class:`Recorded`."""
        if gt is None and lte is None and not desc and limit is None:
            return iter(self.recorder.stream(originator_id, _recorded))
        return map(recorded, self.recorder.select_events(originator_id, gt=gt, lte=lte, desc=desc, limit=limit))

    def _seal(self, event: Pending, made: Payload, heads: dict[UUID, Head]) -> SealedEvent:
        head = heads[event.case_id]
        recorded_at = recorded_after(event.moment, head)
        leaf = seal(
            made.data,
            fact=type(event.fact),
            source=self.source,
            aggregate_id=event.originator_id,
            version=event.originator_version,
            case_id=event.case_id,
            head=head,
            recorded_at=recorded_at,
            actor=event.stamp.by.person,
        )
        heads[event.case_id] = Head(head.case_version + 1, leaf.leaf_hash, recorded_at)
        return SealedEvent(
            originator_id=event.originator_id,
            originator_version=event.originator_version,
            topic=event.fact.TOPIC,
            state=leaf.state,
            case_id=event.case_id,
            case_version=head.case_version + 1,
            recorded_at=recorded_at,
            leaf_hash=leaf.leaf_hash,
            disclosures=made.disclosures,
        )


class Factory(InfrastructureFactory[Any]):
    """装配: gives the library our mapper, event store and recorder on one engine."""

    def __init__(self, engine: Engine, source: str) -> None:
        super().__init__({})
        self._engine = engine
        self._source = source

    def mapper(self, transcoder: Any = None, mapper_class: Any = None) -> Any:
        """Our mapper."""
        return FactMapper()

    def event_store(self, mapper: Any = None, recorder: Any = None) -> Any:
        """Our event store."""
        return LeafStore(mapper, recorder, self._source)

    def application_recorder(self) -> ApplicationRecorder:
        """The recorder of the engine's database."""
        return make_recorder(self._engine)

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        """The same recorder; there are no snapshots."""
        return make_recorder(self._engine)

    def tracking_recorder(self, tracking_recorder_class: Any = None) -> Any:
        """Not offered: a projection moves its own position in its own transaction."""
        raise ProgrammingError(type(self).tracking_recorder.__doc__)

    def process_recorder(self) -> Any:
        """Not offered: there are no process applications."""
        raise ProgrammingError(type(self).process_recorder.__doc__)


def make_recorder(engine: Engine) -> Recorder:
    """The recorder for an engine's database."""
    return SQLiteRecorder(engine) if engine.dialect.name == "sqlite" else PostgresRecorder(engine)
