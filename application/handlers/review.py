"""初审阶段的办理: R2025 20(1), 20(2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.casework import handles
from application.commands.review import DecidePenaltyMatch, FailPrecheck, FilePenaltyReply, HearEnterprise, PassPrecheck, ProposeAdverseAct
from domain.case import adverse, penalties, review
from domain.register.enterprise import Enterprise, close_case

if TYPE_CHECKING:
    from application.work import Work


@handles(FilePenaltyReply)
def file_penalty_reply(command: FilePenaltyReply, work: Work) -> None:
    """处罚核查回函."""
    case = work.case(command.case_id)
    penalties.file_reply(
        case,
        source=command.source,
        queried_on=command.queried_on,
        replied_on=command.replied_on,
        reply_digest=command.reply_digest,
        matches=command.matches,
        rules=work.rules(case),
        on=work.on,
    )


@handles(DecidePenaltyMatch)
def decide_penalty_match(command: DecidePenaltyMatch, work: Work) -> None:
    """确认处罚记录."""
    case = work.case(command.case_id)
    whose = command.concerns_enterprise
    penalties.decide_match(case, command.reference, concerns_enterprise=whose, note=command.note, rules=work.rules(case), on=work.on)


@handles(PassPrecheck)
def pass_precheck(command: PassPrecheck, work: Work) -> None:
    """通过初审."""
    case = work.case(command.case_id)
    review.pass_precheck(case, command.checklist, rules=work.rules(case), on=work.on)


@handles(ProposeAdverseAct)
def propose_adverse_act(command: ProposeAdverseAct, work: Work) -> None:
    """拟作不利决定."""
    case = work.case(command.case_id)
    adverse.propose_adverse_act(case, command.act, command.reasons, rules=work.rules(case), on=work.on)


@handles(HearEnterprise)
def hear_enterprise(command: HearEnterprise, work: Work) -> None:
    """听取企业意见."""
    case = work.case(command.case_id)
    adverse.hear_enterprise(
        case,
        command.act,
        heard_on=command.heard_on,
        waived=command.waived,
        statement=command.statement,
        rules=work.rules(case),
        on=work.on,
    )


@handles(FailPrecheck)
def fail_precheck(command: FailPrecheck, work: Work) -> None:
    """初审不通过: the case closes, and the enterprise may plan again at once."""
    case = work.case(command.case_id)
    enterprise = work.get(Enterprise, case.enterprise_id)
    review.fail_precheck(case, command.checklist, rules=work.rules(case), on=work.on)
    close_case(enterprise, case_id=case.id, outcome=case.state)
