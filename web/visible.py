"""可见: the one question before anything of a case is shown: may who asks know of it? The same answer as on commands."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from application.outcome import NotFoundError
from application.permissions.table import may_see
from domain.register.consultancy import Consultancy
from projections.case_file import case as row_of
from web.auth import reading
from web.system import system

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

    from domain.case.audit_case import AuditCase
    from domain.fact import Capacity

OFFICE = frozenset({"bureau-officer", "bureau-approver", "district-officer", "auditor", "system"})
"""Roles that read the whole register."""


def visible_case(actor: Capacity, case_id: UUID) -> AuditCase:
    """The case from the record. Raises NotFoundError where there is none or the actor may not know of it."""
    work = reading(system(), actor)
    case = work.case(case_id)
    if not may_see(actor, case, work):
        raise NotFoundError(str(case_id))
    return case


def case_row(connection: Connection, case_id: UUID) -> RowMapping:
    """The row of a case that is visible. Raises NotFoundError while the read model has not got it."""
    found = row_of(connection, case_id)
    if found is None:
        raise NotFoundError(str(case_id))
    return found


def sees_enterprise(actor: Capacity, enterprise_id: UUID) -> bool:
    """Whether an enterprise of the register is the actor's to see: the office, itself, and consultancies it mandates today."""
    if actor.role in OFFICE:
        return True
    if actor.role != "consultant" or actor.organisation is None:
        return actor.role.startswith("enterprise-") and actor.organisation == str(enterprise_id)
    consultancy = reading(system(), actor).find(Consultancy, UUID(actor.organisation))
    return consultancy is not None and consultancy.acts_for(enterprise_id, system().today)
