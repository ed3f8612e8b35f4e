"""不利决定: one person proposes, the enterprise is heard, another person decides (assumed; R2025 20(1), 20(2))."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.case.audit_case import AuditCase, Proposed
from domain.case.events.review import AdverseActProposed, EnterpriseHeard
from domain.case.order import CASE_CLOSED, OUT_OF_ORDER, stands_at
from domain.case.two_persons import second_person_decides
from domain.law.refusal import Refusal, refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from domain.fact import Stamp
    from domain.law.citation import Citation
    from domain.law.reason import Reason
    from domain.law.refusal import Refused
    from domain.law.rule_set import RuleSet

PRECHECK_FAILURE = "precheck-failure"
DISCONTINUATION = "discontinuation"
GRADE_CORRECTION = "grade-correction"

ADVERSE_ACT_UNKNOWN = Refusal("adverse-act-unknown", "“{act}”不能在此拟办。", "请选择初审不通过或终结案件；更正结果另行拟办。")
ADVERSE_WITHOUT_REASON = Refusal("adverse-without-reason", "拟作不利决定没有写明理由。", "请逐条写明理由及依据的条款。")
NOTHING_PROPOSED = Refusal("nothing-proposed", "没有拟办的“{act}”，无从听取意见或作出决定。", "请先由一人拟办。")
ENTERPRISE_NOT_HEARD = Refusal("enterprise-not-heard", "尚未听取企业意见。", "请先听取企业意见并记录，或记录企业逾期未答复。")
HEARD_BEFORE_PROPOSED = Refusal("heard-before-proposed", "听取意见的日期 {heard_on} 早于拟办日期 {proposed_on}。", "请就本次拟办听取意见。")
HEARD_IN_FUTURE = Refusal("heard-in-future", "听取意见的日期 {heard_on} 晚于办理日期 {on}。", "请核对日期。")
STATEMENT_OF_HEARING = Refusal("statement-of-hearing", "企业陈述与“未答复”不一致。", "企业有陈述的请记录其内容；未答复的请不要填写陈述。")


def propose_adverse_act(case: AuditCase, act: str, reasons: tuple[Reason, ...], *, rules: RuleSet, on: date) -> None:
    """拟作不利决定: the first of two persons; what was heard on an earlier proposal no longer counts."""
    article = rules.cite("adverse-acts/safeguards", on=on)
    if act not in PROPOSABLE:
        raise ADVERSE_ACT_UNKNOWN(article, field="act", act=act)
    PROPOSABLE[act](case, rules, on)
    if not reasons or not all(reason.text.strip() for reason in reasons):
        raise ADVERSE_WITHOUT_REASON(article, field="reasons")
    case.record(AdverseActProposed(act=act, reasons=reasons, proposed_on=on))


def hear_enterprise(case: AuditCase, act: str, *, heard_on: date, waived: bool, statement: str | None, rules: RuleSet, on: date) -> None:
    """听取企业意见: what it said, or that it was asked and let its term pass; also before a grade is corrected."""
    article = rules.cite("adverse-acts/safeguards", on=on)
    proposed_on = _proposed_on(case, act)
    if proposed_on is None:
        raise NOTHING_PROPOSED(article, field="act", act=act)
    if act in PROPOSABLE:
        PROPOSABLE[act](case, rules, on)
    said = statement.strip() if statement else ""
    refuse(_hearing_faults(proposed_on, heard_on, on, waived=waived, said=said, article=article))
    case.record(EnterpriseHeard(act=act, heard_on=heard_on, waived=waived, statement=said or None))


def decided_by_second_person(case: AuditCase, act: str, *, rules: RuleSet, on: date) -> AdverseActProposed:
    """双人办理: the proposal that may be decided now; refuses the proposer, and everybody before the enterprise was heard."""
    article = rules.cite("adverse-acts/safeguards", on=on)
    proposal = case.adverse
    if proposal is None or proposal.fact.act != act:
        raise NOTHING_PROPOSED(article, act=act)
    safeguards = rules.words("adverse-acts/safeguards", on)
    if "second-person" in safeguards:
        second_person_decides(case, proposal.by.person, article)
    if "enterprise-heard" in safeguards and (case.heard is None or case.heard.act != act):
        raise ENTERPRISE_NOT_HEARD(article)
    return proposal.fact


def proposer(case: AuditCase) -> str:
    """Opaque id of the person who proposed the adverse act at hand. Call it after ``decided_by_second_person``."""
    if case.adverse is None:
        raise RuntimeError("nothing is proposed")
    return case.adverse.by.person


def drop_proposal(case: AuditCase, act: str) -> None:
    """Note while evolving that a proposal of ``act`` came to nothing, for the case went another way."""
    if case.adverse is not None and case.adverse.fact.act == act:
        case.adverse, case.heard = None, None


def precheck_can_fail(case: AuditCase, rules: RuleSet, on: date) -> None:
    """初审不通过 can be proposed, heard and decided while the application is under review."""
    stands_at(case, "submitted", act=PRECHECK_FAILURE, missing="submitted", citation=rules.cite("review/checklist", on=on), on=on)


def case_can_be_discontinued(case: AuditCase, rules: RuleSet, on: date) -> None:
    """终结案件 can be proposed, heard and decided until the result is decided."""
    article = rules.cite("adverse-acts/safeguards", on=on)
    if case.closed:
        raise CASE_CLOSED(article, state=case.state, act=DISCONTINUATION)
    if case.state == "new" or case.graded is not None:
        raise OUT_OF_ORDER(article, state=case.state, act=DISCONTINUATION, missing="planned" if case.state == "new" else "open-case")


PROPOSABLE: Mapping[str, Callable[[AuditCase, RuleSet, date], None]] = {
    PRECHECK_FAILURE: precheck_can_fail,
    DISCONTINUATION: case_can_be_discontinued,
}
"""What can be proposed here, each with where the case must stand; a correction of the grade has its own proposal."""


def _proposed_on(case: AuditCase, act: str) -> date | None:
    if act == GRADE_CORRECTION:
        return case.correction_proposal.fact.proposed_on if case.correction_proposal else None
    return case.adverse.fact.proposed_on if case.adverse and case.adverse.fact.act == act else None


def _hearing_faults(proposed_on: date, heard_on: date, on: date, *, waived: bool, said: str, article: Citation) -> Iterator[Refused]:
    if heard_on < proposed_on:
        yield HEARD_BEFORE_PROPOSED(article, field="heard_on", heard_on=heard_on, proposed_on=proposed_on)
    if heard_on > on:
        yield HEARD_IN_FUTURE(article, field="heard_on", heard_on=heard_on, on=on)
    if waived == bool(said):
        yield STATEMENT_OF_HEARING(article, field="statement")


@AuditCase.evolves(AdverseActProposed)
def _proposed(case: AuditCase, fact: AdverseActProposed, stamp: Stamp) -> None:
    case.adverse = Proposed(fact, stamp.by)
    case.heard = None


@AuditCase.evolves(EnterpriseHeard)
def _heard(case: AuditCase, fact: EnterpriseHeard, stamp: Stamp) -> None:
    case.heard = fact
