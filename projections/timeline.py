"""时间线: one row per event of a case and of its score sheets: what, who in which capacity, when, under which rules; never a mark."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, Text, Uuid, func, select

from domain.calendar.deadline import Deadline
from domain.case.events.acceptance import Score
from domain.case.events.grade import GradeCorrectionRejected, GradeProposalRejected, GradeProposed
from domain.fact import Fact, FieldClass, field_classes
from projections.projection import Projection
from projections.shown import cut
from projections.tables import APPEND_ONLY, METADATA, POSITION, Json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, RowMapping

    from projections.record import Record
    from projections.rows import WorkingSet

TIMELINE = Table(
    "timeline",
    METADATA,
    Column("position", POSITION, primary_key=True, autoincrement=False),
    Column("case_id", Uuid, nullable=False),
    # The count over the case and its sheets: 事件 47.
    Column("case_version", Integer, nullable=False),
    # The aggregate it happened to: the case or a sheet, and its version.
    Column("aggregate_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("topic", Text, nullable=False),
    # Business day, and instant of recording (UTC).
    Column("on", Date, nullable=False),
    Column("recorded_at", String(27), nullable=False),
    Column("backdated", Boolean, nullable=False),
    Column("backdated_because", Text),
    Column("person", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("organisation", Text),
    Column("on_behalf_of", Text),
    Column("rule_set", Text, nullable=False),
    Column("rule_set_digest", String(64), nullable=False),
    Column("correlation_id", Uuid, nullable=False),
    Column("causation_id", Text),
    # Only the office sees it: a proposal is not a decision.
    Column("office_only", Boolean, nullable=False),
    # JSON object: the open members that are short.
    Column("summary", Json, nullable=False),
    Index("timeline_case", "case_id", "case_version", unique=True),
    Index("timeline_person", "person", "on"),
    Index("timeline_on", "on", "position"),
    info=APPEND_ONLY,
)

timeline = Projection("timeline", TIMELINE, version=1)

OFFICE_ONLY = frozenset({GradeProposed, GradeProposalRejected, GradeCorrectionRejected})
OUTSIDE_OFFICE = frozenset({"enterprise-filler", "enterprise-signer", "enterprise-administrator", "consultant", "expert", "public"})
"""Roles to which the office's own steps are not shown."""
SHORT = 12
"""Members with more parts than this are left to the page of the event."""


@timeline.projects_others("case", "sheet")
def _happened(fact: Fact, record: Record, rows: WorkingSet) -> None:
    stamp = record.stamp
    rows[TIMELINE].put(
        position=record.position,
        case_id=record.case_id,
        case_version=record.case_version,
        aggregate_id=record.originator_id,
        version=record.originator_version,
        topic=fact.TOPIC,
        on=stamp.on,
        recorded_at=record.recorded_at,
        backdated=stamp.backdated_because is not None,
        backdated_because=stamp.backdated_because,
        person=stamp.by.person,
        role=stamp.by.role,
        organisation=stamp.by.organisation,
        on_behalf_of=stamp.by.on_behalf_of,
        rule_set=stamp.rule_set,
        rule_set_digest=stamp.rule_set_digest,
        correlation_id=stamp.correlation_id,
        causation_id=stamp.causation_id,
        office_only=type(fact) in OFFICE_ONLY,
        summary=summary(fact),
    )


def summary(fact: Fact) -> dict[str, Any]:
    """摘要: the open members of a fact that are short enough for one line; protected members never."""
    found = {}
    for name in _open_members(type(fact)):
        value = getattr(fact, name)
        short = _short(value)
        if short is not None or value is None:
            found[name] = short
    return found


@cache
def _open_members(fact: type[Fact]) -> tuple[str, ...]:
    return tuple(name for name, field_class in field_classes(fact).items() if field_class is FieldClass.OPEN)


def _short(value: Any) -> Any:  # noqa: PLR0911  one line for each kind of value
    if isinstance(value, Score):
        return cut(value)
    if isinstance(value, Deadline):
        return {"last_day": value.last_day.isoformat(), "provisional": value.provisional, "article": str(value.citation)}
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, tuple) and len(value) <= SHORT and all(isinstance(each, str | UUID) for each in value):
        return [str(each) for each in value]
    return None


def events(
    connection: Connection,
    case_id: UUID,
    role: str,
    *,
    after: int = 0,
    until: int | None = None,
    limit: int | None = None,
    newest_first: bool = False,
) -> Sequence[RowMapping]:
    """The events of a case as somebody in a role may see them, after the case version ``after`` up to ``until``.

    Whether the case is visible is asked before.
    """
    wanted = select(TIMELINE).where(TIMELINE.c.case_id == case_id, TIMELINE.c.case_version > after)
    if until is not None:
        wanted = wanted.where(TIMELINE.c.case_version <= until)
    if role in OUTSIDE_OFFICE:
        wanted = wanted.where(TIMELINE.c.office_only.is_(False))
    order = TIMELINE.c.case_version.desc() if newest_first else TIMELINE.c.case_version
    return connection.execute(wanted.order_by(order).limit(limit)).mappings().all()


def length(connection: Connection, case_id: UUID) -> int:
    """How many events a case has."""
    return int(connection.execute(select(func.count()).select_from(TIMELINE).where(TIMELINE.c.case_id == case_id)).scalar_one())


def event(connection: Connection, position: int) -> RowMapping | None:
    """The event at a position."""
    return connection.execute(select(TIMELINE).where(TIMELINE.c.position == position)).mappings().first()
