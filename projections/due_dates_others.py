"""期限表: days that nobody records when they come: visits, mandates and certificates. They stand in calendars and in notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.calendar.periods import clears_on
from domain.case.events import panel, review
from domain.register import events as register
from projections.due_dates import DUE_DATES, LOOK_BACK, due_dates, put

if TYPE_CHECKING:
    from projections.record import Record
    from projections.rows import WorkingSet


@due_dates.projects(panel.VisitScheduled, panel.VisitPostponed)
def _visit(fact: panel.VisitScheduled | panel.VisitPostponed, record: Record, rows: WorkingSet) -> None:
    put(rows, record, "visit", fact.visit_on, article="20(3)")


@due_dates.projects(review.PenaltyReplyFiled)
def _look_backs(fact: review.PenaltyReplyFiled, record: Record, rows: WorkingSet) -> None:
    """The first day on which the look-back no longer reaches a record; a new reply takes the place of the one before."""
    for row in rows[DUE_DATES].of(record.case_id):
        if row["kind"] == LOOK_BACK:
            rows[DUE_DATES].drop(record.case_id, LOOK_BACK, row["reference"])
    years = fact.reference_on.year - fact.window_from.year
    for each in fact.matches:
        put(rows, record, LOOK_BACK, clears_on(each.decided_on, years), reference=each.reference, article="20(2)")


@due_dates.projects(review.PenaltyMatchDecided)
def _match_decided(fact: review.PenaltyMatchDecided, record: Record, rows: WorkingSet) -> None:
    if not fact.concerns_enterprise:
        rows[DUE_DATES].drop(record.case_id, LOOK_BACK, fact.reference)


@due_dates.projects(register.MandateGranted)
def _mandate(fact: register.MandateGranted, record: Record, rows: WorkingSet) -> None:
    put(rows, record, "mandate", fact.until_on, reference=str(fact.enterprise_id))


@due_dates.projects(register.MandateEnded)
def _mandate_ended(fact: register.MandateEnded, record: Record, rows: WorkingSet) -> None:
    rows[DUE_DATES].drop(record.case_id, "mandate", str(fact.enterprise_id))


@due_dates.projects(register.StaffEntered)
def _certificates(fact: register.StaffEntered, record: Record, rows: WorkingSet) -> None:
    for each in fact.certificates:
        if each.valid_to is not None:
            put(rows, record, "certificate", each.valid_to, reference=f"{fact.reference}/{each.kind}/{each.issuer}")


@due_dates.projects(register.StaffLeft)
def _staff_left(fact: register.StaffLeft, record: Record, rows: WorkingSet) -> None:
    for row in rows[DUE_DATES].of(record.case_id):
        if row["kind"] == "certificate" and row["reference"].startswith(f"{fact.reference}/"):
            rows[DUE_DATES].drop(record.case_id, "certificate", row["reference"])
