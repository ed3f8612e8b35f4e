"""身份: which roles a person holds, each for one organisation: sign-in lets the person choose among them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Column, Date, Index, Table, Text, Uuid, select

from domain.fact import Capacity
from domain.register.person_events import RoleGranted, RoleRevoked
from projections.projection import Projection
from projections.tables import METADATA

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from projections.record import Record
    from projections.rows import WorkingSet

CAPACITIES = Table(
    "capacities",
    METADATA,
    # Opaque id; the person stands in the directory.
    Column("person", Uuid, primary_key=True),
    Column("role", Text, primary_key=True),
    # Id of the enterprise or consultancy, of the expert's entry, code of the district; empty where there is none.
    Column("organisation", Text, primary_key=True),
    Column("granted_on", Date, nullable=False),
    Column("granted_by", Text, nullable=False),
    Index("capacities_role", "role", "organisation"),
)

capacities = Projection("capacities", CAPACITIES, version=1)


@capacities.projects(RoleGranted)
def _granted(fact: RoleGranted, record: Record, rows: WorkingSet) -> None:
    granted = {"granted_on": record.stamp.on, "granted_by": record.stamp.by.person}
    rows[CAPACITIES].put(person=record.case_id, role=fact.role, organisation=fact.organisation or "", **granted)


@capacities.projects(RoleRevoked)
def _revoked(fact: RoleRevoked, record: Record, rows: WorkingSet) -> None:
    rows[CAPACITIES].drop(record.case_id, fact.role, fact.organisation or "")


def capacities_of(connection: Connection, person: UUID | str) -> list[Capacity]:
    """The capacities a person may act in today; a consultant's enterprise (代) is chosen with the case."""
    wanted = select(CAPACITIES).where(CAPACITIES.c.person == UUID(str(person))).order_by(CAPACITIES.c.role, CAPACITIES.c.organisation)
    return [Capacity(str(row.person), row.role, row.organisation or None) for row in connection.execute(wanted)]


def holders(connection: Connection, role: str, organisation: str | None = None) -> list[str]:
    """Opaque ids of the persons who hold a role, for an organisation where one is named."""
    wanted = select(CAPACITIES.c.person).where(CAPACITIES.c.role == role)
    if organisation is not None:
        wanted = wanted.where(CAPACITIES.c.organisation == organisation)
    return [str(person) for person in connection.execute(wanted.distinct().order_by(CAPACITIES.c.person)).scalars()]
