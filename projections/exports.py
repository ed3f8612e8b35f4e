"""导出: every export asked for, what became of it, and who took the package away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, Index, Integer, String, Table, Text, Uuid, func, select

from domain.trail.events import ExportApproved, ExportCancelled, ExportDeclined, Exported, ExportFailed, ExportFetched, ExportRequested
from projections.projection import Projection
from projections.tables import METADATA, POSITION

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Connection, RowMapping

    from domain.fact import Capacity
    from projections.record import Record
    from projections.rows import WorkingSet

EXPORTS = Table(
    "exports",
    METADATA,
    Column("export_id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("mode", String(8), nullable=False),
    Column("case_id", Uuid),
    Column("first", POSITION),
    Column("last", POSITION),
    Column("profile", String(16), nullable=False),
    Column("basis", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("asked_by", String(64), nullable=False),
    Column("asked_role", String(32), nullable=False),
    Column("asked_at", String(27), nullable=False),
    Column("decided_by", String(64)),
    Column("decided_at", String(27)),
    # What the approver adds, or why not.
    Column("decided_note", Text),
    Column("ended_at", String(27)),
    Column("cause", String(32)),
    Column("size", POSITION),
    Column("events", POSITION),
    Column("package_digest", String(64)),
    Column("fetched", Integer, nullable=False),
    Index("exports_asked_by", "asked_by", "asked_at"),
    Index("exports_state", "state", "decided_at"),
)

FETCHES = Table(
    "export_fetches",
    METADATA,
    Column("export_id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("person", String(64), nullable=False),
    Column("role", String(32), nullable=False),
    Column("fetched_at", String(27), nullable=False),
)

STATES = ("requested", "approved", "made", "declined", "cancelled", "failed")
"""What can become of a request; ``approved`` waits for its package."""
EVERYBODYS = frozenset({"bureau-officer", "bureau-approver", "auditor"})
"""Roles that see every request; others see their own."""

exports = Projection("exports", EXPORTS, FETCHES, version=1)


@exports.projects(ExportRequested)
def _requested(fact: ExportRequested, record: Record, rows: WorkingSet) -> None:
    portion, by = fact.portion, record.stamp.by
    rows[EXPORTS].put(
        export_id=record.originator_id,
        version=record.originator_version,
        state="requested",
        mode=portion.mode,
        case_id=portion.case_id,
        first=portion.first,
        last=portion.last,
        profile=fact.profile,
        basis=fact.basis,
        recipient=fact.recipient,
        asked_by=by.person,
        asked_role=by.role,
        asked_at=record.recorded_at,
        fetched=0,
    )


@exports.projects(ExportApproved)
def _approved(fact: ExportApproved, record: Record, rows: WorkingSet) -> None:
    _change(record, rows, state="approved", decided_by=record.stamp.by.person, decided_at=record.recorded_at, decided_note=fact.note)


@exports.projects(ExportDeclined)
def _declined(fact: ExportDeclined, record: Record, rows: WorkingSet) -> None:
    told = {"decided_by": record.stamp.by.person, "decided_at": record.recorded_at, "decided_note": fact.reason}
    _change(record, rows, state="declined", ended_at=record.recorded_at, **told)


@exports.projects(ExportCancelled)
def _cancelled(fact: ExportCancelled, record: Record, rows: WorkingSet) -> None:
    _change(record, rows, state="cancelled", ended_at=record.recorded_at)


@exports.projects(ExportFailed)
def _failed(fact: ExportFailed, record: Record, rows: WorkingSet) -> None:
    _change(record, rows, state="failed", ended_at=record.recorded_at, cause=fact.cause)


@exports.projects(Exported)
def _made(fact: Exported, record: Record, rows: WorkingSet) -> None:
    told = {"size": fact.size, "events": fact.events, "package_digest": fact.package_digest}
    _change(record, rows, state="made", ended_at=record.recorded_at, **told)


@exports.projects(ExportFetched)
def _fetched(fact: ExportFetched, record: Record, rows: WorkingSet) -> None:
    by = record.stamp.by
    known = rows[EXPORTS].find(record.originator_id)
    if known is None:  # the log's history may hold what was fetched of a request nobody recorded
        return
    _change(record, rows, fetched=known["fetched"] + 1)
    rows[FETCHES].put(
        export_id=record.originator_id, version=record.originator_version, person=by.person, role=by.role, fetched_at=record.recorded_at
    )


def _change(record: Record, rows: WorkingSet, **values: object) -> None:
    if rows[EXPORTS].find(record.originator_id) is not None:
        rows[EXPORTS].change(record.originator_id, version=record.originator_version, **values)


# ---------------------------------------------------------------------------------------------------------------- questions


def listed(connection: Connection, actor: Capacity, *, states: tuple[str, ...] = (), limit: int, offset: int = 0) -> Sequence[RowMapping]:
    """The requests somebody may see, the newest first."""
    statement = select(EXPORTS).order_by(EXPORTS.c.asked_at.desc(), EXPORTS.c.export_id)
    if actor.role not in EVERYBODYS:
        statement = statement.where(EXPORTS.c.asked_by == actor.person)
    if states:
        statement = statement.where(EXPORTS.c.state.in_(states))
    return connection.execute(statement.limit(limit).offset(offset)).mappings().all()


def export(connection: Connection, actor: Capacity, export_id: UUID) -> RowMapping | None:
    """One request; none where there is none or it is not the actor's to see."""
    found = connection.execute(select(EXPORTS).where(EXPORTS.c.export_id == export_id)).mappings().one_or_none()
    return found if found is not None and (actor.role in EVERYBODYS or found["asked_by"] == actor.person) else None


def fetches(connection: Connection, export_id: UUID) -> Sequence[RowMapping]:
    """Who took the package away and when, the latest first."""
    statement = select(FETCHES).where(FETCHES.c.export_id == export_id).order_by(FETCHES.c.version.desc())
    return connection.execute(statement).mappings().all()


def approved(connection: Connection, limit: int) -> Sequence[UUID]:
    """What waits for its package, the longest waiting first."""
    statement = select(EXPORTS.c.export_id).where(EXPORTS.c.state == "approved").order_by(EXPORTS.c.decided_at, EXPORTS.c.export_id)
    return connection.execute(statement.limit(limit)).scalars().all()


def waiting(connection: Connection) -> int:
    """How many wait for a decision."""
    return int(connection.execute(select(func.count()).where(EXPORTS.c.state == "requested")).scalar_one())
