"""审核阶段的办理: R2025 8–10, 17–20."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.casework import handles
from application.commands.audit import RecordPlatformReceipt, RegisterAudit, ReturnSubmission, SubmitForAcceptance
from application.handlers.register import consultancy_at
from domain.case import platform, registration, submission
from domain.case.registration import Registration
from domain.case.submission import Submission

if TYPE_CHECKING:
    from application.work import Work


@handles(RegisterAudit)
def register_audit(command: RegisterAudit, work: Work) -> None:
    """平台登记: a commissioned audit is held against the consultancy's register of that day."""
    case = work.case(command.case_id)
    consultancy = consultancy_at(case.consultancy_id, work)
    filed = Registration(
        audit_plan_digest=command.audit_plan_digest,
        goals=command.goals,
        cost_threshold=command.cost_threshold,
        staff=command.staff,
        staff_identities=command.staff_identities,
        started_on=command.started_on,
        finishes_on=command.finishes_on,
        channel=command.channel,
        platform=command.platform,
    )
    registration.register(case, filed, consultancy, rules=work.rules(case), on=work.on)


@handles(SubmitForAcceptance)
def submit_for_acceptance(command: SubmitForAcceptance, work: Work) -> None:
    """验收申请."""
    case = work.case(command.case_id)
    filed = Submission(
        table=command.table,
        achieved=command.achieved,
        no_medium_high_cost_reason=command.no_medium_high_cost_reason,
        report_parts=command.report_parts,
        papers=command.papers,
        paper_names=command.paper_names,
        statements=command.statements,
        channel=command.channel,
        platform=command.platform,
    )
    submission.submit(case, filed, rules=work.rules(case), on=work.on, by=work.actor)


@handles(ReturnSubmission)
def return_submission(command: ReturnSubmission, work: Work) -> None:
    """退回补正."""
    case = work.case(command.case_id)
    submission.return_submission(case, command.defects, rules=work.rules(case), on=work.on)


@handles(RecordPlatformReceipt)
def record_platform_receipt(command: RecordPlatformReceipt, work: Work) -> None:
    """补录平台回执."""
    case = work.case(command.case_id)
    platform.record_receipt(case, command.act, command.platform, rules=work.rules(case), on=work.on)
