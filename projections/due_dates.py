"""期限表: the days that are coming: the clock sweeps over it and sends commands; here nothing is decided.

A row ends when what it waits for is done. One that the clock has recorded stays, marked, so that it is not recorded twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import Boolean, Column, Date, Index, Integer, Table, Text, Uuid, and_, literal, true

from domain.case.events import acceptance, audit, grade, plan, review, revision
from domain.law.internal_targets import internal_targets
from domain.register import events as register
from projections.projection import Projection
from projections.shown import article
from projections.tables import APPEND_ONLY, METADATA, POSITION, Json

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy import ColumnElement

    from domain.calendar.deadline import Deadline
    from domain.fact import Fact
    from projections.record import Record
    from projections.rows import WorkingSet

DUE_DATES = Table(
    "due_dates",
    METADATA,
    # Case; enterprise for a reapplication; consultancy for mandates and certificates.
    Column("subject_id", Uuid, primary_key=True),
    # ``revision``, ``notice``, ``objection``, ``visit``, ``look-back``; ``reapplication``; ``mandate``, ``certificate``; ``target``, internal.
    Column("kind", Text, primary_key=True),
    # Reapplication: the case of the pass, or its day; mandate: the enterprise; certificate: person, kind and issuer; target: its code; else empty.
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
    Index("due_dates_days", "kind", "due_on"),
)

# Said in the statement itself and not as parameters: only so is an index over these rows alone found to fit.
RUNNING = DUE_DATES.c.state == literal("running", literal_execute=True)
REVISION = DUE_DATES.c.kind == literal("revision", literal_execute=True)
PROVISIONAL = DUE_DATES.c.provisional.is_(true())
ORDER = (DUE_DATES.c.due_on, DUE_DATES.c.subject_id, DUE_DATES.c.reference)


def _index(name: str, *columns: Column[Any], of: ColumnElement[bool]) -> None:
    """An index over some rows alone: what the clock asks in every round is its first entry."""
    Index(name, *columns, sqlite_where=of, postgresql_where=of)


# Kind and state stand first though every row has the same: SQLite takes the index of which a question names most columns, and two
# that are alike in this by the chance of which was made last.
_index("due_dates_running", DUE_DATES.c.kind, DUE_DATES.c.state, *ORDER, of=RUNNING)
_index("due_dates_reminders", DUE_DATES.c.kind, DUE_DATES.c.state, DUE_DATES.c.reminded, *ORDER, of=and_(REVISION, RUNNING))
_index("due_dates_provisional", *ORDER, of=PROVISIONAL)

RECALCULATED = Table(
    "recalculated_deadlines",
    METADATA,
    # The case, and the position of the event.
    Column("case_id", Uuid, primary_key=True),
    Column("position", POSITION, primary_key=True),
    Column("on", Date, nullable=False),
    Column("was_last_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("provisional", Boolean, nullable=False),
    # What changed: the edition of the calendar.
    Column("cause", Text, nullable=False),
    Index("recalculated_deadlines_position", "position"),
    info=APPEND_ONLY,
)

targets = Projection("targets", version=1)
"""The office's own targets: rows of the same list, folded in a module of their own."""
due_dates = Projection("due_dates", DUE_DATES, RECALCULATED, version=5, upon=targets, data=internal_targets().digest)
LOOK_BACK = "look-back"
"""Kind of the day on which the look-back over penalties no longer reaches a record."""
TARGET = "target"
"""Kind of the office's own targets: no rule sets them, the clock never asks for them."""

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
    if isinstance(fact, revision.RevisionDeadlineRecalculated):
        _recalculated(fact, record, rows)
    still_over = deadline is not None and before is not None and before["state"] != "running" and deadline.last_day < record.stamp.on
    _run(rows, record, "revision", deadline, before["state"] if still_over and before is not None else "running")


def _recalculated(fact: revision.RevisionDeadlineRecalculated, record: Record, rows: WorkingSet) -> None:
    moved = {"was_last_day": fact.was_last_day, "last_day": fact.revision_deadline.last_day, "provisional": fact.revision_deadline.provisional}
    rows[RECALCULATED].put(case_id=record.case_id, position=record.position, on=record.stamp.on, cause=fact.cause, **moved)


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
    if not isinstance(fact, review.PrecheckFailed):  # who failed by a record asks when it is over
        for row in rows[DUE_DATES].of(record.case_id):
            if row["kind"] == LOOK_BACK:
                rows[DUE_DATES].drop(record.case_id, LOOK_BACK, row["reference"])


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
