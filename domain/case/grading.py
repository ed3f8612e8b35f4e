"""确定结果: one person proposes the result, another decides it (R2025 20(4), 22, 23)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.calendar.deadline import publication_deadline
from domain.case.audit_case import AuditCase, Proposed
from domain.case.compliance import still_recent
from domain.case.departures import complete, departures_grounded, holding
from domain.case.events.grade import Graded, GradeProposalRejected, GradeProposed
from domain.case.judgement import judge
from domain.case.order import OUT_OF_ORDER, stands_at
from domain.case.two_persons import second_person_decides
from domain.law.citation import CASE_DOCUMENT, Citation
from domain.law.refusal import Refusal, refuse

if TYPE_CHECKING:
    from datetime import date

    from domain.calendar.working_days import Calendar
    from domain.case.events.acceptance import Score
    from domain.case.events.grade import Departure
    from domain.case.judgement import Judgement
    from domain.fact import Stamp
    from domain.law.rule_set import RuleSet

RESULT = Citation(CASE_DOCUMENT, "20(4)")

PROPOSAL_OPEN = Refusal("grade-proposal-open", "已有拟定结果待复核。", "请先由复核人员确定或退回。")
CONTRADICTS_RULES = Refusal(
    "result-contradicts-rules", "拟定的结果与规定不符：{steps}应为「{result}」。", "请按规定拟定；对否决情形另有认定的，请写明偏离及其证据。"
)
FINAL_PAPERS_NOT_REVIEWED = Refusal("final-papers-not-reviewed", "终稿尚未审阅通过，不能拟定或确定为合格。", "请先逐条审阅终稿的整改答复。")
FINAL_PAPERS_MISSING = Refusal(
    "final-papers-missing", "企业尚未提交终稿，且期限未满，不能拟定或确定为合格。", "请等待终稿，或在期满后由复核人说明理由决定。"
)
NEVER_WITHOUT_FINAL_PAPERS = Refusal("never-without-final-papers", "未提交终稿的，不能确定为合格。", "请待企业提交终稿。")
REASON_FOR_MISSING_PAPERS = Refusal("reason-for-missing-papers", "终稿未交而确定为合格，没有说明理由。", "请写明理由；结果将注明「终稿未交」。")
REASON_FOR_REJECTION = Refusal("reason-for-rejection", "退回没有说明理由。", "请写明理由。")


def propose(case: AuditCase, *, result: str, grade: str | None, departures: tuple[Departure, ...], rules: RuleSet, on: date) -> None:
    """拟定结果: state the result that 22 and 23 give, with every departure from the panel's opinion and its evidence.

    Raises Refused: out of order, compliance not rechecked, a departure without ground, a result the articles do not give, or a
    pass whose final papers are neither reviewed nor overdue (21).
    """
    stands_at(case, "accepted", "revised", act="grade-proposal", missing="accepted", citation=RESULT, on=on)
    if case.proposal is not None:
        raise PROPOSAL_OPEN(RESULT)
    if case.compliance is None:
        raise OUT_OF_ORDER(rules.cite("compliance/look-back-years", on=on), state=case.state, act="grade-proposal", missing="compliance")
    refuse(departures_grounded(case, departures, rules, on))
    score = score_that_stands(case)
    vetoes = holding(case, departures, rules, on)
    judgement = judge(score, vetoes, rules, on)
    _follows_from_rules(judgement, result, grade)
    if result == "pass":
        final_papers(case, rules, on)
    case.record(
        GradeProposed(
            result=result,
            grade=grade,
            score=score,
            vetoes=vetoes,
            departures=complete(case, departures, rules, on),
            citations=(RESULT, *judgement.citations),
        ),
    )


def reject(case: AuditCase, *, reason: str, on: date) -> None:
    """退回拟定结果: another person does not follow the proposal and says why; a new one may be made."""
    proposal = _proposal_open(case, act="grade-proposal-rejection", on=on)
    second_person_decides(case, proposal.by.person, RESULT)
    if not reason.strip():
        raise REASON_FOR_REJECTION(RESULT, field="reason")
    case.record(GradeProposalRejected(reason=reason))


def decide(case: AuditCase, *, missing_papers_reason: str | None, calendar: Calendar, rules: RuleSet, on: date) -> None:
    """确定结果: another person decides the result as proposed; the judgement is made again from the record of this day.

    Raises Refused: no proposal, the same person, the record moved away from the proposal, or a pass without final papers for
    which the approver gives no reason.
    """
    proposal = _proposal_open(case, act="grade", on=on)
    second_person_decides(case, proposal.by.person, RESULT)
    refuse(still_recent(case, rules, on))
    proposed = proposal.fact
    score, vetoes = score_that_stands(case), holding(case, proposed.departures, rules, on)
    judgement = judge(score, vetoes, rules, on)
    _follows_from_rules(judgement, proposed.result, proposed.grade)
    papers = final_papers(case, rules, on) if proposed.result == "pass" else "not-needed"
    reason = _reason_for(papers, missing_papers_reason, rules, on)
    case.record(
        Graded(
            result=judgement.result,
            grade=judgement.grade,
            score=score,
            vetoes=vetoes,
            departures=complete(case, proposed.departures, rules, on),
            citations=(RESULT, *judgement.citations),
            method=rules.function("grade"),
            proposed_by=proposal.by.person,
            final_papers=papers,
            missing_papers_reason=reason,
            publication_deadline=publication_deadline(on, rules, calendar),
        ),
    )


def score_that_stands(case: AuditCase) -> Score:
    """The combined score. Refused where too few sheets are left and the site acceptance must be held again (20(3))."""
    if case.score is None:
        raise OUT_OF_ORDER(Citation(CASE_DOCUMENT, "20(3)"), state=case.state, act="grade-proposal", missing="accepted")
    return case.score


def final_papers(case: AuditCase, rules: RuleSet, on: date) -> str:
    """终稿: ``submitted`` and found in order, or ``missing`` once the last day has passed. Refused for anything else (21)."""
    citation = rules.cite("grading/pass-without-final-papers", on=on)
    if case.state == "revised":
        if case.revision_reviewed is None or not case.revision_reviewed.satisfied:
            raise FINAL_PAPERS_NOT_REVIEWED(citation)
        return "submitted"
    reading = rules.word("grading/pass-without-final-papers", on)
    if reading == "never":
        raise NEVER_WITHOUT_FINAL_PAPERS(citation)
    if reading != "always" and not case.lapsed:
        raise FINAL_PAPERS_MISSING(citation)
    return "missing"


def _reason_for(papers: str, reason: str | None, rules: RuleSet, on: date) -> str | None:
    if papers != "missing":
        return None
    if not (reason or "").strip() and rules.word("grading/pass-without-final-papers", on) == "approver-with-reason":
        raise REASON_FOR_MISSING_PAPERS(rules.cite("grading/pass-without-final-papers", on=on), field="missing_papers_reason")
    return reason


def _follows_from_rules(judgement: Judgement, result: str, grade: str | None) -> None:
    if (result, grade) != (judgement.result, judgement.grade):
        only_grade_differs = result == judgement.result == "pass"
        step = judgement.steps[-1 if only_grade_differs else 0]
        raise CONTRADICTS_RULES(step.citation, field="result", steps=judgement.steps, result=judgement.grade or judgement.result)


def _proposal_open(case: AuditCase, *, act: str, on: date) -> Proposed[GradeProposed]:
    stands_at(case, "accepted", "revised", act=act, missing="grade-proposal", citation=RESULT, on=on)
    if case.proposal is None:
        raise OUT_OF_ORDER(RESULT, state=case.state, act=act, missing="grade-proposal")
    return case.proposal


@AuditCase.evolves(GradeProposed)
def _proposed(case: AuditCase, fact: GradeProposed, stamp: Stamp) -> None:
    case.proposal = Proposed(fact, stamp.by)


@AuditCase.evolves(GradeProposalRejected)
def _rejected(case: AuditCase, fact: GradeProposalRejected, stamp: Stamp) -> None:
    case.proposal = None


@AuditCase.evolves(Graded)
def _graded(case: AuditCase, fact: Graded, stamp: Stamp) -> None:
    case.graded, case.graded_by = fact, stamp.by
    case.result, case.grade = fact.result, fact.grade
    case.grading_persons |= {fact.proposed_by, stamp.by.person}
    case.proposal = None
    case.revision_deadline = None
    case.reach("Graded", "graded", stamp.on)
