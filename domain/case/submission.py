"""验收申请: table, report and statements handed in for acceptance, round by round (R2025 4, 8, 18, 19, 20(1))."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from domain.case.adverse import drop_proposal
from domain.case.audit_case import AuditCase
from domain.case.events.audit import Defect, GoalResult, PlatformReceipt, Statement, SubmissionReturned, Submitted
from domain.case.order import stands_at
from domain.case.platform import channel_faults
from domain.case.registration import is_commissioned
from domain.law.label import label_of
from domain.law.refusal import Refusal, refuse
from domain.papers.paper import Paper, PaperName, paper_faults
from domain.papers.performance_table import PerformanceTable
from domain.papers.quantities import form
from domain.papers.table_check import cost_class_faults, is_medium_or_high_cost, table_faults, unfinished

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from domain.fact import Capacity, Stamp
    from domain.law.citation import Citation
    from domain.law.refusal import Refused
    from domain.law.rule_set import RuleSet

STATEMENT_MISSING = Refusal("statement-missing", "缺少{party}对报告真实性、准确性的承诺。", "请由{party}签署承诺后再提交。")
STATEMENT_STRAY = Refusal("statement-stray", "“{party}”的承诺多余或重复。", "请只附企业和受托咨询服务机构的承诺，各一份。")
STATEMENT_IN_FUTURE = Refusal("statement-in-future", "承诺的签署日期 {signed_on} 晚于提交日期 {on}。", "请核对签署日期。")
STATEMENT_NOT_OWN = Refusal("statement-not-own", "本方的承诺须由提交人本人签署。", "请由签署承诺的人提交。")
REPORT_LACKS = Refusal("report-lacks", "审核报告缺少：{part}。", "请补充该部分内容。")
REPORT_PART_UNKNOWN = Refusal("report-part-unknown", "“{part}”不是审核报告的组成部分，或勾选了两次。", "请按目录勾选。")
PAPER_MISSING = Refusal("paper-missing", "缺少材料：{paper}。", "请上传该材料。")
NO_MEDIUM_HIGH_COST = Refusal("no-medium-high-cost", "没有中/高费方案，也没有说明理由。", "请补充中/高费方案，或书面说明没有的理由。")
MEDIUM_HIGH_COST_NEEDED = Refusal("medium-high-cost-needed", "没有中/高费方案，不能申请验收。", "请实施中/高费方案后再申请。")
GOAL_NOT_ANSWERED = Refusal("goal-not-answered", "没有填写目标“{indicator}”（{unit}）的完成情况。", "请逐项填写目标完成情况。")
GOAL_RESULT_STRAY = Refusal("goal-result-stray", "“{indicator}”（{unit}）不是登记的目标，或重复填写。", "请按登记的目标逐项填写一次。")
GOAL_RESULT_FIGURE = Refusal("goal-result-figure", "目标“{indicator}”的完成值不是有效数字或位数过多。", "请按单位填写数值。")
NO_DEFECT = Refusal("no-defect", "退回补正须列明补正事项。", "请至少列明一项。")
DEFECT_INCOMPLETE = Refusal("defect-incomplete", "第 {number} 项补正事项没有写明问题、须补充的材料或依据的条款。", "请逐项写明。")
DEFECTS_MISNUMBERED = Refusal("defects-misnumbered", "补正事项的编号不连续或重复。", "请从 1 起依次编号。")


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """申请内容: what is handed in for acceptance, as a whole; the members are those of ``Submitted``."""

    table: PerformanceTable
    achieved: tuple[GoalResult, ...]
    no_medium_high_cost_reason: str | None
    report_parts: tuple[str, ...]
    papers: tuple[Paper, ...]
    paper_names: tuple[PaperName, ...]
    statements: tuple[Statement, ...]
    channel: str
    platform: PlatformReceipt | None


def submit(case: AuditCase, filed: Submission, *, rules: RuleSet, on: date, by: Capacity) -> None:
    """验收申请: the next round; after a return the whole application is handed in again."""
    article = rules.cite("submission/required-papers", on=on)
    stands_at(case, "registered", "submission-returned", act="submission", missing="registered", citation=article, on=on)
    refuse(submission_faults(case, filed, rules=rules, on=on, by=by))
    case.record(Submitted(round=1 + (case.submitted.round if case.submitted else 0), **msgspec.structs.asdict(filed)))


def submission_faults(case: AuditCase, filed: Submission, *, rules: RuleSet, on: date, by: Capacity) -> Iterator[Refused]:
    """申请内容核对: every fault of the application, with its article."""
    article = rules.cite("submission/required-papers", on=on)
    yield from statement_faults(filed.statements, commissioned=is_commissioned(case), rules=rules, on=on, by=by)
    yield from _report_faults(filed.report_parts, rules, on)
    yield from _missing_papers(filed.papers, rules, on)
    yield from paper_faults(filed.papers, filed.paper_names, article)
    yield from table_faults(filed.table, article, on)
    yield from _scheme_faults(case, filed, rules, on)
    yield from _achievement_faults(case, filed.achieved, article)
    yield from channel_faults(filed.channel, filed.platform, rules, on)


def statement_faults(statements: tuple[Statement, ...], *, commissioned: bool, rules: RuleSet, on: date, by: Capacity) -> Iterator[Refused]:
    """真实性承诺: one by the enterprise and, where commissioned, one by the consultancy; whoever files signed for the own side (18)."""
    path = "submission/statement-parties"
    parties = {entry["code"]: entry for entry in rules.entries(path, on) if entry.get("mode") in {None, "commissioned" if commissioned else "self"}}
    signed = Counter(statement.party for statement in statements)
    for code, entry in parties.items():
        if not signed[code]:
            yield STATEMENT_MISSING(rules.cite(path, code, on), field="statements", party=label_of(entry))
    for party, count in signed.items():
        if party not in parties or count > 1:
            yield STATEMENT_STRAY(rules.cite(path, on=on), field="statements", party=label_of(parties[party]) if party in parties else party)
    own = "consultancy" if by.role == "consultant" else "enterprise"
    for number, statement in enumerate(statements, start=1):
        if statement.signed_on > on:
            yield STATEMENT_IN_FUTURE(rules.cite(path, on=on), field=f"statements.{number}.signed_on", signed_on=statement.signed_on, on=on)
        if statement.party == own and statement.person != by.person:
            yield STATEMENT_NOT_OWN(rules.cite(path, on=on), field=f"statements.{number}.person")


def _report_faults(parts: tuple[str, ...], rules: RuleSet, on: date) -> Iterator[Refused]:
    path = "review/report-parts"
    asked = {entry["code"]: label_of(entry) for entry in rules.entries(path, on)}
    for code, named in asked.items():
        if code not in parts:
            yield REPORT_LACKS(rules.cite(path, code, on), field="report_parts", part=named)
    for part, times in Counter(parts).items():
        if part not in asked or times > 1:
            yield REPORT_PART_UNKNOWN(rules.cite(path, on=on), field="report_parts", part=asked.get(part, part))


def _missing_papers(papers: tuple[Paper, ...], rules: RuleSet, on: date) -> Iterator[Refused]:
    kinds = {paper.kind for paper in papers}
    for entry in rules.entries("submission/required-papers", on):
        if entry["code"] not in kinds:
            yield PAPER_MISSING(rules.cite("submission/required-papers", entry["code"], on), field="papers", paper=label_of(entry))


def _scheme_faults(case: AuditCase, filed: Submission, rules: RuleSet, on: date) -> Iterator[Refused]:
    path = "submission/without-medium-high-schemes"
    if case.registered is not None:
        yield from cost_class_faults(filed.table, case.registered.cost_threshold, rules.cite(path, on=on))
    yield from unfinished(filed.table, rules.cite(path, on=on), on)
    if not any(map(is_medium_or_high_cost, filed.table.schemes)):
        yield from WITHOUT_SCHEMES[rules.word(path, on)](filed.no_medium_high_cost_reason, rules.cite(path, on=on))


def with_reasoned_statement(reason: str | None, article: Citation) -> Iterator[Refused]:
    """没有中/高费方案须说明理由: a reasoned statement is enough."""
    if reason is None or not reason.strip():
        yield NO_MEDIUM_HIGH_COST(article, field="no_medium_high_cost_reason")


def never(reason: str | None, article: Citation) -> Iterator[Refused]:
    """没有中/高费方案不得申请: whatever the reason."""
    yield MEDIUM_HIGH_COST_NEEDED(article, field="table.schemes")


def always(reason: str | None, article: Citation) -> Iterator[Refused]:
    """没有中/高费方案可以申请: nothing to state."""
    return iter(())


WITHOUT_SCHEMES: Mapping[str, Callable[[str | None, Citation], Iterator[Refused]]] = {
    "reasoned-statement": with_reasoned_statement,
    "refuse": never,
    "admit": always,
}
"""What ``submission/without-medium-high-schemes`` can say."""


def _achievement_faults(case: AuditCase, achieved: tuple[GoalResult, ...], article: Citation) -> Iterator[Refused]:
    goals = {(goal.indicator, goal.unit) for goal in case.registered.goals} if case.registered else set()
    answered = Counter((result.indicator, result.unit) for result in achieved)
    for indicator, unit in sorted(goals - answered.keys()):
        yield GOAL_NOT_ANSWERED(article, field="achieved", indicator=indicator, unit=unit)
    for (indicator, unit), count in answered.items():
        if (indicator, unit) not in goals or count > 1:
            yield GOAL_RESULT_STRAY(article, field="achieved", indicator=indicator, unit=unit)
    for number, result in enumerate(achieved, start=1):
        if not form().bounds.hold(result.achieved):
            yield GOAL_RESULT_FIGURE(article, field=f"achieved.{number}.achieved", indicator=result.indicator)


def return_submission(case: AuditCase, defects: tuple[Defect, ...], *, rules: RuleSet, on: date) -> None:
    """退回补正: each defect with its article and what to supply; the next round is a new application (20(1))."""
    article = rules.cite("review/checklist", on=on)
    stands_at(case, "submitted", act="submission-return", missing="submitted", citation=article, on=on)
    refuse(defect_faults(defects, article))
    case.record(SubmissionReturned(round=case.submitted.round if case.submitted else 1, defects=defects))


def defect_faults(defects: tuple[Defect, ...], article: Citation) -> Iterator[Refused]:
    """补正事项核对: at least one, numbered from 1, each with article and what to supply."""
    if not defects:
        yield NO_DEFECT(article, field="defects")
    if [defect.number for defect in defects] != list(range(1, len(defects) + 1)):
        yield DEFECTS_MISNUMBERED(article, field="defects")
    for defect in defects:
        if not (defect.text.strip() and defect.supply.strip() and defect.citation):
            yield DEFECT_INCOMPLETE(article, field=f"defects.{defect.number}", number=defect.number)


@AuditCase.evolves(Submitted)
def _submitted(case: AuditCase, fact: Submitted, stamp: Stamp) -> None:
    """A new round starts its own preliminary review: reply, decisions and hearing of the round before no longer count."""
    case.submitted = fact
    case.returned = None
    case.penalty_reply = None
    case.penalty_decisions = {}
    case.prechecked = None
    if fact.platform is not None:
        case.platform_receipts["submitted"] = fact.platform
    case.reach("Submitted", "submitted", stamp.on)


@AuditCase.evolves(SubmissionReturned)
def _returned(case: AuditCase, fact: SubmissionReturned, stamp: Stamp) -> None:
    case.returned = fact
    case.state = "submission-returned"
    drop_proposal(case, "precheck-failure")
