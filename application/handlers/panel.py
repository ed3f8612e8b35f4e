"""专家组的办理: R2025 20(3)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from application.casework import handles
from application.commands.panel import (
    AppointPanel,
    ConfirmExpert,
    DecideRecusal,
    DeclareConflict,
    InviteExpert,
    PostponeVisit,
    ReplaceExpert,
    RequestRecusal,
    ScheduleVisit,
    WithdrawExpert,
)
from domain.case import panel, recusal, visit
from domain.case.interests import facts_of, organisation_of, ties
from domain.law.refusal import Refusal
from domain.register import expert as experts
from domain.register.expert import Expert
from domain.register.person import Person
from domain.scoring import score_sheet

if TYPE_CHECKING:
    from application.work import Work
    from domain.case.audit_case import AuditCase
    from domain.case.events.panel import InterestFinding

EXPERT_UNKNOWN = Refusal("expert-unknown", "专家库中没有这名专家。", "请核对专家，或先办理专家入库。")


@handles(InviteExpert)
def invite_expert(command: InviteExpert, work: Work) -> None:
    """邀请专家: against the register as it is today."""
    case = work.case(command.case_id)
    rules = work.rules(case)
    expert = _expert(command.expert_id, work)
    panel.invite(case, facts_of(expert, work.on), _ties(case, expert, work), rules=rules, on=work.on)


@handles(DeclareConflict)
def declare_conflict(command: DeclareConflict, work: Work) -> None:
    """利益关系申报: kept at the expert too, so that it is found before the next invitation to a case of the same party."""
    case = work.case(command.case_id)
    declared_by = "expert" if work.actor.role == "expert" else "bureau"
    panel.declare_conflict(
        case,
        command.expert_id,
        party=command.party,
        kind=command.kind,
        declared_by=declared_by,
        text=command.text,
        rules=work.rules(case),
        on=work.on,
    )
    expert, organisation = work.find(Expert, command.expert_id), organisation_of(case, command.party)
    if expert is not None and organisation is not None and all(tie.kind != command.kind for tie in expert.interests_in(organisation)):
        experts.record_interest(expert, organisation_id=organisation, kind=command.kind, from_on=None, until_on=None)


@handles(ConfirmExpert)
def confirm_expert(command: ConfirmExpert, work: Work) -> None:
    """专家确认: what the register learnt since the invitation counts."""
    case = work.case(command.case_id)
    rules = work.rules(case)
    expert = _expert(UUID(work.actor.organisation), work)
    panel.confirm(
        case,
        expert.id,
        _ties(case, expert, work),
        undertaking_version=command.undertaking_version,
        no_interest_declared=command.no_interest_declared,
        rules=rules,
        on=work.on,
    )


@handles(WithdrawExpert)
def withdraw_expert(command: WithdrawExpert, work: Work) -> None:
    """专家退出或回避: the sheet becomes void in the same transaction."""
    case = work.case(command.case_id)
    sheets = work.sheets_of(case)
    panel.withdraw(case, command.expert_id, cause=command.cause, reason=command.reason, rules=work.rules(case), on=work.on)
    for sheet in sheets:
        if sheet.expert_id == command.expert_id:
            score_sheet.void(sheet, command.cause)


@handles(ReplaceExpert)
def replace_expert(command: ReplaceExpert, work: Work) -> None:
    """更换专家."""
    case = work.case(command.case_id)
    rules = work.rules(case)
    successor = _expert(command.successor_id, work)
    panel.replace(case, command.left_id, facts_of(successor, work.on), _ties(case, successor, work), rules=rules, on=work.on)


@handles(AppointPanel)
def appoint_panel(command: AppointPanel, work: Work) -> None:
    """组成专家组: with the facts and ties of the day."""
    case = work.case(command.case_id)
    rules = work.rules(case)
    chosen = [_expert(expert_id, work) for expert_id in command.experts]
    panel.appoint(
        case,
        [facts_of(expert, work.on) for expert in chosen],
        {expert.id: _ties(case, expert, work) for expert in chosen},
        bureau_members=command.bureau_members,
        district_members=command.district_members,
        persons=[expert.person for expert in chosen],
        rules=rules,
        on=work.on,
    )


@handles(ScheduleVisit)
def schedule_visit(command: ScheduleVisit, work: Work) -> None:
    """安排现场验收."""
    case = work.case(command.case_id)
    visit.schedule_visit(case, visit_on=command.visit_on, starts_at=command.starts_at, place=command.place, rules=work.rules(case), on=work.on)


@handles(PostponeVisit)
def postpone_visit(command: PostponeVisit, work: Work) -> None:
    """推迟现场验收."""
    case = work.case(command.case_id)
    visit.postpone_visit(case, visit_on=command.visit_on, starts_at=command.starts_at, reason=command.reason, rules=work.rules(case), on=work.on)


@handles(RequestRecusal)
def request_recusal(command: RequestRecusal, work: Work) -> None:
    """申请回避."""
    case = work.case(command.case_id)
    asked_by = "consultancy" if work.actor.role == "consultant" else "enterprise"
    recusal.request_recusal(case, command.expert_id, asked_by=asked_by, grounds=command.grounds, rules=work.rules(case), on=work.on)


@handles(DecideRecusal)
def decide_recusal(command: DecideRecusal, work: Work) -> None:
    """决定回避."""
    case = work.case(command.case_id)
    recusal.decide_recusal(case, command.expert_id, granted=command.granted, reason=command.reason, rules=work.rules(case), on=work.on)


def _ties(case: AuditCase, expert: Expert, work: Work) -> tuple[InterestFinding, ...]:
    try:
        person = work.find(Person, UUID(expert.person))
    except ValueError:  # an id from before the directory
        person = None
    return ties(case, expert, person, work.rules(case), work.on)


def _expert(expert_id: UUID, work: Work) -> Expert:
    expert = work.find(Expert, expert_id)
    if expert is None:
        raise EXPERT_UNKNOWN(field="expert_id")
    return expert
