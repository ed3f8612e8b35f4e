"""日程: the due days that concern one capacity: of its cases, its enterprise, its consultancy."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from sqlalchemy import and_, or_, select

from domain.law.internal_targets import internal_targets
from projections.case_file import CASES, visible_to
from projections.due_dates import DUE_DATES, TARGET
from projections.due_dates_asked import coming
from projections.enterprises import names

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy import Connection, RowMapping

    from domain.fact import Capacity


TARGETS_OF = {"district-officer": ("district-review",), "bureau-officer": tuple(each.code for each in internal_targets().targets)}
"""Role → the office's own targets it is told of: they concern nobody outside."""


class Entry(NamedTuple):
    """日程条目: a due day with the name of what it is about."""

    row: RowMapping
    name: str
    """Case number with the enterprise's name; name of an enterprise outside a case."""


def agenda(connection: Connection, actor: Capacity, today: date, since: date) -> list[Entry]:
    """Due days from ``since`` on of all a person may know of, the earliest first."""
    visible = select(CASES.c.case_id).where(visible_to(actor, today))
    own = UUID(actor.organisation) if actor.organisation and _acts_for_an_organisation(actor) else None
    concerned = DUE_DATES.c.subject_id.in_(visible)
    told = or_(DUE_DATES.c.kind != TARGET, DUE_DATES.c.reference.in_(TARGETS_OF.get(actor.role, ())))
    rows = coming(connection, and_(told, concerned if own is None else or_(concerned, DUE_DATES.c.subject_id == own)), since)
    called = named(connection, {row["subject_id"] for row in rows})
    return [Entry(row, called.get(row["subject_id"], "")) for row in rows]


def _acts_for_an_organisation(actor: Capacity) -> bool:
    return actor.role.startswith("enterprise-") or actor.role == "consultant"


def named(connection: Connection, ids: Collection[UUID]) -> dict[UUID, str]:
    """Id of a case or enterprise → how it is called; what is neither is left out."""
    wanted = select(CASES.c.case_id, CASES.c.number, CASES.c.enterprise_name).where(CASES.c.case_id.in_(ids))
    cases = {row.case_id: f"{row.number} {row.enterprise_name}" for row in connection.execute(wanted)}
    return {**names(connection, sorted({*ids} - cases.keys())), **cases}
