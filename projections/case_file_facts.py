"""案卷的投影: how the facts of a case and of its score sheets change its row in the case file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from domain.case.events import acceptance, audit, grade, panel, plan, review, revision
from projections.case_file import CASES, case_file
from projections.shown import article, cut, day

if TYPE_CHECKING:
    from datetime import date

    from domain.calendar.deadline import Deadline
    from domain.fact import Fact
    from projections.record import Record
    from projections.rows import Row, WorkingSet

STATES: dict[type[Fact], str] = {
    plan.PlanAmended: "planned",
    plan.PlanReturned: "plan-returned",
    plan.PlanEndorsed: "plan-endorsed",
    plan.PlanReported: "plan-reported",
    plan.PlanListed: "plan-listed",
    plan.PlanDeclined: "declined",
    audit.Registered: "registered",
    audit.Submitted: "submitted",
    audit.SubmissionReturned: "submission-returned",
    review.Prechecked: "prechecked",
    review.PrecheckFailed: "precheck-failed",
    review.ListedForAcceptance: "listed-for-acceptance",
    panel.PanelAppointed: "panel-appointed",
    panel.VisitScheduled: "visit-scheduled",
    acceptance.Accepted: "accepted",
    revision.Revised: "revised",
    revision.RevisionReturned: "accepted",
    grade.Graded: "graded",
    grade.ResultPublished: "published",
    grade.Withdrawn: "withdrawn",
    grade.Discontinued: "discontinued",
}
"""The state each fact brings; all others leave it as it is."""
BESIDE_RESULT = (panel.PanelAppointed, panel.VisitScheduled, acceptance.Accepted)
"""Where the site acceptance is held again after the result was decided, these leave state and milestones alone."""
MILESTONES = {audit.Registered: "Registered", audit.Submitted: "Submitted", review.Prechecked: "Prechecked", acceptance.Accepted: "Accepted"} | {
    revision.Revised: "Revised",
    grade.Graded: "Graded",
}
ENDINGS = (plan.PlanDeclined, review.PrecheckFailed, grade.Withdrawn, grade.Discontinued, grade.ResultPublished)
"""A case closes with these."""
NO_DUE: dict[str, Any] = dict.fromkeys(("due_kind", "due_on", "due_article", "due_provisional", "due_account"))


@case_file.projects(plan.Planned)
def _planned(fact: plan.Planned, record: Record, rows: WorkingSet) -> None:
    on = record.stamp.on
    rows[CASES].put(
        case_id=record.case_id,
        number=fact.case_number,
        track=fact.track,
        state="planned",
        rule_set=record.stamp.rule_set,
        enterprise_id=fact.enterprise_id,
        district=fact.district,
        former_districts=[],
        consultancy_id=fact.consultancy_id,
        former_consultancies=[],
        application=fact.application,
        year=int(fact.case_number.split("-")[1]),
        call_id=fact.call_id,
        planned_on=on,
        milestones={"Planned": day(on)},
        round=0,
        new_visit_needed=False,
        lapsed=False,
        extensions=0,
        vetoes=[],
        corrections=0,
        grade_corrected=False,
        **_form(fact.form),
        **_place(record),
    )


@case_file.projects_others("case", "sheet")
def _goes_on(fact: Fact, record: Record, rows: WorkingSet) -> None:
    """Facts that say nothing for the file but where the case stands."""
    change(fact, record, rows)


def change(fact: Fact, record: Record, rows: WorkingSet, **values: Any) -> None:
    """Write what a fact says, with the state, the milestone and the ending it brings, and its place in the record."""
    row = rows[CASES].row(record.case_id)
    if record.originator_id == record.case_id:
        values |= _place(record) | _step(fact, row, record.stamp.on)
    rows[CASES].change(record.case_id, **{"case_version": record.case_version, "position": record.position} | values)


def _step(fact: Fact, row: Row, on: date) -> Row:
    beside_result = row["new_visit_needed"] and "Graded" in row["milestones"] and isinstance(fact, BESIDE_RESULT)
    if beside_result or type(fact) not in STATES:
        return {}
    changes: Row = {"state": STATES[type(fact)]}
    if type(fact) in MILESTONES:
        changes["milestones"] = row["milestones"] | {MILESTONES[type(fact)]: day(on)}
    if isinstance(fact, ENDINGS):
        changes |= {"outcome": changes["state"], "closed_on": on}
    return changes


def _form(form: plan.PlanForm) -> Row:
    return {
        "enterprise_name": form.enterprise_name,
        "credit_code": form.credit_code,
        "consultancy_name": form.consultancy_name,
        "audit_mode": form.audit_mode,
        "industry": form.industry,
        "founded_on": form.founded_on,
        "legal_standing": form.legal_standing,
        "sites": [{"address": site.address, "district": site.district, "main": site.main} for site in form.sites],
        "main_products": form.main_products,
        "planned_start": form.planned_start,
        "planned_finish": form.planned_finish,
        "last_pass_on": form.last_pass_on,
    }


def _place(record: Record) -> Row:
    return {
        "version": record.originator_version,
        "case_version": record.case_version,
        "position": record.position,
        "updated_on": record.stamp.on,
        "recorded_at": record.recorded_at,
    }


def _due(deadline: Deadline | None) -> Row:
    if deadline is None:
        return NO_DUE
    return {
        "due_kind": deadline.rule.removesuffix("-extension"),
        "due_on": deadline.last_day,
        "due_article": article(deadline.citation),
        "due_provisional": deadline.provisional,
        "due_account": msgspec.to_builtins(deadline),
    }


@case_file.projects(plan.PlanAmended)
def _amended(fact: plan.PlanAmended, record: Record, rows: WorkingSet) -> None:
    row = rows[CASES].row(record.case_id)
    moved = {"district": fact.district, "former_districts": [*row["former_districts"], row["district"]]} if fact.district != row["district"] else {}
    change(fact, record, rows, consultancy_id=fact.consultancy_id, **moved, **_form(fact.form))


@case_file.projects(plan.PlanReported)
def _reported(fact: plan.PlanReported, record: Record, rows: WorkingSet) -> None:
    change(fact, record, rows, batch_number=fact.batch_number)


@case_file.projects(plan.ConsultancyChanged)
def _consultancy_changed(fact: plan.ConsultancyChanged, record: Record, rows: WorkingSet) -> None:
    row = rows[CASES].row(record.case_id)
    former = [*row["former_consultancies"], *([str(fact.from_id)] if fact.from_id else [])]
    mode = "commissioned" if fact.to_id else "self"
    change(fact, record, rows, consultancy_id=fact.to_id, consultancy_name=fact.to_name, former_consultancies=former, audit_mode=mode)


@case_file.projects(plan.DistrictTransferred)
def _transferred(fact: plan.DistrictTransferred, record: Record, rows: WorkingSet) -> None:
    row = rows[CASES].row(record.case_id)
    main = {"address": fact.site.address, "district": fact.site.district, "main": fact.site.main}
    sites = [main, *(site for site in row["sites"] if not site["main"])]
    change(fact, record, rows, district=fact.to_district, former_districts=[*row["former_districts"], fact.from_district], sites=sites)


@case_file.projects(audit.Submitted)
def _submitted(fact: audit.Submitted, record: Record, rows: WorkingSet) -> None:
    change(fact, record, rows, round=fact.round)


@case_file.projects(audit.PlatformReceiptRecorded)
def _receipt_recorded(fact: audit.PlatformReceiptRecorded, record: Record, rows: WorkingSet) -> None:
    change(fact, record, rows, **({"lapsed": False} if fact.undid_lapse else {}))


@case_file.projects(panel.VisitScheduled, panel.VisitPostponed)
def _visit(fact: panel.VisitScheduled | panel.VisitPostponed, record: Record, rows: WorkingSet) -> None:
    change(fact, record, rows, visit_on=fact.visit_on)


@case_file.projects(acceptance.Accepted)
def _accepted(fact: acceptance.Accepted, record: Record, rows: WorkingSet) -> None:
    found = {"level": fact.level, "indicator_system": fact.indicator_system, "corrections": len(fact.corrections)}
    change(fact, record, rows, vetoes=list(fact.vetoes_adopted), **_score(fact.score), **found, **_due(fact.revision_deadline))
    rows[CASES].change(record.case_id, new_visit_needed=False)


@case_file.projects(acceptance.OpinionDelivered)
def _delivered(fact: acceptance.OpinionDelivered, record: Record, rows: WorkingSet) -> None:
    deadline = fact.revision_deadline
    lapsed = rows[CASES].row(record.case_id)["lapsed"] and (deadline is None or deadline.last_day < record.stamp.on)
    change(fact, record, rows, lapsed=lapsed, **_due(deadline))


@case_file.projects(acceptance.AcceptanceCorrected)
def _acceptance_corrected(fact: acceptance.AcceptanceCorrected, record: Record, rows: WorkingSet) -> None:
    change(fact, record, rows, vetoes=list(fact.vetoes_adopted), **_score(fact.score))
    row = rows[CASES].row(record.case_id)
    if not fact.new_visit_needed:
        return
    again: Row = {"new_visit_needed": True, "visit_on": None}
    if "Graded" not in row["milestones"]:
        undone = {name: on for name, on in row["milestones"].items() if name not in {"Accepted", "Revised"}}
        again |= {"state": "panel-appointed", "milestones": undone, "corrections": 0, "extensions": 0, "lapsed": False} | NO_DUE
    rows[CASES].change(record.case_id, **again)


@case_file.projects(revision.Revised)
def _revised(fact: revision.Revised, record: Record, rows: WorkingSet) -> None:
    change(fact, record, rows, lapsed=False)


@case_file.projects(revision.RevisionReturned)
def _revision_returned(fact: revision.RevisionReturned, record: Record, rows: WorkingSet) -> None:
    change(fact, record, rows, due_on=fact.last_day)


@case_file.projects(revision.RevisionExtended)
def _extended(fact: revision.RevisionExtended, record: Record, rows: WorkingSet) -> None:
    change(fact, record, rows, lapsed=False, extensions=fact.times, **_due(fact.revision_deadline))


@case_file.projects(revision.RevisionLapsed)
def _lapsed(fact: revision.RevisionLapsed, record: Record, rows: WorkingSet) -> None:
    change(fact, record, rows, lapsed=True)


@case_file.projects(revision.RevisionDeadlineRecalculated)
def _recalculated(fact: revision.RevisionDeadlineRecalculated, record: Record, rows: WorkingSet) -> None:
    lapsed = rows[CASES].row(record.case_id)["lapsed"] and fact.revision_deadline.last_day < record.stamp.on
    change(fact, record, rows, lapsed=lapsed, **_due(fact.revision_deadline))


@case_file.projects(grade.Graded)
def _graded(fact: grade.Graded, record: Record, rows: WorkingSet) -> None:
    decided = {"result": fact.result, "grade": fact.grade, "graded_on": record.stamp.on, "final_papers": fact.final_papers}
    change(fact, record, rows, vetoes=list(fact.vetoes), **_score(fact.score), **decided, **_due(fact.publication_deadline))


@case_file.projects(grade.GradeCorrected)
def _grade_corrected(fact: grade.GradeCorrected, record: Record, rows: WorkingSet) -> None:
    decided = {"result": fact.result, "grade": fact.grade, "grade_corrected": True}
    change(fact, record, rows, vetoes=list(fact.vetoes), **_score(fact.score), **decided)


@case_file.projects(grade.ResultPublished)
def _published(fact: grade.ResultPublished, record: Record, rows: WorkingSet) -> None:
    place = {"list_number": fact.list_number, "published_on": fact.published_on, "address": fact.address, "notice_until": fact.notice_until}
    change(fact, record, rows, **place, **_due(fact.objection_deadline))


@case_file.projects(grade.ResultNotified)
def _notified(fact: grade.ResultNotified, record: Record, rows: WorkingSet) -> None:
    change(fact, record, rows, notified_on=fact.notified_on)


@case_file.projects(plan.PlanDeclined, review.PrecheckFailed, grade.Withdrawn, grade.Discontinued)
def _ended(fact: Fact, record: Record, rows: WorkingSet) -> None:
    change(fact, record, rows, **NO_DUE)


def _score(score: acceptance.Score | None) -> Row:
    if score is None:
        return dict.fromkeys(("score", "score_numerator", "score_denominator"))
    return {"score": cut(score), "score_numerator": score.numerator, "score_denominator": score.denominator}
