"""待办（专家组、现场验收、终稿、结果）: what the facts from the panel on put on whose desk, and what they take off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.case.events import acceptance, audit, grade, panel, revision
from domain.scoring.events import SheetLocked
from projections.desk import done, due, lies, put
from projections.panel_seats import SEATS, seat_of_sheet
from projections.worklist import WORKLIST, worklist

if TYPE_CHECKING:
    from domain.calendar.deadline import Deadline
    from projections.record import Record
    from projections.rows import WorkingSet

EXPERTS = ("answer-invitation", "withdraw", "decide-recusal", "score", "sign-opinion")
"""What concerns one expert each."""
REVISING = ("deliver-opinion", "revise", "review-revision", "decide-extension", "handle-lapse")
GRADING = ("recheck-compliance", "propose-grade", "decide-grade")


@worklist.projects(panel.ExpertInvited)
def _invited(fact: panel.ExpertInvited, record: Record, rows: WorkingSet) -> None:
    put(rows, record, "answer-invitation", fact.expert.expert_id, assignee=str(fact.expert.expert_id))


@worklist.projects(panel.ExpertConfirmed)
def _confirmed(fact: panel.ExpertConfirmed, record: Record, rows: WorkingSet) -> None:
    done(rows, record, "answer-invitation", subject=str(fact.expert_id))


@worklist.projects(panel.ConflictDeclared)
def _conflicted(fact: panel.ConflictDeclared, record: Record, rows: WorkingSet) -> None:
    done(rows, record, "answer-invitation", subject=str(fact.expert_id))
    put(rows, record, "withdraw", fact.expert_id, assignee=str(fact.expert_id))


@worklist.projects(panel.RecusalRequested)
def _recusal_asked(fact: panel.RecusalRequested, record: Record, rows: WorkingSet) -> None:
    put(rows, record, "decide-recusal", fact.expert_id)


@worklist.projects(panel.RecusalDecided)
def _recusal_decided(fact: panel.RecusalDecided, record: Record, rows: WorkingSet) -> None:
    done(rows, record, "decide-recusal", subject=str(fact.expert_id))
    if fact.granted:
        done(rows, record, "answer-invitation", subject=str(fact.expert_id))
        put(rows, record, "withdraw", fact.expert_id, assignee=str(fact.expert_id))


@worklist.projects(panel.ExpertWithdrew)
def _left(fact: panel.ExpertWithdrew, record: Record, rows: WorkingSet) -> None:
    done(rows, record, *EXPERTS, subject=str(fact.expert_id))
    _fill_vacancies(record, rows)


@worklist.projects(panel.ExpertReplaced)
def _replaced(fact: panel.ExpertReplaced, record: Record, rows: WorkingSet) -> None:
    done(rows, record, "replace-expert", subject=str(fact.left_id))
    _ask_for_scores(record, rows)


@worklist.projects(panel.PanelAppointed)
def _appointed(fact: panel.PanelAppointed, record: Record, rows: WorkingSet) -> None:
    done(rows, record, "form-panel")
    put(rows, record, "schedule-visit")
    _ask_for_scores(record, rows)


@worklist.projects(panel.VisitScheduled, panel.VisitPostponed)
def _visit(fact: panel.VisitScheduled | panel.VisitPostponed, record: Record, rows: WorkingSet) -> None:
    done(rows, record, "schedule-visit")
    put(rows, record, "record-acceptance", due_on=fact.visit_on)
    for row in rows[WORKLIST].of(record.case_id):
        if row["task"] == "score":
            rows[WORKLIST].change(record.case_id, "score", row["subject"], due_on=fact.visit_on)


@worklist.projects(SheetLocked)
def _sheet_locked(fact: SheetLocked, record: Record, rows: WorkingSet) -> None:
    seat = seat_of_sheet(rows[SEATS].of(record.case_id), record.originator_id)
    done(rows, record, "score", subject=str(seat["expert_id"]))


@worklist.projects(acceptance.OpinionDrafted)
def _opinion_drafted(fact: acceptance.OpinionDrafted, record: Record, rows: WorkingSet) -> None:
    for seat in rows[SEATS].of(record.case_id):
        if seat["appointed"]:
            put(rows, record, "sign-opinion", seat["expert_id"], assignee=str(seat["expert_id"]))


@worklist.projects(acceptance.OpinionSigned)
def _opinion_signed(fact: acceptance.OpinionSigned, record: Record, rows: WorkingSet) -> None:
    done(rows, record, "sign-opinion", subject=str(fact.expert_id))


def _ask_for_scores(record: Record, rows: WorkingSet) -> None:
    """Every expert on the panel whose sheet is not locked has it to fill in, by the day of the visit."""
    visit = rows[WORKLIST].find(record.case_id, "record-acceptance", "")
    for seat in rows[SEATS].of(record.case_id):
        if seat["appointed"] and seat["sheet_status"] != "locked":
            put(rows, record, "score", seat["expert_id"], assignee=str(seat["expert_id"]), due_on=visit["due_on"] if visit else None)


def _fill_vacancies(record: Record, rows: WorkingSet) -> None:
    for seat in rows[SEATS].of(record.case_id):
        if seat["vacant"]:
            put(rows, record, "replace-expert", seat["expert_id"])


@worklist.projects(acceptance.Accepted)
def _accepted(fact: acceptance.Accepted, record: Record, rows: WorkingSet) -> None:
    done(rows, record, "record-acceptance", "replace-expert", *EXPERTS)
    if fact.delivered_on is None:
        put(rows, record, "deliver-opinion")
    if fact.revision_deadline is not None:
        put(rows, record, "revise", **due(fact.revision_deadline))
    if fact.vetoes_adopted:
        put(rows, record, "recheck-compliance")


@worklist.projects(acceptance.OpinionDelivered)
def _delivered(fact: acceptance.OpinionDelivered, record: Record, rows: WorkingSet) -> None:
    waited_for = rows[WORKLIST].find(record.case_id, "revise", "") is not None or not lies(rows, record, "review-revision", *GRADING)
    done(rows, record, "deliver-opinion")
    if fact.revision_deadline is not None and waited_for:
        _term_moved(fact.revision_deadline, record, rows)


@worklist.projects(revision.RevisionDeadlineRecalculated)
def _recalculated(fact: revision.RevisionDeadlineRecalculated, record: Record, rows: WorkingSet) -> None:
    if rows[WORKLIST].find(record.case_id, "revise", "") is not None:
        _term_moved(fact.revision_deadline, record, rows)


@worklist.projects(revision.RevisionExtended)
def _extended(fact: revision.RevisionExtended, record: Record, rows: WorkingSet) -> None:
    done(rows, record, "decide-extension", "handle-lapse")
    put(rows, record, "revise", **due(fact.revision_deadline))


def _term_moved(deadline: Deadline, record: Record, rows: WorkingSet) -> None:
    before = rows[WORKLIST].find(record.case_id, "revise", "")
    if deadline.last_day >= record.stamp.on:
        done(rows, record, "handle-lapse")
    put(rows, record, "revise", **due(deadline), **({"since": before["since"]} if before else {}))


@worklist.projects(acceptance.AcceptanceCorrected)
def _acceptance_corrected(fact: acceptance.AcceptanceCorrected, record: Record, rows: WorkingSet) -> None:
    if lies(rows, record, "decide-grade"):
        done(rows, record, "decide-grade")
        put(rows, record, "propose-grade")
    if not fact.new_visit_needed:
        return
    done(rows, record, *REVISING, *GRADING)
    put(rows, record, "schedule-visit")
    for seat in rows[SEATS].of(record.case_id):
        if seat["appointed"]:
            put(rows, record, "score", seat["expert_id"], assignee=str(seat["expert_id"]))
    _fill_vacancies(record, rows)


@worklist.projects(revision.Revised)
def _revised(fact: revision.Revised, record: Record, rows: WorkingSet) -> None:
    done(rows, record, "revise", "handle-lapse", "decide-extension")
    put(rows, record, "review-revision", remark=str(fact.round))


@worklist.projects(revision.RevisionReviewed)
def _reviewed(fact: revision.RevisionReviewed, record: Record, rows: WorkingSet) -> None:
    if fact.satisfied:
        done(rows, record, "review-revision")
        if not lies(rows, record, *GRADING):
            put(rows, record, "recheck-compliance")


@worklist.projects(revision.RevisionReturned)
def _revision_returned(fact: revision.RevisionReturned, record: Record, rows: WorkingSet) -> None:
    done(rows, record, "review-revision", *GRADING)
    put(rows, record, "revise", due_on=fact.last_day)


@worklist.projects(revision.ExtensionRequested)
def _extension_requested(fact: revision.ExtensionRequested, record: Record, rows: WorkingSet) -> None:
    put(rows, record, "decide-extension")


@worklist.projects(revision.RevisionLapsed)
def _lapsed(fact: revision.RevisionLapsed, record: Record, rows: WorkingSet) -> None:
    put(rows, record, "handle-lapse", due_on=fact.last_day)
    if rows[WORKLIST].find(record.case_id, "revise", "") is not None:
        rows[WORKLIST].change(record.case_id, "revise", "", tracked_by=None)


@worklist.projects(audit.PlatformReceiptRecorded)
def _receipt_recorded(fact: audit.PlatformReceiptRecorded, record: Record, rows: WorkingSet) -> None:
    if fact.undid_lapse:
        done(rows, record, "handle-lapse")


@worklist.projects(grade.ComplianceRechecked)
def _rechecked(fact: grade.ComplianceRechecked, record: Record, rows: WorkingSet) -> None:
    done(rows, record, "recheck-compliance")
    if not lies(rows, record, "decide-grade"):
        put(rows, record, "propose-grade")


@worklist.projects(grade.GradeProposed)
def _proposed(fact: grade.GradeProposed, record: Record, rows: WorkingSet) -> None:
    done(rows, record, "propose-grade")
    put(rows, record, "decide-grade", not_by=record.stamp.by.person)


@worklist.projects(grade.GradeProposalRejected)
def _rejected(fact: grade.GradeProposalRejected, record: Record, rows: WorkingSet) -> None:
    done(rows, record, "decide-grade")
    put(rows, record, "propose-grade")


@worklist.projects(grade.Graded)
def _graded(fact: grade.Graded, record: Record, rows: WorkingSet) -> None:
    done(rows, record, *REVISING, *GRADING)
    put(rows, record, "publish-result", **(due(fact.publication_deadline) if fact.publication_deadline else {}))
    put(rows, record, "notify-result")


@worklist.projects(grade.ResultNotified)
def _notified(fact: grade.ResultNotified, record: Record, rows: WorkingSet) -> None:
    done(rows, record, "notify-result")


@worklist.projects(grade.ResultPublished)
def _published(fact: grade.ResultPublished, record: Record, rows: WorkingSet) -> None:
    done(rows, record, "publish-result")


@worklist.projects(grade.ObjectionRaised)
def _objection(fact: grade.ObjectionRaised, record: Record, rows: WorkingSet) -> None:
    put(rows, record, "decide-objection", fact.objection_id, remark="late" if fact.late else None)


@worklist.projects(grade.ObjectionDecided)
def _objection_decided(fact: grade.ObjectionDecided, record: Record, rows: WorkingSet) -> None:
    done(rows, record, "decide-objection", subject=str(fact.objection_id))
    if fact.upheld:
        put(rows, record, "propose-correction", fact.objection_id)


@worklist.projects(grade.GradeCorrectionProposed)
def _correction_proposed(fact: grade.GradeCorrectionProposed, record: Record, rows: WorkingSet) -> None:
    done(rows, record, "propose-correction")
    put(rows, record, "decide-correction", not_by=record.stamp.by.person)


@worklist.projects(grade.GradeCorrectionRejected)
def _correction_rejected(fact: grade.GradeCorrectionRejected, record: Record, rows: WorkingSet) -> None:
    done(rows, record, "decide-correction")


@worklist.projects(grade.GradeCorrected)
def _corrected(fact: grade.GradeCorrected, record: Record, rows: WorkingSet) -> None:
    done(rows, record, "decide-correction")
    if not lies(rows, record, "publish-result"):
        put(rows, record, "correct-list", **(due(fact.publication_deadline) if fact.publication_deadline else {}))


@worklist.projects(grade.PublicationCorrected)
def _list_corrected(fact: grade.PublicationCorrected, record: Record, rows: WorkingSet) -> None:
    done(rows, record, "correct-list")
