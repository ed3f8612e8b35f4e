"""平台登记: the enterprise registers its audit plan, goals and staff (R2025 9–11, 17, 18)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from domain.case.audit_case import AuditCase
from domain.case.capability import capability_of_consultancy, capability_of_enterprise, facts_of
from domain.case.events.audit import ConsultancyFacts, Goal, NamedStaff, PlatformReceipt, Registered, StaffIdentity
from domain.case.order import stands_at
from domain.case.platform import channel_faults
from domain.law.refusal import Refusal, refuse
from domain.papers.paper import digest_faults
from domain.papers.quantities import form

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.case.capability import Capability
    from domain.fact import Stamp
    from domain.law.refusal import Refused
    from domain.law.rule_set import RuleSet
    from domain.register.consultancy import Consultancy

AUDIT_DATES_REVERSED = Refusal("audit-dates-reversed", "审核完成日期 {finishes_on} 早于启动日期 {started_on}。", "请核对启动和完成日期。")
NO_GOAL = Refusal("no-goal", "没有填写清洁生产目标。", "请至少填写一项目标及其基准值、目标值。")
GOAL_INCOMPLETE = Refusal("goal-incomplete", "第 {number} 项目标没有填写指标名称或单位。", "请补填。")
GOAL_TWICE = Refusal("goal-twice", "目标“{indicator}”填写了两次。", "请合并为一项。")
GOAL_FIGURE = Refusal("goal-figure", "目标“{indicator}”的数值不是有效数字或位数过多。", "请按单位填写数值。")
GOAL_YEARS_REVERSED = Refusal("goal-years-reversed", "目标“{indicator}”的目标年 {target_year} 早于基准年 {baseline_year}。", "请核对年份。")
COST_THRESHOLD = Refusal("cost-threshold", "中/高费方案的费用界限须为大于零的数字（万元）。", "请填写审核报告采用的费用界限。")
STAFF_TWICE = Refusal("staff-twice", "人员编号 {reference} 填写了两次。", "请把同一人的证书合并填写。")
CERTIFICATE_TWICE = Refusal("certificate-twice", "证书编号 {number} 登记在不止一人名下。", "同一人请只填写一次；证书编号有误的请改正。")
IDENTITIES_DIFFER = Refusal("identities-differ", "人员 {reference} 的姓名缺失、重复，或没有对应的人员信息。", "请为每名人员填写一次姓名。")


class Registration(msgspec.Struct, frozen=True, kw_only=True):
    """登记内容: what is registered; the members are those of ``Registered``."""

    audit_plan_digest: str
    goals: tuple[Goal, ...]
    cost_threshold: Decimal
    staff: tuple[NamedStaff, ...]
    staff_identities: tuple[StaffIdentity, ...]
    started_on: date
    finishes_on: date
    channel: str
    platform: PlatformReceipt | None


def is_commissioned(case: AuditCase) -> bool:
    """委托审核: a consultancy was commissioned, so article 10 applies to it and not article 9 to the enterprise."""
    return case.form.audit_mode == "commissioned"


def register(case: AuditCase, filed: Registration, commissioned: Consultancy | None, *, rules: RuleSet, on: date) -> None:
    """平台登记: ``commissioned`` is the case's consultancy in the register, none where it is not registered or none is commissioned."""
    stands_at(case, "plan-listed", act="registration", missing="plan-listed", citation=rules.cite("registration/contents"), on=on)
    consultancy = facts_of(commissioned, on) if is_commissioned(case) else None
    capability = _capability(filed.staff, consultancy, rules, on)
    refuse((*capability.shortfalls, *registration_faults(filed, rules, on)))
    case.record(
        Registered(
            **msgspec.structs.asdict(filed),
            consultancy=consultancy,
            capability=capability.lines,
            counted_twice=capability.counted_twice,
        ),
    )


def registration_faults(filed: Registration, rules: RuleSet, on: date) -> Iterator[Refused]:
    """登记内容核对: every fault of what was filled in; the persons are counted apart."""
    article = rules.cite("registration/contents", on=on)
    yield from digest_faults(filed.audit_plan_digest, "audit_plan_digest", article)
    if filed.finishes_on < filed.started_on:
        yield AUDIT_DATES_REVERSED(article, field="finishes_on", started_on=filed.started_on, finishes_on=filed.finishes_on)
    if not form().bounds.hold(filed.cost_threshold) or filed.cost_threshold <= 0:
        yield COST_THRESHOLD(article, field="cost_threshold")
    yield from _goal_faults(filed.goals, rules, on)
    yield from _identity_faults(filed, rules, on)
    yield from channel_faults(filed.channel, filed.platform, rules, on)


def _capability(staff: tuple[NamedStaff, ...], consultancy: ConsultancyFacts | None, rules: RuleSet, on: date) -> Capability:
    if consultancy is None:
        return capability_of_enterprise(staff, rules, on)
    return capability_of_consultancy(consultancy, rules, on)


def _goal_faults(goals: tuple[Goal, ...], rules: RuleSet, on: date) -> Iterator[Refused]:
    article = rules.cite("review/audit-contents", "assessment", on)
    if not goals:
        yield NO_GOAL(article, field="goals")
    seen: Counter[str] = Counter()
    for number, goal in enumerate(goals, start=1):
        field = f"goals.{number}"
        if not goal.indicator.strip() or not goal.unit.strip():
            yield GOAL_INCOMPLETE(article, field=field, number=number)
        if seen[goal.indicator]:
            yield GOAL_TWICE(article, field=field, indicator=goal.indicator)
        if not (form().bounds.hold(goal.baseline) and form().bounds.hold(goal.target)):
            yield GOAL_FIGURE(article, field=field, indicator=goal.indicator)
        if goal.target_year < goal.baseline_year:
            yield GOAL_YEARS_REVERSED(article, field=field, indicator=goal.indicator, target_year=goal.target_year, baseline_year=goal.baseline_year)
        seen[goal.indicator] += 1


def _identity_faults(filed: Registration, rules: RuleSet, on: date) -> Iterator[Refused]:
    """One person, one entry: two references for the same certificate would count one person twice under one condition."""
    article = rules.cite("capability/person-counts", on=on)
    references = Counter(person.reference for person in filed.staff)
    identities = Counter(identity.reference for identity in filed.staff_identities)
    named = {identity.reference for identity in filed.staff_identities if identity.name.strip()}
    for reference in dict.fromkeys((*references, *identities)):
        if references[reference] > 1:
            yield STAFF_TWICE(article, field="staff", reference=reference)
        if identities[reference] != 1 or reference not in references or reference not in named:
            yield IDENTITIES_DIFFER(article, field="staff_identities", reference=reference)
    holders: dict[str, str] = {}
    for identity in filed.staff_identities:
        for number in filter(None, map(str.strip, identity.certificate_numbers)):
            if holders.setdefault(number, identity.reference) != identity.reference:
                yield CERTIFICATE_TWICE(article, field="staff_identities", number=number)


@AuditCase.evolves(Registered)
def _registered(case: AuditCase, fact: Registered, stamp: Stamp) -> None:
    case.registered = fact
    if fact.platform is not None:
        case.platform_receipts["registered"] = fact.platform
    case.reach("Registered", "registered", stamp.on)
