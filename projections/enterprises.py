"""企业: the register of enterprises: names and codes, the open case, the last pass and its five years."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Column, Date, Index, Table, Text, Uuid, func, or_, select

from domain.register import events
from projections.projection import Projection
from projections.tables import METADATA, Json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Connection, RowMapping

    from projections.record import Record
    from projections.rows import WorkingSet

ENTERPRISES = Table(
    "enterprises",
    METADATA,
    Column("enterprise_id", Uuid, primary_key=True),
    # The present code and name; of an alias the code it belongs to.
    Column("credit_code", Text, nullable=False),
    Column("name", Text, nullable=False),
    # Set where this is the stream of a later code of another enterprise, and where it went up in another one.
    Column("alias_of", Uuid),
    Column("merged_into", Uuid),
    Column("open_case_id", Uuid),
    Column("open_case_number", Text),
    # JSON object: case, or ``prior:<day>`` → [day of the pass, last day of the window, first day], those that stand.
    Column("passes", Json, nullable=False),
    # Of the pass whose window ends last.
    Column("last_pass_on", Date),
    Column("window_last_day", Date),
    Column("first_day", Date),
    # A repeat inside the window is admitted and not used yet.
    Column("repeat_admitted", Boolean, nullable=False),
    Index("enterprises_credit_code", "credit_code"),
    Index("enterprises_name", "name"),
)

enterprises = Projection("enterprises", ENTERPRISES, version=1)


@enterprises.projects(events.EnterpriseRegistered)
def _registered(fact: events.EnterpriseRegistered, record: Record, rows: WorkingSet) -> None:
    rows[ENTERPRISES].put(enterprise_id=record.case_id, credit_code=fact.credit_code, name=fact.name, passes={}, repeat_admitted=False)


@enterprises.projects(events.Renamed)
def _renamed(fact: events.Renamed, record: Record, rows: WorkingSet) -> None:
    rows[ENTERPRISES].change(record.case_id, name=fact.name)


@enterprises.projects(events.CreditCodeChanged)
def _code_changed(fact: events.CreditCodeChanged, record: Record, rows: WorkingSet) -> None:
    rows[ENTERPRISES].change(record.case_id, credit_code=fact.credit_code)


@enterprises.projects(events.CreditCodeAliased)
def _aliased(fact: events.CreditCodeAliased, record: Record, rows: WorkingSet) -> None:
    known = {"passes": {}, "repeat_admitted": False}
    rows[ENTERPRISES].put(enterprise_id=record.case_id, credit_code=fact.credit_code, name="", alias_of=fact.enterprise_id, **known)


@enterprises.projects(events.MergedInto)
def _merged(fact: events.MergedInto, record: Record, rows: WorkingSet) -> None:
    rows[ENTERPRISES].change(record.case_id, merged_into=fact.enterprise_id)


@enterprises.projects(events.CaseOpened)
def _case_opened(fact: events.CaseOpened, record: Record, rows: WorkingSet) -> None:
    used = {"repeat_admitted": False} if fact.application == "repeat" else {}
    rows[ENTERPRISES].change(record.case_id, open_case_id=fact.case_id, open_case_number=fact.case_number, **used)


@enterprises.projects(events.CaseClosed)
def _case_closed(fact: events.CaseClosed, record: Record, rows: WorkingSet) -> None:
    rows[ENTERPRISES].change(record.case_id, open_case_id=None, open_case_number=None)


@enterprises.projects(events.Passed)
def _passed(fact: events.Passed, record: Record, rows: WorkingSet) -> None:
    _passes(rows, record.case_id, {str(fact.case_id): [fact.decided_on, fact.window_last_day, fact.first_day]})


@enterprises.projects(events.PriorPassRecorded)
def _prior_pass(fact: events.PriorPassRecorded, record: Record, rows: WorkingSet) -> None:
    _passes(rows, record.case_id, {f"prior:{fact.passed_on}": [fact.passed_on, fact.window_last_day, fact.first_day]})


@enterprises.projects(events.PassRevoked)
def _pass_revoked(fact: events.PassRevoked, record: Record, rows: WorkingSet) -> None:
    _passes(rows, record.case_id, {}, revoked=str(fact.case_id))


@enterprises.projects(events.RepeatAdmitted)
def _repeat_admitted(fact: events.RepeatAdmitted, record: Record, rows: WorkingSet) -> None:
    rows[ENTERPRISES].change(record.case_id, repeat_admitted=True)


def _passes(rows: WorkingSet, enterprise_id: UUID, added: dict[str, list[Any]], revoked: str | None = None) -> None:
    known = rows[ENTERPRISES].row(enterprise_id)["passes"]
    standing = {key: value for key, value in known.items() if key != revoked} | {
        key: [day.isoformat() for day in days] for key, days in added.items()
    }
    last = max(standing.values(), key=lambda each: each[2], default=(None, None, None))
    days = [None if each is None else date.fromisoformat(each) for each in last]
    rows[ENTERPRISES].change(enterprise_id, passes=standing, last_pass_on=days[0], window_last_day=days[1], first_day=days[2])


def enterprise(connection: Connection, enterprise_id: UUID) -> RowMapping | None:
    """One enterprise; an alias leads to the enterprise that bears the code."""
    found = connection.execute(select(ENTERPRISES).where(ENTERPRISES.c.enterprise_id == enterprise_id)).mappings().first()
    return enterprise(connection, found["alias_of"]) if found is not None and found["alias_of"] is not None else found


def enterprises_named(connection: Connection, text: str, *, limit: int = 50) -> Sequence[RowMapping]:
    """Enterprises whose name or credit code holds ``text``, by name."""
    holds = or_(ENTERPRISES.c.name.contains(text, autoescape=True), ENTERPRISES.c.credit_code.contains(text.upper(), autoescape=True))
    wanted = select(ENTERPRISES).where(ENTERPRISES.c.alias_of.is_(None), holds)
    return connection.execute(wanted.order_by(ENTERPRISES.c.name, ENTERPRISES.c.enterprise_id).limit(limit)).mappings().all()


def names(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Names of several enterprises."""
    return {row.enterprise_id: row.name for row in connection.execute(select(ENTERPRISES).where(ENTERPRISES.c.enterprise_id.in_(ids)))}


def total(connection: Connection) -> int:
    """How many enterprises are registered."""
    return int(connection.execute(select(func.count()).select_from(ENTERPRISES).where(ENTERPRISES.c.alias_of.is_(None))).scalar_one())
