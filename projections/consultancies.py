"""咨询服务机构: consultancies of the register and the mandates under which they may act; nothing personal of their staff."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Boolean, Column, Date, Index, Integer, Table, Text, Uuid, select

from domain.register import events
from projections.projection import Projection
from projections.tables import METADATA, Json

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from sqlalchemy import Connection, RowMapping

    from projections.record import Record
    from projections.rows import WorkingSet

CONSULTANCIES = Table(
    "consultancies",
    METADATA,
    Column("consultancy_id", Uuid, primary_key=True),
    Column("credit_code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("legal_person", Boolean),
    Column("quality_system", Boolean),
    Column("instruments", Boolean),
    # JSON list of references; who they are stands in the register under protection.
    Column("staff", Json, nullable=False),
    # On the bureau's published list; being off it is no ground against a case.
    Column("listed_on", Date),
    Index("consultancies_credit_code", "credit_code"),
)
MANDATES = Table(
    "mandates",
    METADATA,
    Column("consultancy_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("enterprise_id", Uuid, nullable=False),
    Column("from_on", Date, nullable=False),
    Column("until_on", Date, nullable=False),
    Index("mandates_enterprise", "enterprise_id"),
)

consultancies = Projection("consultancies", CONSULTANCIES, MANDATES, version=2)


@consultancies.projects(events.ConsultancyRegistered)
def _registered(fact: events.ConsultancyRegistered, record: Record, rows: WorkingSet) -> None:
    rows[CONSULTANCIES].put(consultancy_id=record.case_id, credit_code=fact.credit_code, name=fact.name, staff=[])


@consultancies.projects(events.ConsultancyRenamed)
def _renamed(fact: events.ConsultancyRenamed, record: Record, rows: WorkingSet) -> None:
    rows[CONSULTANCIES].change(record.case_id, name=fact.name)


@consultancies.projects(events.ConsultancyCodeChanged)
def _code_changed(fact: events.ConsultancyCodeChanged, record: Record, rows: WorkingSet) -> None:
    rows[CONSULTANCIES].change(record.case_id, credit_code=fact.credit_code)


@consultancies.projects(events.ConsultancyProfiled)
def _profiled(fact: events.ConsultancyProfiled, record: Record, rows: WorkingSet) -> None:
    rows[CONSULTANCIES].change(record.case_id, legal_person=fact.legal_person, quality_system=fact.quality_system, instruments=fact.instruments)


@consultancies.projects(events.StaffEntered)
def _entered(fact: events.StaffEntered, record: Record, rows: WorkingSet) -> None:
    staff = rows[CONSULTANCIES].row(record.case_id)["staff"]
    rows[CONSULTANCIES].change(record.case_id, staff=[*staff, fact.reference])


@consultancies.projects(events.StaffLeft)
def _left(fact: events.StaffLeft, record: Record, rows: WorkingSet) -> None:
    staff = rows[CONSULTANCIES].row(record.case_id)["staff"]
    rows[CONSULTANCIES].change(record.case_id, staff=[each for each in staff if each != fact.reference])


@consultancies.projects(events.ConsultancyListed)
def _listed(fact: events.ConsultancyListed, record: Record, rows: WorkingSet) -> None:
    rows[CONSULTANCIES].change(record.case_id, listed_on=fact.listed_on)


@consultancies.projects(events.MandateGranted)
def _granted(fact: events.MandateGranted, record: Record, rows: WorkingSet) -> None:
    number = len(rows[MANDATES].of(record.case_id)) + 1
    rows[MANDATES].put(consultancy_id=record.case_id, number=number, enterprise_id=fact.enterprise_id, from_on=fact.from_on, until_on=fact.until_on)


@consultancies.projects(events.MandateEnded)
def _ended(fact: events.MandateEnded, record: Record, rows: WorkingSet) -> None:
    for mandate in rows[MANDATES].of(record.case_id):
        if mandate["enterprise_id"] == fact.enterprise_id and mandate["from_on"] <= fact.ended_on <= mandate["until_on"]:
            rows[MANDATES].change(record.case_id, mandate["number"], until_on=fact.ended_on)


def consultancy(connection: Connection, consultancy_id: UUID) -> RowMapping | None:
    """One consultancy."""
    return connection.execute(select(CONSULTANCIES).where(CONSULTANCIES.c.consultancy_id == consultancy_id)).mappings().first()


def all_consultancies(connection: Connection) -> Sequence[RowMapping]:
    """All consultancies, by name."""
    return connection.execute(select(CONSULTANCIES).order_by(CONSULTANCIES.c.name, CONSULTANCIES.c.consultancy_id)).mappings().all()


def clients(connection: Connection, consultancy_id: UUID, on: date) -> list[UUID]:
    """委托企业: enterprises for which a consultancy may act on a day."""
    running = (MANDATES.c.consultancy_id == consultancy_id, MANDATES.c.from_on <= on, MANDATES.c.until_on >= on)
    return list(connection.execute(select(MANDATES.c.enterprise_id).where(*running).distinct()).scalars())


def mandated_by(connection: Connection, enterprise_id: UUID, on: date) -> list[UUID]:
    """受托机构: consultancies that may act for an enterprise on a day."""
    running = (MANDATES.c.enterprise_id == enterprise_id, MANDATES.c.from_on <= on, MANDATES.c.until_on >= on)
    return list(connection.execute(select(MANDATES.c.consultancy_id).where(*running).distinct()).scalars())


def mandates(connection: Connection, enterprise_id: UUID) -> Sequence[RowMapping]:
    """委托: the mandates an enterprise gave, with the name of the consultancy, the newest first."""
    joined = MANDATES.join(CONSULTANCIES, CONSULTANCIES.c.consultancy_id == MANDATES.c.consultancy_id)
    found = select(MANDATES, CONSULTANCIES.c.name).select_from(joined).where(MANDATES.c.enterprise_id == enterprise_id)
    return connection.execute(found.order_by(MANDATES.c.from_on.desc())).mappings().all()


def names_of(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """Ids as text → names of consultancies."""
    wanted = select(CONSULTANCIES.c.consultancy_id, CONSULTANCIES.c.name).where(CONSULTANCIES.c.consultancy_id.in_([UUID(each) for each in ids]))
    return {str(consultancy_id): name for consultancy_id, name in connection.execute(wanted)}
