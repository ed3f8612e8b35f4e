"""案卷: one row per case: what its header, its seven steps, its facts and every list of cases show."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    Index,
    Integer,
    String,
    Table,
    Text,
    Uuid,
    and_,
    exists,
    false,
    func,
    or_,
    select,
    sql,
    true,
    type_coerce,
)

from projections.consultancies import MANDATES
from projections.figure_tables import COUNTED
from projections.panel_seats import SEATS
from projections.plan_calls import PLAN_CALLS
from projections.projection import Projection
from projections.search import matching
from projections.tables import METADATA, POSITION, Json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, RowMapping

    from domain.fact import Capacity

CASES = Table(
    "case_file",
    METADATA,
    Column("case_id", Uuid, primary_key=True),
    # ``QJ-2026-000123``
    Column("number", Text, nullable=False),
    Column("track", Text, nullable=False),
    Column("state", Text, nullable=False),
    # ``published``, ``precheck-failed``, ``declined``, ``withdrawn`` or ``discontinued``; empty while the case is open.
    Column("outcome", Text),
    Column("closed_on", Date),
    Column("rule_set", Text, nullable=False),
    Column("enterprise_id", Uuid, nullable=False),
    # As on the plan form: a case keeps the name of its day.
    Column("enterprise_name", Text, nullable=False),
    Column("credit_code", Text, nullable=False),
    Column("district", Text, nullable=False),
    # JSON list of codes; their officers read on.
    Column("former_districts", Json, nullable=False),
    Column("consultancy_id", Uuid),
    Column("consultancy_name", Text),
    # JSON list of ids.
    Column("former_consultancies", Json, nullable=False),
    Column("audit_mode", Text, nullable=False),
    Column("industry", Text, nullable=False),
    Column("application", Text, nullable=False),
    Column("founded_on", Date, nullable=False),
    Column("legal_standing", Text, nullable=False),
    # JSON list of {address, district, main}.
    Column("sites", Json, nullable=False),
    Column("main_products", Text, nullable=False),
    Column("planned_start", Date, nullable=False),
    Column("planned_finish", Date, nullable=False),
    Column("last_pass_on", Date),
    # Year of the plan; the batch of the call follows from the day (``plan_calls``).
    Column("year", Integer, nullable=False),
    Column("call_id", Uuid),
    Column("planned_on", Date, nullable=False),
    # The district's batch.
    Column("batch_number", Text),
    # JSON object: name of the milestone → its business day.
    Column("milestones", Json, nullable=False),
    # Round of the application for acceptance, 0 before the first.
    Column("round", Integer, nullable=False),
    Column("visit_on", Date),
    Column("new_visit_needed", Boolean, nullable=False),
    # The deadline that runs: ``revision``, ``publication`` or ``objection``.
    Column("due_kind", Text),
    Column("due_on", Date),
    Column("due_article", Text),
    Column("due_provisional", Boolean),
    # JSON: the whole account of it.
    Column("due_account", Json),
    Column("lapsed", Boolean, nullable=False),
    Column("extensions", Integer, nullable=False),
    # Cut to two decimals, never rounded; the exact fraction beside it.
    Column("score", String(8)),
    Column("score_numerator", POSITION),
    Column("score_denominator", POSITION),
    # JSON lists of codes: those the panel adopted, then those that hold.
    Column("vetoes", Json, nullable=False),
    Column("level", Text),
    Column("indicator_system", Text),
    Column("corrections", Integer, nullable=False),
    # ``pass`` or ``fail`` as it stands; it is no one's to see before it is decided.
    Column("result", Text),
    Column("grade", Text),
    Column("graded_on", Date),
    Column("final_papers", Text),
    Column("grade_corrected", Boolean, nullable=False),
    Column("list_number", Text),
    Column("published_on", Date),
    Column("address", Text),
    Column("notice_until", Date),
    Column("notified_on", Date),
    # Version of the case's own stream, which is its ETag; the count with its sheets; the last event.
    Column("version", Integer, nullable=False),
    Column("case_version", Integer, nullable=False),
    Column("position", POSITION, nullable=False),
    Column("updated_on", Date, nullable=False),
    Column("recorded_at", String(27), nullable=False),
    Index("case_file_number", "number", unique=True),
    Index("case_file_enterprise", "enterprise_id"),
    Index("case_file_consultancy", "consultancy_id"),
    Index("case_file_district", "district", "state"),
    Index("case_file_state", "state"),
    Index("case_file_credit_code", "credit_code"),
)

case_file = Projection("case_file", CASES, version=2)


_WAITING = sql.table("worklist", sql.column("case_id", Uuid), sql.column("due_on", Date))
"""The work list, which is made from this read model."""


class CaseFilter(NamedTuple):
    """筛选: what a list of cases is narrowed to; it lives in the address of the page."""

    districts: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    results: tuple[str, ...] = ()
    """``excellent``, ``good`` or ``fail``."""
    open: bool | None = None
    text: str = ""
    """Part of the enterprise's or consultancy's name or its pinyin initials, a case number, the beginning of a credit code."""
    industry: str = ""
    consultancy: str = ""
    """Id of the consultancy, or ``self`` where the enterprise audits itself."""
    accepted: int | None = None
    """Year in which the site acceptance was first held."""
    decided: int | None = None
    """Year of the decision."""
    step: str = ""
    """Open cases that are in this step now."""
    late_before: date | None = None
    """Open cases in which something should have been done before this day."""


BATCH = (
    select(PLAN_CALLS.c.batch)
    .where(PLAN_CALLS.c.call_id == CASES.c.call_id, PLAN_CALLS.c.opens_on <= CASES.c.planned_on, CASES.c.planned_on <= PLAN_CALLS.c.closes_on)
    .scalar_subquery()
    .label("batch")
)
"""Batch of the year's call in which the plan came in; none where the year has no call."""


