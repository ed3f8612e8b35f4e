"""确定结果的办理: R2025 20(4), 22, 23."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.casework import handles
from application.commands.grading import DecideGrade, ProposeGrade, RecheckCompliance, RejectGradeProposal
from domain.case import compliance, grading
from domain.register import passes
from domain.register.enterprise import Enterprise

if TYPE_CHECKING:
    from application.work import Work


@handles(RecheckCompliance)
def recheck_compliance(command: RecheckCompliance, work: Work) -> None:
    """合规复核."""
    case = work.case(command.case_id)
    compliance.recheck(case, sources=command.sources, findings=command.findings, rules=work.rules(case), on=work.on)


@handles(ProposeGrade)
def propose_grade(command: ProposeGrade, work: Work) -> None:
    """拟定结果."""
    case = work.case(command.case_id)
    grading.propose(case, result=command.result, grade=command.grade, departures=command.departures, rules=work.rules(case), on=work.on)


@handles(RejectGradeProposal)
def reject_grade_proposal(command: RejectGradeProposal, work: Work) -> None:
    """退回拟定结果."""
    grading.reject(work.case(command.case_id), reason=command.reason, on=work.on)


@handles(DecideGrade)
def decide_grade(command: DecideGrade, work: Work) -> None:
    """确定结果: a pass starts the enterprise's five years in the same transaction."""
    case = work.case(command.case_id)
    enterprise = work.get(Enterprise, case.enterprise_id)
    grading.decide(case, missing_papers_reason=command.missing_papers_reason, calendar=work.calendar, rules=work.rules(case), on=work.on)
    if case.result == "pass":
        passes.record_pass(enterprise, case_id=case.id, decided_on=work.on, rules=work.rules(case))
