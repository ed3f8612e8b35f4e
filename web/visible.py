"""可见: the one question before anything of a case is shown: may who asks know of it? The same answer as on commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from application.outcome import NotFoundError
from application.permissions.table import may_see
from domain.register.consultancy import Consultancy
from projections.case_file import case as row_of
from web.auth import reading
from web.moment import moment_of, row_at, state_at
from web.reads import opened
from web.system import system

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from domain.case.audit_case import AuditCase
    from domain.fact import Capacity

OFFICE = frozenset({"bureau-officer", "bureau-approver", "district-officer", "auditor", "system"})
"""Roles that read the whole register."""


def visible_case(actor: Capacity, case_id: UUID) -> AuditCase:
    """The case from the record, as it stood where the address asks for a moment.

    Raises NotFoundError where there is none or the actor may not know of it, today; then Refused for a moment it does not have.
    """
    work = reading(system(), actor)
    case = work.case(case_id)
    if not may_see(actor, case, work):
        raise NotFoundError(str(case_id))
    opened(case_id, case.enterprise_id)
    moment = moment_of(case_id)
    return case if moment is None else state_at(case_id, moment).case


def case_row(connection: Connection, case_id: UUID) -> Mapping[str, Any]:
    """The row of a case that is visible, as it stood where the address asks for a moment.

    Raises NotFoundError while the read model has not got it.
    """
    moment = moment_of(case_id)
    if moment is not None:
        return row_at(connection, case_id, moment)
    found = row_of(connection, case_id)
    if found is None:
        raise NotFoundError(str(case_id))
    return dict(found)


def sees_enterprise(actor: Capacity, enterprise_id: UUID) -> bool:
    """Whether an enterprise of the register is the actor's to see: the office, itself, and consultancies it mandates today."""
    if actor.role in OFFICE:
        return True
    if actor.role != "consultant" or actor.organisation is None:
        return actor.role.startswith("enterprise-") and actor.organisation == str(enterprise_id)
    consultancy = reading(system(), actor).find(Consultancy, UUID(actor.organisation))
    return consultancy is not None and consultancy.acts_for(enterprise_id, system().today)
