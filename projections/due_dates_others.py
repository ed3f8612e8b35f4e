"""期限表: days that nobody records when they come: visits, mandates and certificates. They stand in calendars and in notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.case.events import panel
from domain.register import events as register
from projections.due_dates import DUE_DATES, due_dates, put

if TYPE_CHECKING:
    from projections.record import Record
    from projections.rows import WorkingSet


@due_dates.projects(panel.VisitScheduled, panel.VisitPostponed)
def _visit(fact: panel.VisitScheduled | panel.VisitPostponed, record: Record, rows: WorkingSet) -> None:
    put(rows, record, "visit", fact.visit_on, article="20(3)")


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
