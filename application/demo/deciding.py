"""结果阶段: compliance, the grade by two persons, the list of results, what the enterprise is told."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from application.commands.grading import DecideGrade, ProposeGrade, RecheckCompliance, RejectGradeProposal
from application.commands.lists import NotifyResult
from application.demo.marking import mean_of
from application.demo.revising import revise
from domain.case.departures import COMPLIANCE_VETO
from domain.case.events.acceptance import Score
from domain.case.events.grade import ComplianceFinding, Departure
from domain.case.judgement import judge

if TYPE_CHECKING:
    from collections.abc import Generator

    from application.demo.agenda import Move
    from application.demo.story import Phase, Story
    from domain.case.judgement import Judgement

OTHER_RULES = "other-rules"
EVIDENCE = "市局核查记录（示例）。"


def decide(s: Story) -> Phase:
    """终稿 to 公布验收结果. A case that fails by its score or a veto is graded without final papers."""
    c = s.choices
    departures = departures_of(s)
    vetoes = [*(each for each in s.vetoes if c.departure != "not-found"), *(each.veto for each in departures if each.found)]
    if judged(s, tuple(vetoes)).result == "pass":
        yield from revise(s)
    s.in_office(2, 12)
    s.hold("result")
    yield from recheck(s)
    if c.veto == COMPLIANCE_VETO:
        vetoes.append(COMPLIANCE_VETO)
    found = judged(s, tuple(vetoes))
    s.in_office(1, 7)
    yield s.asks(s.officer, ProposeGrade(case_id=s.case_id, result=found.result, grade=found.grade, departures=departures))
    if c.proposal_rejected:
        s.in_office(1, 5)
        yield s.asks(s.approver, RejectGradeProposal(case_id=s.case_id, reason="请补充依据后再拟（示例）。"))
        s.in_office(1, 5)
        yield s.asks(s.officer, ProposeGrade(case_id=s.case_id, result=found.result, grade=found.grade, departures=departures))
    s.in_office(1, 7)
    missing = "期满未交，现场验收材料已足以认定（示例）。" if c.revision == "lapsed-graded" else None
    yield s.asks(s.approver, DecideGrade(case_id=s.case_id, missing_papers_reason=missing))
    s.outcome, s.grade = found.result, (found.result, found.grade)
    s.lists["results"] = yield from s.wait("results")
    s.in_office(0, 3)
    yield s.asks(s.officer, NotifyResult(case_id=s.case_id, notified_on=s.today, channel=s.dice.pick(("qingjian", "mail", "post"))))
    return True


def judged(s: Story, vetoes: tuple[str, ...]) -> Judgement:
    """判定 of the sheets that count and these vetoes, by the case's rules."""
    exact = mean_of(list(s.sheets.values()))
    return judge(Score(exact.numerator, exact.denominator), vetoes, s.rules)


def departures_of(s: Story) -> tuple[Departure, ...]:
    """偏离验收意见, as chosen."""
    if s.choices.departure == "found":
        return (Departure(OTHER_RULES, found=True, evidence=EVIDENCE),)
    if s.choices.departure == "not-found" and s.vetoes:
        return (Departure(s.vetoes[0], found=False, evidence=EVIDENCE),)
    return ()


def recheck(s: Story) -> Generator[Move, Any, None]:
    """合规复核: nothing, something of another enterprise, or the violation that fails the case (22(4))."""
    found_on = s.today - timedelta(days=s.dice.between(20, 300))
    own = s.choices.veto == COMPLIANCE_VETO
    findings: tuple[ComplianceFinding, ...] = ()
    if own or s.dice.chance(4):
        kind = s.dice.pick(s.rules.words("compliance/kinds"))
        note = None if own else "同名企业（示例）。"
        findings = (ComplianceFinding(f"示例核查〔{found_on.year}〕{s.number + 1}号", kind, found_on, own, note),)
    yield s.asks(s.officer, RecheckCompliance(case_id=s.case_id, sources=("示例生态环境局", "示例应急管理局"), findings=findings))
