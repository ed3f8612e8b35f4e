"""期限表: the days that are coming: the clock sweeps over it and sends commands; here nothing is decided.

A row ends when what it waits for is done. One that the clock has recorded stays, marked, so that it is not recorded twice.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import Boolean, Column, Date, Index, Integer, Table, Text, Uuid, literal, or_, select, tuple_, type_coerce

from domain.case.events import acceptance, audit, grade, plan, review, revision
from domain.register import events as register
from projections.projection import Projection
from projections.shown import article
from projections.tables import METADATA, POSITION, Json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, RowMapping

    from domain.calendar.deadline import Deadline
    from domain.fact import Fact
    from projections.record import Record
    from projections.rows import WorkingSet

DUE_DATES = Table(
    "due_dates",
    METADATA,
    # Case; enterprise for a reapplication; consultancy for mandates and certificates.
    Column("subject_id", Uuid, primary_key=True),
    # ``revision``, ``notice``, ``objection``, ``visit``; ``reapplication``; ``mandate``, ``certificate``.
    Column("kind", Text, primary_key=True),
    # Reapplication: the case of the pass, or its day; mandate: the enterprise; certificate: person, kind and issuer; empty for the others.
    Column("reference", Text, primary_key=True),
    # Last day of a term; first allowed day of a reapplication.
    Column("due_on", Date, nullable=False),
    Column("provisional", Boolean, nullable=False),
    Column("article", Text),
    # JSON list of the years whose notice of days off is awaited.
    Column("awaits", Json, nullable=False),
    # ``running``; ``recorded`` by the clock; ``met`` by papers filed elsewhere; ``superseded`` by a newer pass.
    Column("state", Text, nullable=False),
    # JSON: the whole account of the deadline, for recalculating it.
    Column("account", Json),
    # Position and instant of the event that last changed the day: what a calendar's entry counts its changes by.
    Column("changed_position", POSITION, nullable=False),
    Column("changed_at", Text, nullable=False),
    # Step of the last reminder of this day, in days before it; empty before the first one.
    Column("reminded", Integer),
    Index("due_dates_due", "kind", "state", "due_on"),
    Index("due_dates_reminders", "kind", "state", "reminded", "due_on"),
)

due_dates = Projection("due_dates", DUE_DATES, version=2)

Delivered = acceptance.OpinionDelivered


def put(rows: WorkingSet, record: Record, kind: str, due_on: date, *, reference: str = "", provisional: bool = False, **values: Any) -> None:
    """Write a row; whether the day changed, and since when it stands, follows from the row before it."""
    before = rows[DUE_DATES].find(record.case_id, kind, reference)
    unmoved = before is not None and before["due_on"] == due_on
    unchanged = unmoved and before is not None and before["provisional"] == provisional
    changed = (before["changed_position"], before["changed_at"]) if unchanged and before is not None else (record.position, record.recorded_at)
    standing: dict[str, Any] = {"state": "running", "awaits": [], "reminded": before["reminded"] if unmoved and before is not None else None} | values
    rows[DUE_DATES].put(
        subject_id=record.case_id,
        kind=kind,
        reference=reference,
        due_on=due_on,
        provisional=provisional,
        changed_position=changed[0],
        changed_at=changed[1],
        **standing,
    )


def _run(rows: WorkingSet, record: Record, kind: str, deadline: Deadline | None, state: str = "running") -> None:
    if deadline is None:
        rows[DUE_DATES].drop(record.case_id, kind, "")
        return
    account, awaits = msgspec.to_builtins(deadline), list(deadline.awaits)
    under = article(deadline.citation)
    put(rows, record, kind, deadline.last_day, provisional=deadline.provisional, article=under, awaits=awaits, state=state, account=account)


@due_dates.projects(acceptance.Accepted, revision.RevisionExtended)
def _term_set(fact: acceptance.Accepted | revision.RevisionExtended, record: Record, rows: WorkingSet) -> None:
    _run(rows, record, "revision", fact.revision_deadline)
    rows[DUE_DATES].drop(record.case_id, "visit", "")  # it was held


@due_dates.projects(Delivered, revision.RevisionDeadlineRecalculated)
def _term_moved(fact: Delivered | revision.RevisionDeadlineRecalculated, record: Record, rows: WorkingSet) -> None:
    deadline, before = fact.revision_deadline, rows[DUE_DATES].find(record.case_id, "revision", "")
    still_over = deadline is not None and before is not None and before["state"] != "running" and deadline.last_day < record.stamp.on
    _run(rows, record, "revision", deadline, before["state"] if still_over and before is not None else "running")


@due_dates.projects(revision.RevisionReturned)
def _returned(fact: revision.RevisionReturned, record: Record, rows: WorkingSet) -> None:
    before = rows[DUE_DATES].row(record.case_id, "revision", "")
    kept = {name: before[name] for name in ("provisional", "article", "awaits", "account")}
    put(rows, record, "revision", fact.last_day, **kept)


@due_dates.projects(revision.RevisionReminded)
def _reminded(fact: revision.RevisionReminded, record: Record, rows: WorkingSet) -> None:
    rows[DUE_DATES].change(record.case_id, "revision", "", reminded=fact.days_left)


@due_dates.projects(revision.RevisionLapsed)
def _lapsed(fact: revision.RevisionLapsed, record: Record, rows: WorkingSet) -> None:
    rows[DUE_DATES].change(record.case_id, "revision", "", state="recorded")


@due_dates.projects(revision.Revised)
def _revised(fact: revision.Revised, record: Record, rows: WorkingSet) -> None:
    if rows[DUE_DATES].find(record.case_id, "revision", "") is not None:
        rows[DUE_DATES].change(record.case_id, "revision", "", state="met")


@due_dates.projects(audit.PlatformReceiptRecorded)
def _receipt_recorded(fact: audit.PlatformReceiptRecorded, record: Record, rows: WorkingSet) -> None:
    if fact.undid_lapse:
        rows[DUE_DATES].change(record.case_id, "revision", "", state="met")


@due_dates.projects(acceptance.AcceptanceCorrected)
def _acceptance_corrected(fact: acceptance.AcceptanceCorrected, record: Record, rows: WorkingSet) -> None:
    if fact.new_visit_needed:
        rows[DUE_DATES].drop(record.case_id, "revision", "")


@due_dates.projects(grade.Graded, plan.PlanDeclined, review.PrecheckFailed, grade.Withdrawn, grade.Discontinued)
def _over(fact: Fact, record: Record, rows: WorkingSet) -> None:
    for kind in ("revision", "visit"):
        rows[DUE_DATES].drop(record.case_id, kind, "")


@due_dates.projects(grade.ResultPublished)
def _published(fact: grade.ResultPublished, record: Record, rows: WorkingSet) -> None:
    _run(rows, record, "notice", fact.notice_deadline)
    _run(rows, record, "objection", fact.objection_deadline)


@due_dates.projects(register.Passed, register.PriorPassRecorded)
def _passed(fact: register.Passed | register.PriorPassRecorded, record: Record, rows: WorkingSet) -> None:
    reference = str(fact.case_id) if isinstance(fact, register.Passed) else fact.passed_on.isoformat()
    put(rows, record, "reapplication", fact.first_day, reference=reference)
    _last_pass_runs(rows, record.case_id)


@due_dates.projects(register.PassRevoked)
def _pass_revoked(fact: register.PassRevoked, record: Record, rows: WorkingSet) -> None:
    rows[DUE_DATES].drop(record.case_id, "reapplication", str(fact.case_id))
    _last_pass_runs(rows, record.case_id)


@due_dates.projects(register.ReapplicationOpened)
def _reapplication_opened(fact: register.ReapplicationOpened, record: Record, rows: WorkingSet) -> None:
    for row in rows[DUE_DATES].of(record.case_id):
        if row["due_on"] == fact.first_day:
            rows[DUE_DATES].change(record.case_id, row["kind"], row["reference"], state="recorded")


@due_dates.projects(register.MergedInto)
def _merged(fact: register.MergedInto, record: Record, rows: WorkingSet) -> None:
    for row in rows[DUE_DATES].of(record.case_id):
        rows[DUE_DATES].drop(record.case_id, row["kind"], row["reference"])


def _last_pass_runs(rows: WorkingSet, enterprise_id: UUID) -> None:
    passes = [row for row in rows[DUE_DATES].of(enterprise_id) if row["kind"] == "reapplication"]
    last = max((row["due_on"] for row in passes), default=None)
    for row in passes:
        if row["due_on"] != last:
            rows[DUE_DATES].change(enterprise_id, "reapplication", row["reference"], state="superseded")
        elif row["state"] == "superseded":
            rows[DUE_DATES].change(enterprise_id, "reapplication", row["reference"], state="running")


def due_by(
    connection: Connection, day: date, kind: str, *, after: tuple[date, UUID, str] | None = None, limit: int | None = None
) -> Sequence[RowMapping]:
    """Rows that run and whose day is ``day`` or earlier, the oldest first; ``after`` is the day, subject and reference of the last one seen.

    A lapse is recorded when the last day is over: ask with the day before.
    """
    wanted = select(DUE_DATES).where(DUE_DATES.c.kind == kind, DUE_DATES.c.state == "running", DUE_DATES.c.due_on <= day)
    if after is not None:
        # The day alone lets the index begin at the right place.
        wanted = wanted.where(DUE_DATES.c.due_on >= after[0], tuple_(*_ORDER) > tuple_(*map(literal, after)))
    return connection.execute(wanted.order_by(*_ORDER).limit(limit)).mappings().all()


_ORDER = (DUE_DATES.c.due_on, DUE_DATES.c.subject_id, DUE_DATES.c.reference)


def to_remind(connection: Connection, today: date, steps: Sequence[int], *, limit: int | None = None) -> Sequence[RowMapping]:
    """Deadlines for final papers of which one is to be reminded: ``steps`` are days before the last one. The nearest last day first.

    One question for each step that was last recorded, each a stretch of the index: among a million deadlines none that is not due is read.
    """
    found: list[RowMapping] = []
    for last in (None, *steps):
        coming = [step for step in steps if last is None or step < last]
        if coming:
            reminded = DUE_DATES.c.reminded.is_(None) if last is None else DUE_DATES.c.reminded == last
            window = DUE_DATES.c.due_on.between(today, today + timedelta(days=max(coming)))
            wanted = select(DUE_DATES).where(DUE_DATES.c.kind == "revision", DUE_DATES.c.state == "running", reminded, window)
            found += connection.execute(wanted.order_by(*_ORDER).limit(limit)).mappings().all()
    return sorted(found, key=lambda row: (row["due_on"], row["subject_id"]))


def by_other_editions(connection: Connection, year: int, digest: str) -> Sequence[RowMapping]:
    """Deadlines for final papers, running or over, that a year's notice could touch and that were not computed by this edition of it."""
    first, last = date(year - 1, 12, 1), date(year + 1, 1, 31)
    wanted = select(DUE_DATES).where(
        DUE_DATES.c.kind == "revision",
        DUE_DATES.c.state.in_(("running", "recorded")),
        DUE_DATES.c.due_on.between(first, last),
        or_(
            type_coerce(DUE_DATES.c.account, Text).like(f'%"year":{year},%'),
            type_coerce(DUE_DATES.c.awaits, Text).like(f"%{year}%"),
        ),
        type_coerce(DUE_DATES.c.account, Text).not_like(f"%{digest}%"),
    )
    return connection.execute(wanted.order_by(*_ORDER)).mappings().all()


def coming(connection: Connection, subjects: ColumnElement[bool], day: date) -> Sequence[RowMapping]:
    """Rows of some subjects that run, lapsed or lie ahead: what stands in a person's calendar from ``day`` on."""
    wanted = select(DUE_DATES).where(subjects, DUE_DATES.c.state.in_(("running", "recorded")), DUE_DATES.c.due_on >= day)
    return connection.execute(wanted.order_by(*_ORDER)).mappings().all()


def provisional(connection: Connection) -> Sequence[RowMapping]:
    """Rows that run and rest on a year whose notice of days off is not out: their day may still move."""
    wanted = select(DUE_DATES).where(DUE_DATES.c.state.in_(("running", "recorded")), type_coerce(DUE_DATES.c.awaits, Text) != "[]")
    return connection.execute(wanted.order_by(DUE_DATES.c.due_on, DUE_DATES.c.subject_id)).mappings().all()
