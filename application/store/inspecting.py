"""校验存取: the whole record in short pieces, as an inspection reads it, and what inspections found."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from sqlalchemy import delete, insert, select, text, update

from application.store.fences import missing_fences
from application.store.tables import DISCLOSURES, EVENTS
from application.store.watch_tables import INSPECTIONS
from domain.trail.exporting import NEEDED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from sqlalchemy import Connection, Engine

KEPT = 400
"""Inspections remembered: more than a year of nights."""


class InspectedRow(NamedTuple):
    """日志行: an event with everything beside it."""

    at: int
    gap: bool
    """Positions before it are missing."""
    originator_id: UUID
    originator_version: int
    topic: str
    case_id: UUID
    case_version: int
    recorded_at: str
    state: bytes
    leaf_hash: bytes
    disclosures: dict[str, bytes]


class Inspected(NamedTuple):
    """已做的校验: a row of the table."""

    started_at: str
    ended_at: str | None
    events: int
    finding: str | None
    at_index: int | None


class InspectionLog:
    """校验存取: short reads of the record, and the memory of inspections."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    # -------------------------------------------------------------------------------------------------------- the record

    def end(self) -> int:
        """How many events there are now; what is added later is the next inspection's."""
        with self._reading() as connection:
            return int(connection.execute(text("SELECT coalesce(max(position), 0) FROM events")).scalar_one())

    def miscounted(self) -> bool:
        """Whether the counter of positions does not stand at the last one (PostgreSQL)."""
        if self.engine.dialect.name != "postgresql":
            return False
        with self._reading() as connection:
            asked = text("SELECT (SELECT position FROM log_head WHERE id = 1) IS DISTINCT FROM (SELECT coalesce(max(position), 0) FROM events)")
            return bool(connection.execute(asked).scalar_one())

    def missing_fences(self) -> list[str]:
        """Fences that are not there or do nothing."""
        with self._reading() as connection:
            return missing_fences(connection)

    def pieces(self, end: int, step: int) -> Iterator[list[InspectedRow]]:
        """The events up to ``end`` with their disclosures, ``step`` at a time, each piece read by itself."""
        columns = (
            EVENTS.c.position,
            EVENTS.c.originator_id,
            EVENTS.c.originator_version,
            EVENTS.c.topic,
            EVENTS.c.case_id,
            EVENTS.c.case_version,
            EVENTS.c.recorded_at,
            EVENTS.c.state,
            EVENTS.c.leaf_hash,
            DISCLOSURES.c.field_class,
            DISCLOSURES.c.content,
        )
        beside = (EVENTS.c.originator_id == DISCLOSURES.c.originator_id) & (EVENTS.c.originator_version == DISCLOSURES.c.originator_version)
        joined = EVENTS.outerjoin(DISCLOSURES, beside)
        expected = 1
        for first in range(1, end + 1, step):
            wanted = select(*columns).select_from(joined).where(EVENTS.c.position.between(first, min(first + step - 1, end)))
            with self._reading() as connection:
                rows = connection.execute(wanted.order_by(EVENTS.c.position)).all()
            piece = []
            for position, of_event in groupby(rows, key=lambda row: row[0]):
                found = list(of_event)
                row = found[0]
                beside_it = {each[9]: _raw(each[10]) for each in found if each[9] is not None}
                piece.append(InspectedRow(position - 1, position != expected, *row[1:7], _raw(row[7]), _raw(row[8]), beside_it))
                expected = position + 1
            yield piece

    def erased(self) -> frozenset[tuple[str, int, str]]:
        """Aggregate, version and class of what two people agreed to erase: only that may be missing."""
        agreed: Counter[UUID] = Counter()
        proposed: dict[UUID, dict[str, Any]] = {}
        topics = EVENTS.c.topic.in_(["trail.ErasureProposed", "trail.ErasureApproved"])
        with self._reading() as connection:
            for topic, erasure_id, state in connection.execute(select(EVENTS.c.topic, EVENTS.c.originator_id, EVENTS.c.state).where(topics)):
                if topic == "trail.ErasureApproved":
                    agreed[erasure_id] += 1
                else:
                    proposed[erasure_id] = orjson.loads(state)["data"]
        named = ((each.rpartition("/"), data["field_class"]) for key, data in proposed.items() if agreed[key] >= NEEDED for each in data["events"])
        return frozenset((aggregate, int(version), field_class) for (aggregate, _, version), field_class in named)

    # ------------------------------------------------------------------------------------------------- the inspections made

    def begin(self, started_at: str) -> None:
        """Note that one begins; the oldest are forgotten."""
        with self.engine.begin() as connection:
            connection.execute(delete(INSPECTIONS).where(INSPECTIONS.c.started_at == started_at))
            connection.execute(insert(INSPECTIONS).values(started_at=started_at, events=0))
            oldest = select(INSPECTIONS.c.started_at).order_by(INSPECTIONS.c.started_at.desc()).offset(KEPT).limit(1)
            edge = connection.execute(oldest).scalar()
            if edge is not None:
                connection.execute(delete(INSPECTIONS).where(INSPECTIONS.c.started_at <= edge))

    def advance(self, started_at: str, events: int) -> None:
        """Note how far it is."""
        with self.engine.begin() as connection:
            connection.execute(update(INSPECTIONS).where(INSPECTIONS.c.started_at == started_at).values(events=events))

    def finish(self, inspected: Inspected) -> None:
        """Note what it found."""
        values = inspected._asdict()
        with self.engine.begin() as connection:
            connection.execute(update(INSPECTIONS).where(INSPECTIONS.c.started_at == inspected.started_at).values(values))

    def latest(self, *, ended: bool) -> Inspected | None:
        """The last inspection, or the last that came to its end."""
        wanted = select(INSPECTIONS).order_by(INSPECTIONS.c.started_at.desc()).limit(1)
        if ended:
            wanted = wanted.where(INSPECTIONS.c.ended_at.is_not(None))
        with self._reading() as connection:
            row = connection.execute(wanted).one_or_none()
        return None if row is None else Inspected(*row)

    def _reading(self) -> Connection:
        return self.engine.connect().execution_options(read_only=True)


def _raw(value: Any) -> bytes:
    """Bytes, whatever a hand in the database has made of the column: SQLite keeps text in it too."""
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
