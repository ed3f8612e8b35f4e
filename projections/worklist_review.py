"""待办（计划、审核、初审）: what the facts up to the acceptance list put on whose desk, and what they take off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.case.events import audit, grade, plan, review
from projections.desk import done, put
from projections.worklist import TASKS, worklist

if TYPE_CHECKING:
    from domain.fact import Fact
    from projections.record import Record
    from projections.rows import WorkingSet

PENALTIES = ("review-submission", "file-penalty-reply", "confirm-penalty-match")


@worklist.projects(plan.Planned, plan.PlanAmended)
def _planned(fact: plan.Planned | plan.PlanAmended, record: Record, rows: WorkingSet) -> None:
    done(rows, record, "amend-plan")
    put(rows, record, "review-plan")


@worklist.projects(plan.PlanReturned)
def _plan_returned(fact: plan.PlanReturned, record: Record, rows: WorkingSet) -> None:
    done(rows, record, "review-plan")
    put(rows, record, "amend-plan")


@worklist.projects(plan.PlanEndorsed)
def _endorsed(fact: plan.PlanEndorsed, record: Record, rows: WorkingSet) -> None:
    done(rows, record, "review-plan")
    put(rows, record, "report-plan")


@worklist.projects(plan.PlanReported)
def _reported(fact: plan.PlanReported, record: Record, rows: WorkingSet) -> None:
    done(rows, record, "report-plan")
    put(rows, record, "list-plan", remark=fact.batch_number)


@worklist.projects(plan.PlanListed)
def _listed(fact: plan.PlanListed, record: Record, rows: WorkingSet) -> None:
    done(rows, record, "list-plan")
    put(rows, record, "register")


@worklist.projects(plan.PlanDeclined, review.PrecheckFailed, grade.Withdrawn, grade.Discontinued)
def _ended(fact: Fact, record: Record, rows: WorkingSet) -> None:
    done(rows, record, *TASKS)


@worklist.projects(audit.Registered)
def _registered(fact: audit.Registered, record: Record, rows: WorkingSet) -> None:
    done(rows, record, "register")
    put(rows, record, "submit")


@worklist.projects(audit.Submitted)
def _submitted(fact: audit.Submitted, record: Record, rows: WorkingSet) -> None:
    done(rows, record, "submit", "supply", *PENALTIES)
    put(rows, record, "review-submission", remark=str(fact.round))
    put(rows, record, "file-penalty-reply", remark=str(fact.round))


@worklist.projects(audit.SubmissionReturned)
def _submission_returned(fact: audit.SubmissionReturned, record: Record, rows: WorkingSet) -> None:
    done(rows, record, *PENALTIES)
    done(rows, record, "be-heard", "decide-adverse-act", subject="precheck-failure")
    put(rows, record, "supply", remark=str(fact.round))


@worklist.projects(review.PenaltyReplyFiled)
def _reply_filed(fact: review.PenaltyReplyFiled, record: Record, rows: WorkingSet) -> None:
    done(rows, record, "file-penalty-reply", "confirm-penalty-match")
    for match in fact.matches:
        put(rows, record, "confirm-penalty-match", match.reference)


@worklist.projects(review.PenaltyMatchDecided)
def _match_decided(fact: review.PenaltyMatchDecided, record: Record, rows: WorkingSet) -> None:
    done(rows, record, "confirm-penalty-match", subject=fact.reference)


@worklist.projects(review.AdverseActProposed)
def _adverse_proposed(fact: review.AdverseActProposed, record: Record, rows: WorkingSet) -> None:
    put(rows, record, "be-heard", fact.act)
    put(rows, record, "decide-adverse-act", fact.act, not_by=record.stamp.by.person)


@worklist.projects(review.EnterpriseHeard)
def _heard(fact: review.EnterpriseHeard, record: Record, rows: WorkingSet) -> None:
    done(rows, record, "be-heard", subject=fact.act)


@worklist.projects(review.Prechecked)
def _prechecked(fact: review.Prechecked, record: Record, rows: WorkingSet) -> None:
    done(rows, record, *PENALTIES)
    done(rows, record, "be-heard", "decide-adverse-act", subject="precheck-failure")
    put(rows, record, "list-for-acceptance")


@worklist.projects(review.ListedForAcceptance)
def _listed_for_acceptance(fact: review.ListedForAcceptance, record: Record, rows: WorkingSet) -> None:
    done(rows, record, "list-for-acceptance")
    put(rows, record, "form-panel")