COUNTED_TO = 10_000
"""Nobody pages through more; a longer list is to be narrowed."""


def case(connection: Connection, key: UUID | str) -> RowMapping | None:
    """One case by its id or its number, with its batch. Who may see it is asked where the page is made."""
    wanted = CASES.c.number == key if isinstance(key, str) else CASES.c.case_id == key
    return connection.execute(select(CASES, BATCH).where(wanted)).mappings().first()


def cases(connection: Connection, actor: Capacity, today: date, narrowed: CaseFilter, *, limit: int, offset: int = 0) -> list[RowMapping]:
    """The cases somebody may know of, the newest number first."""
    wanted = select(CASES, BATCH).where(visible_to(actor, today), filtered(connection, narrowed))
    return list(connection.execute(wanted.order_by(CASES.c.number.desc()).limit(limit).offset(offset)).mappings())


def streamed(connection: Connection, actor: Capacity, today: date, narrowed: CaseFilter) -> Iterator[RowMapping]:
    """All cases somebody may know of, row by row, however many; the connection serves nothing else meanwhile."""
    wanted = select(CASES, BATCH).where(visible_to(actor, today), filtered(connection, narrowed)).order_by(CASES.c.number.desc())
    yield from connection.execution_options(yield_per=1_000).execute(wanted).mappings()


def count(connection: Connection, actor: Capacity, today: date, narrowed: CaseFilter, *, most: int | None = COUNTED_TO) -> int:
    """How many :func:`cases` gives in all, counted no further than ``most``."""
    wanted = select(CASES.c.case_id).where(visible_to(actor, today), filtered(connection, narrowed)).limit(most)
    return int(connection.execute(select(func.count()).select_from(wanted.subquery())).scalar_one())


def cases_of_enterprise(connection: Connection, enterprise_id: UUID) -> list[RowMapping]:
    """All cases of one enterprise, the newest first."""
    return list(connection.execute(select(CASES, BATCH).where(CASES.c.enterprise_id == enterprise_id).order_by(CASES.c.number.desc())).mappings())


def visible_to(actor: Capacity, today: date) -> ColumnElement[bool]:
    """可见: which rows somebody may know of; the same rule as on commands and on single cases, as a condition on the case file."""
    if actor.role in {"bureau-officer", "bureau-approver", "leadership", "auditor", "system"}:
        return true()
    if actor.role == "public":
        return CASES.c.state == "published"
    organisation = actor.organisation or ""
    if actor.role == "district-officer":
        return or_(CASES.c.district == organisation, type_coerce(CASES.c.former_districts, Text).contains(f'"{organisation}"', autoescape=True))
    if actor.role in {"enterprise-filler", "enterprise-signer", "enterprise-administrator", "consultant", "expert"}:
        return _of_organisation(actor.role, UUID(organisation), today)
    return false()


def filtered(connection: Connection, narrowed: CaseFilter) -> ColumnElement[bool]:
    """A filter as a condition on the case file."""
    conditions: list[ColumnElement[bool]] = []
    for column, values in ((CASES.c.district, narrowed.districts), (CASES.c.state, narrowed.states), (CASES.c.year, narrowed.years)):
        if values:
            conditions.append(column.in_(values))
    if narrowed.results:
        conditions.append(func.coalesce(CASES.c.grade, CASES.c.result).in_(narrowed.results))
    if narrowed.open is not None:
        conditions.append(CASES.c.outcome.is_(None) if narrowed.open else CASES.c.outcome.is_not(None))
    if narrowed.text:
        conditions.append(matching(connection, CASES, narrowed.text))
    return and_(true(), *conditions, *_counted(narrowed))


def _counted(narrowed: CaseFilter) -> list[ColumnElement[bool]]:
    """The conditions by which a figure opens the list behind it."""
    conditions: list[ColumnElement[bool]] = []
    if narrowed.industry:
        conditions.append(CASES.c.industry == narrowed.industry)
    if narrowed.consultancy == "self":
        conditions.append(CASES.c.consultancy_id.is_(None))
    elif narrowed.consultancy:
        conditions.append(CASES.c.consultancy_id == UUID(narrowed.consultancy))
    for column, year in ((COUNTED.c.accepted_on, narrowed.accepted), (COUNTED.c.decided_on, narrowed.decided)):
        if year is not None:
            conditions.append(CASES.c.case_id.in_(select(COUNTED.c.case_id).where(column.between(date(year, 1, 1), date(year, 12, 31)))))
    if narrowed.step:
        conditions.append(CASES.c.case_id.in_(select(COUNTED.c.case_id).where(COUNTED.c.step == narrowed.step, COUNTED.c.is_open)))
    if narrowed.late_before is not None:
        conditions.append(CASES.c.case_id.in_(select(_WAITING.c.case_id).where(_WAITING.c.due_on < narrowed.late_before)))
    return conditions


def _of_organisation(role: str, organisation: UUID, today: date) -> ColumnElement[bool]:
    if role == "consultant":
        running = (MANDATES.c.consultancy_id == organisation, MANDATES.c.from_on <= today, MANDATES.c.until_on >= today)
        mandate = exists().where(MANDATES.c.enterprise_id == CASES.c.enterprise_id, *running)
        return and_(CASES.c.consultancy_id == organisation, mandate)
    if role == "expert":
        seated = (SEATS.c.case_id == CASES.c.case_id, SEATS.c.expert_id == organisation, SEATS.c.status != "left")
        return exists().where(*seated, or_(SEATS.c.access_until.is_(None), SEATS.c.access_until >= today))
    return CASES.c.enterprise_id == organisation
