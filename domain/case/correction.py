"""更正结果: a decided result is changed by two persons; the original stays in sight (R2025 20(4), 22, 23)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.calendar.deadline import publication_deadline
from domain.case.audit_case import AuditCase, Proposed
from domain.case.events.grade import CorrectionProposal, GradeCorrected, GradeCorrectionProposed, GradeCorrectionRejected
from domain.case.judgement import judge
from domain.case.order import OUT_OF_ORDER, stands_at
from domain.case.two_persons import second_person_decides
from domain.law.citation import CASE_DOCUMENT, Citation
from domain.law.label import labels_in
from domain.law.refusal import Refusal, Refused, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from uuid import UUID

    from domain.calendar.working_days import Calendar
    from domain.case.events.acceptance import Score
    from domain.case.judgement import Judgement
    from domain.fact import Stamp
    from domain.law.reason import Reason
    from domain.law.rule_set import RuleSet

RESULT = Citation(CASE_DOCUMENT, "20(4)")
GROUNDS = ("objection", "found-later", "acceptance-corrected")

CORRECTION_OPEN = Refusal("grade-correction-open", "已有拟更正的结果待复核。", "请先由复核人员确定或退回。")
UNKNOWN_GROUND = Refusal("unknown-ground", "更正事由「{ground}」不在可选范围内。", "请从以下事由中选择：{grounds}。")
NOT_UPHELD = Refusal("objection-not-upheld", "没有成立的异议可作为更正事由。", "请先处理异议，并指明成立的异议。")
ACCEPTANCE_NOT_CORRECTED = Refusal("acceptance-not-corrected", "现场验收没有更正过，不能以此为事由。", "请选择其他事由。")
NO_LATER_GROUNDS = Refusal("no-later-grounds", "按现行口径，结果确定后发现的事由不更正结果，另行处理。", "请按其他程序办理。")
CORRECTION_WITHOUT_REASON = Refusal("correction-without-reason", "拟更正结果没有写明理由和证据。", "请至少写明一条理由。")
UNKNOWN_CORRECTED_VETO = Refusal("unknown-corrected-veto", "「{veto}」不是规定的否决情形。", "请从以下情形中选择：{vetoes}。")
NOTHING_CORRECTED = Refusal("nothing-corrected", "拟更正的结果与现有结果相同。", "请核对。")
CORRECTION_CONTRADICTS_RULES = Refusal("correction-contradicts-rules", "拟更正的结果与规定不符：{steps}应为「{result}」。", "请按规定拟定。")
RECORD_MOVED = Refusal("record-moved", "拟更正之后，案件的综合得分有变化。", "请退回后按现有记录重新拟定。")
NOT_HEARD = Refusal("correction-without-hearing", "更正对企业不利，或以后来发现的事由更正，尚未听取企业意见。", "请先听取企业意见并记录。")
REASON_FOR_CORRECTION_REJECTION = Refusal("reason-for-correction-rejection", "退回拟更正的结果没有说明理由。", "请写明理由。")


def propose_correction(  # noqa: PLR0913  the result as it would be, and why
    case: AuditCase,
    *,
    result: str,
    grade: str | None,
    vetoes: tuple[str, ...],
    ground: str,
    objection_id: UUID | None,
    reasons: tuple[Reason, ...],
    rules: RuleSet,
    on: date,
) -> None:
    """拟更正结果: the result that 22 and 23 give from the score that stands and the vetoes as they are known now.

    Raises Refused: no result yet, a ground that is not there, a result the articles do not give, or nothing that would change.
    """
    _decided(case, act="grade-correction-proposal", on=on)
    if case.correction_proposal is not None:
        raise CORRECTION_OPEN(RESULT)
    refuse((*_grounded(case, ground, objection_id, reasons, rules, on), *_known_vetoes(vetoes, rules, on)))
    score, ordered = _score(case), _in_order(vetoes, rules, on)
    judgement = judge(score, ordered, rules, on)
    _follows(judgement, result, grade)
    if (result, grade, ordered, score) == (case.result, case.grade, *_standing(case)):
        raise NOTHING_CORRECTED(RESULT)
    case.record(
        GradeCorrectionProposed(
            proposal=CorrectionProposal(result=result, grade=grade, vetoes=ordered, score=score),
            ground=ground,
            objection_id=objection_id if ground == "objection" else None,
            reasons=reasons,
            proposed_on=on,
        ),
    )


def reject_correction(case: AuditCase, *, reason: str, on: date) -> None:
    """退回拟更正结果: another person does not follow it; the result stands."""
    proposal = _proposal_open(case, act="grade-correction-rejection", on=on)
    second_person_decides(case, proposal.by.person, RESULT)
    if not reason.strip():
        raise REASON_FOR_CORRECTION_REJECTION(RESULT, field="reason")
    case.record(GradeCorrectionRejected(reason=reason.strip()))


def correct(case: AuditCase, *, calendar: Calendar, rules: RuleSet, on: date) -> None:
    """更正结果: another person decides the correction as proposed, after the enterprise was heard where it is needed.

    The caller moves the enterprise's last pass and its clock in the same transaction.
    """
    proposal = _proposal_open(case, act="grade-correction", on=on)
    second_person_decides(case, proposal.by.person, RESULT)
    proposed = proposal.fact.proposal
    if case.score != proposed.score:
        raise RECORD_MOVED(RESULT)
    judgement = judge(proposed.score, proposed.vetoes, rules, on)
    _follows(judgement, proposed.result, proposed.grade)
    if needs_hearing(case, proposal.fact) and not _heard(case):
        figure = "grading/later-grounds" if proposal.fact.ground == "found-later" else "adverse-acts/safeguards"
        raise NOT_HEARD(rules.cite(figure, on=on))
    case.record(
        GradeCorrected(
            was_result=case.result or "",
            was_grade=case.grade,
            result=proposed.result,
            grade=proposed.grade,
            score=proposed.score,
            vetoes=proposed.vetoes,
            ground=proposal.fact.ground,
            reasons=proposal.fact.reasons,
            citations=(RESULT, *judgement.citations),
            proposed_by=proposal.by.person,
            publication_deadline=publication_deadline(on, rules, calendar),
        ),
    )


def needs_hearing(case: AuditCase, proposed: GradeCorrectionProposed) -> bool:
    """须听取意见: a ground found later, or a result worse for the enterprise than the one that stands."""
    rank = {("fail", None): 0, ("pass", "good"): 1, ("pass", "excellent"): 2}
    worse = rank[proposed.proposal.result, proposed.proposal.grade] < rank[case.result or "fail", case.grade]
    return worse or proposed.ground == "found-later"


def _heard(case: AuditCase) -> bool:
    return case.heard is not None and case.heard.act == "grade-correction"


def _decided(case: AuditCase, *, act: str, on: date) -> None:
    stands_at(case, "graded", "published", act=act, missing="graded", citation=RESULT, on=on)


def _proposal_open(case: AuditCase, *, act: str, on: date) -> Proposed[GradeCorrectionProposed]:
    _decided(case, act=act, on=on)
    if case.correction_proposal is None:
        raise OUT_OF_ORDER(RESULT, state=case.state, act=act, missing="grade-correction-proposal")
    return case.correction_proposal


def _score(case: AuditCase) -> Score:
    if case.score is None:
        raise OUT_OF_ORDER(Citation(CASE_DOCUMENT, "20(3)"), state=case.state, act="grade-correction-proposal", missing="accepted")
    return case.score


def _standing(case: AuditCase) -> tuple[tuple[str, ...], Score | None]:
    """Vetoes and score the present result rests on."""
    last = case.grade_corrections[-1] if case.grade_corrections else case.graded
    return (last.vetoes, last.score) if last is not None else ((), None)


def _grounded(case: AuditCase, ground: str, objection_id: UUID | None, reasons: tuple[Reason, ...], rules: RuleSet, on: date) -> Iterator[Refused]:
    if ground not in GROUNDS:
        yield UNKNOWN_GROUND(RESULT, field="ground", ground=ground, grounds=GROUNDS)
    if ground == "objection" and not _upheld(case, objection_id):
        yield NOT_UPHELD(RESULT, field="objection_id")
    if ground == "acceptance-corrected" and not case.acceptance_corrections:
        yield ACCEPTANCE_NOT_CORRECTED(Citation(CASE_DOCUMENT, "20(3)"), field="ground")
    if ground == "found-later" and rules.word("grading/later-grounds", on) == "never":
        yield NO_LATER_GROUNDS(rules.cite("grading/later-grounds", on=on), field="ground")
    if not any(reason.text.strip() for reason in reasons):
        yield CORRECTION_WITHOUT_REASON(RESULT, field="reasons")


def _upheld(case: AuditCase, objection_id: UUID | None) -> bool:
    decision = case.objection_decisions.get(objection_id) if objection_id is not None else None
    return decision is not None and decision.upheld


def _known_vetoes(vetoes: tuple[str, ...], rules: RuleSet, on: date) -> Iterator[Refused]:
    known = rules.words("grading/vetoes", on)
    for veto in vetoes:
        if veto not in known:
            yield UNKNOWN_CORRECTED_VETO(
                rules.cite("grading/vetoes", on=on), field="vetoes", veto=veto, vetoes=labels_in(rules, "grading/vetoes", on)
            )


def _in_order(vetoes: tuple[str, ...], rules: RuleSet, on: date) -> tuple[str, ...]:
    return tuple(code for code in rules.words("grading/vetoes", on) if code in vetoes)


def _follows(judgement: Judgement, result: str, grade: str | None) -> None:
    if (result, grade) != (judgement.result, judgement.grade):
        raise CORRECTION_CONTRADICTS_RULES(judgement.citations[0], field="result", steps=judgement.steps, result=judgement.grade or judgement.result)


@AuditCase.evolves(GradeCorrectionProposed)
def _correction_proposed(case: AuditCase, fact: GradeCorrectionProposed, stamp: Stamp) -> None:
    case.correction_proposal = Proposed(fact, stamp.by)
    case.heard = None


@AuditCase.evolves(GradeCorrectionRejected)
def _correction_rejected(case: AuditCase, fact: GradeCorrectionRejected, stamp: Stamp) -> None:
    case.correction_proposal = None


@AuditCase.evolves(GradeCorrected)
def _corrected(case: AuditCase, fact: GradeCorrected, stamp: Stamp) -> None:
    case.grade_corrections = (*case.grade_corrections, fact)
    case.grading_persons |= {fact.proposed_by, stamp.by.person}
    case.result, case.grade = fact.result, fact.grade
    case.correction_proposal = None
