"""到期提示: what expires soon of all a person may know of: certificates, mandates, look-backs over penalties, terms for objections."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import and_, false, or_, select, true

from domain.law.expiry_warnings import RULE_SET, warned_ahead
from projections.case_file import CASES, visible_to
from projections.due_dates import DUE_DATES, ORDER, RUNNING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection, RowMapping

    from domain.fact import Capacity

OF_CONSULTANCIES = ("certificate", "mandate")
OFFICE = frozenset({"bureau-officer", "bureau-approver", "auditor", "administrator"})
"""Roles that are warned of every consultancy."""
BACK = timedelta(days=30)
"""What expired so long ago still stands in the list."""


def expiring(connection: Connection, actor: Capacity, today: date) -> Sequence[RowMapping]:
    """Rows of the list of due days, the earliest first."""
    ahead = {kind: today + timedelta(days=days) for kind, days in warned_ahead().items() if kind != RULE_SET}
    near = or_(*(and_(DUE_DATES.c.kind == kind, DUE_DATES.c.due_on <= until) for kind, until in ahead.items()))
    cases = select(CASES.c.case_id).where(visible_to(actor, today))
    known = or_(and_(DUE_DATES.c.kind.in_(OF_CONSULTANCIES), _own(actor)), DUE_DATES.c.subject_id.in_(cases))
    wanted = select(DUE_DATES).where(RUNNING, near, DUE_DATES.c.due_on >= today - BACK, known)
    return connection.execute(wanted.order_by(*ORDER)).mappings().all()


def _own(actor: Capacity) -> ColumnElement[bool]:
    if actor.role in OFFICE:
        return true()
    if actor.organisation is None:
        return false()
    if actor.role == "consultant":
        return DUE_DATES.c.subject_id == UUID(actor.organisation)
    return and_(DUE_DATES.c.kind == "mandate", DUE_DATES.c.reference == actor.organisation) if actor.role.startswith("enterprise-") else false()
