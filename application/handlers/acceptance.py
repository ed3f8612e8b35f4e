"""现场验收的办理: R2025 4, 20(3), 22."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from application.casework import handles
from application.commands.acceptance import AcceptCase, CorrectAcceptance, DeliverOpinion, DraftOpinion, SignOpinion
from domain.case import acceptance, acceptance_correction, delivery, opinion
from domain.case.acceptance import SiteFindings
from domain.scoring import score_sheet

if TYPE_CHECKING:
    from application.work import Work


@handles(DraftOpinion)
def draft_opinion(command: DraftOpinion, work: Work) -> None:
    """起草验收意见."""
    case = work.case(command.case_id)
    opinion.draft(
        case,
        opinion_digest=command.opinion_digest,
        conclusion=command.conclusion,
        corrections=command.corrections,
        rules=work.rules(case),
        on=work.on,
    )


@handles(SignOpinion)
def sign_opinion(command: SignOpinion, work: Work) -> None:
    """签署验收意见: for the expert who acts."""
    case = work.case(command.case_id)
    signer = UUID(work.actor.organisation)
    opinion.sign(case, signer, opinion_digest=command.opinion_digest, dissent=command.dissent, rules=work.rules(case), on=work.on)


@handles(AcceptCase)
def accept_case(command: AcceptCase, work: Work) -> None:
    """现场验收完成: the decision reads every sheet of the case and seals those that count."""
    case = work.case(command.case_id)
    sheets = work.sheets_of(case)
    found = SiteFindings(
        held_on=command.held_on,
        steps=command.steps,
        vetoes=command.vetoes,
        performance_confirmed=command.performance_confirmed,
        goals_attained=command.goals_attained,
        level=command.level,
        indicator_system=command.indicator_system,
        delivered_on=command.delivered_on,
        no_fee_charged=command.no_fee_charged,
    )
    hashes = {sheet.id: work.leaf_hash(sheet) for sheet in sheets if sheet.counts}
    acceptance.accept(case, found, sheets, hashes, calendar=work.calendar, rules=work.rules(case), on=work.on)


@handles(DeliverOpinion)
def deliver_opinion(command: DeliverOpinion, work: Work) -> None:
    """验收意见送达."""
    case = work.case(command.case_id)
    delivery.deliver(
        case,
        delivered_on=command.delivered_on,
        evidence_digest=command.evidence_digest,
        calendar=work.calendar,
        rules=work.rules(case),
        on=work.on,
    )


@handles(CorrectAcceptance)
def correct_acceptance(command: CorrectAcceptance, work: Work) -> None:
    """现场验收更正: the sheets that no longer count become void in the same transaction."""
    case = work.case(command.case_id)
    sheets = work.sheets_of(case)
    acceptance_correction.correct(case, command.conflicted_experts, command.reasons, sheets, rules=work.rules(case), on=work.on)
    void = case.acceptance_corrections[-1].void_sheets
    for sheet in sheets:
        if sheet.id in void:
            score_sheet.void(sheet, "found-later" if sheet.expert_id in command.conflicted_experts else "new-visit")
