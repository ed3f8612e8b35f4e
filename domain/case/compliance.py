"""合规复核: accidents and violations of the last year, looked up before the result (R2025 22(4))."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from domain.calendar.periods import look_back
from domain.case.audit_case import AuditCase
from domain.case.events.grade import ComplianceFinding, ComplianceRechecked
from domain.case.order import stands_at
from domain.law.label import labels_in
from domain.law.refusal import Refusal, Refused, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from domain.fact import Stamp
    from domain.law.rule_set import RuleSet

NO_SOURCE = Refusal("no-compliance-source", "合规复核没有写明向哪些部门或平台查询。", "请填写至少一个查询来源。")
FINDING_WITHOUT_REFERENCE = Refusal("finding-without-reference", "第 {number} 条核查发现没有写明文书编号或事故编号。", "请补填编号。")
FINDING_TWICE = Refusal("finding-twice", "核查发现 {reference} 填写了两次。", "请合并为一条。")
FINDING_OF_UNKNOWN_KIND = Refusal(
    "finding-of-unknown-kind", "核查发现 {reference} 的类别「{kind}」不在规则所列范围内。", "请从以下类别中选择：{kinds}。"
)
RECHECK_OF_ANOTHER_DAY = Refusal(
    "recheck-of-another-day", "按现行口径“近一年”自结果确定日回溯，合规复核的基准日为 {reference_on}，不是 {on}。", "请于当日重新复核后再确定结果。"
)
FINDING_NOT_YET = Refusal("finding-in-the-future", "核查发现 {reference} 的日期 {found_on} 晚于办理日期 {on}。", "请核对日期。")


def recheck(case: AuditCase, *, sources: tuple[str, ...], findings: tuple[ComplianceFinding, ...], rules: RuleSet, on: date) -> None:
    """合规复核: look back from the reference day and say which findings count; may be done again until the result is decided.

    Raises Refused: out of order, no source, or a finding that cannot be read (22(4)).
    """
    citation = rules.cite("compliance/look-back-years", on=on)
    stands_at(case, "accepted", "revised", act="compliance", missing="accepted", citation=citation, on=on)
    refuse((*_sources_named(sources, rules, on), *_findings_readable(findings, rules, on)))
    reference_on = reference_day(case, rules, on)
    window_from = look_back(reference_on, rules.integer("compliance/look-back-years", on))
    case.record(
        ComplianceRechecked(
            reference_on=reference_on,
            window_from=window_from,
            sources=sources,
            findings=findings,
            counted=counted(findings, window_from),
        ),
    )


def reference_day(case: AuditCase, rules: RuleSet, on: date) -> date:
    """核查基准日: the day the look-back is counted from, as the rule set reads it (assumed); ``on`` is the day of the recheck."""
    reading = rules.word("compliance/reference-day", on)
    if reading == "held" and case.accepted is not None:
        return case.accepted.held_on
    return {"applied": case.milestone_on.get("Submitted", on), "rechecked": on, "decided": on}[reading]


def counted(findings: tuple[ComplianceFinding, ...], window_from: date) -> tuple[str, ...]:
    """References of the findings that are the enterprise's and no older than the window.

    One newer than the reference day is as recent as can be, as with penalties.
    """
    return tuple(each.reference for each in findings if each.concerns_enterprise and window_from <= each.found_on)


def still_recent(case: AuditCase, rules: RuleSet, on: date) -> Iterator[Refused]:
    """合规复核仍有效: where the year is counted back from the decision, the look-up is of that very day (22(4))."""
    known = case.compliance
    if known is not None and rules.word("compliance/reference-day", on) == "decided" and known.reference_on != on:
        yield RECHECK_OF_ANOTHER_DAY(rules.cite("compliance/reference-day", on=on), reference_on=known.reference_on, on=on)


def _sources_named(sources: tuple[str, ...], rules: RuleSet, on: date) -> Iterator[Refused]:
    if not any(source.strip() for source in sources):
        yield NO_SOURCE(rules.cite("compliance/look-back-years", on=on), field="sources")


def _findings_readable(findings: tuple[ComplianceFinding, ...], rules: RuleSet, on: date) -> Iterator[Refused]:
    citation = rules.cite("compliance/kinds", on=on)
    kinds = rules.words("compliance/kinds", on)
    for number, finding in enumerate(findings, 1):
        if not finding.reference.strip():
            yield FINDING_WITHOUT_REFERENCE(citation, field="findings", number=number)
        if finding.kind not in kinds:
            known = labels_in(rules, "compliance/kinds", on)
            yield FINDING_OF_UNKNOWN_KIND(citation, field="findings", reference=finding.reference, kind=finding.kind, kinds=known)
        if finding.found_on > on:
            yield FINDING_NOT_YET(citation, field="findings", reference=finding.reference, found_on=finding.found_on, on=on)
    for reference, times in Counter(finding.reference for finding in findings).items():
        if times > 1 and reference.strip():
            yield FINDING_TWICE(citation, field="findings", reference=reference)


@AuditCase.evolves(ComplianceRechecked)
def _rechecked(case: AuditCase, fact: ComplianceRechecked, stamp: Stamp) -> None:
    case.compliance = fact
