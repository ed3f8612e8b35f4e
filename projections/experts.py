"""专家库: experts with what a panel must know of them, and their known ties; names stand in the directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, Date, Index, Integer, Table, Text, Uuid, select

from domain.register import person_events as events
from projections.projection import Projection
from projections.tables import METADATA, Json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Connection, RowMapping

    from projections.record import Record
    from projections.rows import WorkingSet

EXPERTS = Table(
    "experts",
    METADATA,
    Column("expert_id", Uuid, primary_key=True),
    # Opaque id of the person in the directory.
    Column("person", Text, nullable=False),
    # ``senior``, ``intermediate``, ``junior`` or ``none``.
    Column("title_level", Text, nullable=False),
    Column("practising_since", Date, nullable=False),
    # JSON list: ``industry``, ``cleaner-production``, ``energy-environment``.
    Column("fields", Json, nullable=False),
    Index("experts_person", "person"),
)
INTERESTS = Table(
    "expert_interests",
    METADATA,
    Column("expert_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    # Enterprise or consultancy.
    Column("organisation_id", Uuid, nullable=False),
    # ``employer``, ``client``, ``shareholding``, ``past-work``, ``family`` or ``other``.
    Column("kind", Text, nullable=False),
    Column("from_on", Date),
    Column("until_on", Date),
    Index("expert_interests_organisation", "organisation_id"),
)

experts = Projection("experts", EXPERTS, INTERESTS, version=1)


@experts.projects(events.ExpertRegistered)
def _registered(fact: events.ExpertRegistered, record: Record, rows: WorkingSet) -> None:
    known = {"title_level": fact.title_level, "practising_since": fact.practising_since, "fields": list(fact.fields)}
    rows[EXPERTS].put(expert_id=record.case_id, person=fact.person, **known)


@experts.projects(events.ExpertAmended)
def _amended(fact: events.ExpertAmended, record: Record, rows: WorkingSet) -> None:
    rows[EXPERTS].change(record.case_id, title_level=fact.title_level, practising_since=fact.practising_since, fields=list(fact.fields))


@experts.projects(events.InterestRecorded)
def _interest(fact: events.InterestRecorded, record: Record, rows: WorkingSet) -> None:
    number = len(rows[INTERESTS].of(record.case_id)) + 1
    tie = {"organisation_id": fact.organisation_id, "kind": fact.kind, "from_on": fact.from_on, "until_on": fact.until_on}
    rows[INTERESTS].put(expert_id=record.case_id, number=number, **tie)


def all_experts(connection: Connection) -> Sequence[RowMapping]:
    """All experts, by id."""
    return connection.execute(select(EXPERTS).order_by(EXPERTS.c.expert_id)).mappings().all()


def expert(connection: Connection, expert_id: UUID) -> RowMapping | None:
    """One expert."""
    return connection.execute(select(EXPERTS).where(EXPERTS.c.expert_id == expert_id)).mappings().first()


def ties(connection: Connection, organisations: Sequence[UUID]) -> Sequence[RowMapping]:
    """利益关系: known ties of any expert to these organisations: the conflict column of the panel builder."""
    wanted = select(INTERESTS).where(INTERESTS.c.organisation_id.in_(organisations))
    return connection.execute(wanted.order_by(INTERESTS.c.expert_id, INTERESTS.c.number)).mappings().all()
