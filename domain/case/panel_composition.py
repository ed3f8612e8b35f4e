"""专家组组成: who may sit on a panel and what the panel must be as a whole (R2025 20(3))."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.case.panel_words import PARTIES, TIES, TITLES, named
from domain.law.label import named_in
from domain.law.refusal import Refusal, Refused

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from domain.case.audit_case import AuditCase
    from domain.case.events.panel import ExpertFacts, InterestFinding
    from domain.law.rule_set import RuleSet

TOO_FEW_EXPERTS = Refusal("too-few-experts", "专家组现有 {found} 名专家，不足 {needed} 名。", "请补足专家后再办理。")
EXPERT_NOT_QUALIFIED = Refusal(
    "expert-not-qualified",
    "{expert}的职称为「{title}」，从业 {years} 年，不符合高级职称或从业 {needed} 年以上中级职称的要求。",
    "请更换专家，或先在专家库中更正其职称和从业起始时间。",
)
FIELD_NOT_COVERED = Refusal("field-not-covered", "专家组没有熟悉「{missing}」的专家。", "请增加或更换熟悉该专业的专家。")
NO_BUREAU_MEMBER = Refusal("no-bureau-member", "现场验收成员中没有市工业和信息化局人员。", "请指定市局参加人员。")
NO_DISTRICT_MEMBER = Refusal("no-district-member", "现场验收成员中没有区工信部门人员。", "请指定区工信部门参加人员。")
KNOWN_INTEREST = Refusal(
    "known-interest",
    "{expert}与{party}存在利益关系（{kind}），应当回避。",
    "请另选与企业、咨询服务机构均无利益关系的专家。",
)
MEMBER_TWICE = Refusal("panel-member-twice", "同一人不能以两种身份参加现场验收。", "市局人员、区人员和专家请各由不同的人担任。")
MEMBER_KINDS = {"bureau": NO_BUREAU_MEMBER, "district": NO_DISTRICT_MEMBER}


def enough_experts(experts: Sequence[ExpertFacts], rules: RuleSet, on: date) -> Iterator[Refused]:
    """专家人数: the panel has no fewer experts than the rules ask."""
    needed = rules.integer("panel/minimum-experts", on)
    if len(experts) < needed:
        yield TOO_FEW_EXPERTS(rules.cite("panel/minimum-experts", on=on), field="experts", found=len(experts), needed=needed)


def each_expert_qualified(experts: Sequence[ExpertFacts], rules: RuleSet, on: date) -> Iterator[Refused]:
    """专家资格: a sufficient title, or one that needs years together with the years of practice."""
    needed = rules.integer("panel/years-at-intermediate-title", on)
    for expert in experts:
        if not _qualified(expert, needed, rules, on):
            yield EXPERT_NOT_QUALIFIED(
                rules.cite("panel/years-at-intermediate-title", on=on),
                field="experts",
                expert=expert.expert_id,
                title=named(TITLES, expert.title_level),
                years=expert.practice_years,
                needed=needed,
            )


def fields_covered(experts: Sequence[ExpertFacts], rules: RuleSet, on: date) -> Iterator[Refused]:
    """专业覆盖: every field the rules name is known to the panel, or to each expert where the reading asks that."""
    for field in rules.words("panel/required-fields", on):
        knowing = sum(field in expert.fields for expert in experts)
        each = rules.word("panel/fields-covered-by", on) == "each"
        if knowing == 0 or (each and knowing < len(experts)):
            yield FIELD_NOT_COVERED(
                rules.cite("panel/required-fields", on=on), field="experts", missing=named_in(rules, "panel/required-fields", field, on)
            )


COMPOSITION = (enough_experts, each_expert_qualified, fields_covered)


def composition_faults(experts: Sequence[ExpertFacts], rules: RuleSet, on: date) -> Iterator[Refused]:
    """Everything the experts lack as a panel; nothing where the panel is complete."""
    for policy in COMPOSITION:
        yield from policy(experts, rules, on)


def members_named(members: Mapping[str, Sequence[str]], persons: Collection[str], rules: RuleSet, on: date) -> Iterator[Refused]:
    """现场验收成员: beside the experts (``persons``) somebody of the bureau and somebody of the district, each another person."""
    named = [*persons, *(person for kind in members for person in dict.fromkeys(members[kind]) if person.strip())]
    if len(named) != len(set(named)):
        yield MEMBER_TWICE(rules.cite("panel/required-members", on=on), field="bureau_members")
    for kind in rules.words("panel/required-members", on):
        if not any(person.strip() for person in members.get(kind, ())):
            yield MEMBER_KINDS[kind](rules.cite("panel/required-members", on=on), field=f"{kind}_members")


def no_known_interest(expert_id: UUID, ties: Sequence[InterestFinding], rules: RuleSet, on: date) -> Iterator[Refused]:
    """利益关系: no tie to the enterprise or to a consultancy of the case, former ones included."""
    for tie in ties:
        yield KNOWN_INTEREST(
            rules.cite("panel/interested-parties", on=on),
            field="expert_id",
            expert=expert_id,
            party=named(PARTIES, tie.party),
            kind=named(TIES, tie.kind),
        )


def sitting(case: AuditCase) -> tuple[ExpertFacts, ...]:
    """Experts of the appointed panel who have not left it."""
    return tuple(seat.expert for seat in case.seats.values() if seat.appointed)


def _qualified(expert: ExpertFacts, years: int, rules: RuleSet, on: date) -> bool:
    if expert.title_level in rules.words("panel/sufficient-titles", on):
        return True
    return expert.title_level in rules.words("panel/titles-with-years", on) and expert.practice_years >= years
