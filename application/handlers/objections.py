"""异议和更正的办理: R2025 20(4), 22, 23."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.casework import handles
from application.commands.objections import CorrectGrade, DecideObjection, ProposeGradeCorrection, RaiseObjection, RejectGradeCorrection
from domain.case import correction, objections
from domain.register import passes
from domain.register.enterprise import Enterprise
from domain.register.expert import Expert

if TYPE_CHECKING:
    from uuid import UUID

    from application.work import Work
    from domain.case.audit_case import AuditCase


@handles(RaiseObjection)
def raise_objection(command: RaiseObjection, work: Work) -> UUID:
    """提出异议: a late one is kept, and the answer says as what."""
    case = work.case(command.case_id)
    objection_id = work.new_id()
    objections.raise_objection(
        case,
        objection_id=objection_id,
        party_kind=command.party_kind,
        party_name=command.party_name,
        party_contact=command.party_contact,
        text=command.text,
        rules=work.rules(case),
        on=work.on,
    )
    if case.objections[objection_id].late:
        work.remark = "kept-as-complaint"
    return objection_id


@handles(DecideObjection)
def decide_objection(command: DecideObjection, work: Work) -> None:
    """处理异议: the persons behind the panel's seats are looked up, so that nobody decides on what they scored."""
    case = work.case(command.case_id)
    objections.decide_objection(
        case,
        objection_id=command.objection_id,
        upheld=command.upheld,
        reason=command.reason,
        panel_persons=panel_persons(case, work),
    )


@handles(ProposeGradeCorrection)
def propose_grade_correction(command: ProposeGradeCorrection, work: Work) -> None:
    """拟更正结果."""
    case = work.case(command.case_id)
    correction.propose_correction(
        case,
        result=command.result,
        grade=command.grade,
        vetoes=command.vetoes,
        ground=command.ground,
        objection_id=command.objection_id,
        reasons=command.reasons,
        rules=work.rules(case),
        on=work.on,
    )


@handles(RejectGradeCorrection)
def reject_grade_correction(command: RejectGradeCorrection, work: Work) -> None:
    """退回拟更正结果."""
    correction.reject_correction(work.case(command.case_id), reason=command.reason, on=work.on)


@handles(CorrectGrade)
def correct_grade(command: CorrectGrade, work: Work) -> None:
    """更正结果: the enterprise's last pass and its five years move in the same transaction."""
    case = work.case(command.case_id)
    enterprise = work.get(Enterprise, case.enterprise_id)
    was = case.result
    correction.correct(case, calendar=work.calendar, rules=work.rules(case), on=work.on)
    if was == "pass" and case.result == "fail":
        passes.revoke_pass(enterprise, case_id=case.id)
    elif was == "fail" and case.result == "pass":
        passes.record_pass(enterprise, case_id=case.id, decided_on=work.on, rules=work.rules(case))


def panel_persons(case: AuditCase, work: Work) -> frozenset[str]:
    """Opaque ids of all who sit or sat on the case's panel: members of bureau and district, and the experts' persons."""
    if case.panel is None:
        return frozenset()
    seated = {expert_id for expert_id, seat in case.seats.items() if seat.status != "invited"}
    seated |= {expert.expert_id for expert in case.panel.experts}
    experts = (work.find(Expert, expert_id) for expert_id in seated)
    return frozenset({*case.panel.bureau_members, *case.panel.district_members, *(expert.person for expert in experts if expert is not None)})
