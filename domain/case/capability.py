"""审核能力: the persons articles 9 and 10 ask for, counted from the facts of the day; each shortfall is named with its article."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from domain.case.events.audit import ConsultancyFacts, NamedStaff
from domain.case.events.plan import EligibilityLine
from domain.law.label import label_of
from domain.law.refusal import Refusal
from domain.register.certificate import valid_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from domain.law.citation import Citation
    from domain.law.refusal import Refused
    from domain.law.rule_set import RuleSet
    from domain.register.consultancy import Consultancy
    from domain.register.events import StaffEntered

AUDITOR_TRAINING = "auditor-training"

TOO_FEW_CERTIFIED_STAFF = Refusal(
    "too-few-certified-staff",
    "负责能源、环境、安全等工作且当日持有有效上岗培训或执业资格证书的人员为 {found} 名，须有 {needed} 名及以上。",
    "请补充持证人员，或更新已到期的证书。",
)
TOO_FEW_AUDITORS = Refusal(
    "too-few-auditors",
    "负责清洁生产工作且当日持有有效的国家或广东省审核师培训合格证书的人员为 {found} 名，须有 {needed} 名及以上。",
    "请补充持证人员，或更新已到期的证书。",
)
NO_SENIOR_LEAD = Refusal(
    "no-senior-lead",
    "没有具备节能、环保等相关专业高级职称并附有职称证书的项目负责人。",
    "请指定本企业或外聘的高级职称人员负责，并附其高级职称证书。",
)
CONSULTANCY_NO_LEGAL_PERSON = Refusal("consultancy-no-legal-person", "咨询服务机构不具有独立法人资格。", "请委托具有独立法人资格的机构。")
CONSULTANCY_LACKS = Refusal("consultancy-lacks", "咨询服务机构缺少：{requirement}。", "请咨询服务机构补充登记并附证明，或另行委托。")
CONSULTANCY_TOO_FEW_SENIOR = Refusal(
    "consultancy-too-few-senior-titles",
    "咨询服务机构的节能、环保等相关专业高级职称人员为 {found} 名，须有至少 {needed} 名。",
    "请咨询服务机构补充人员，或另行委托。",
)
CONSULTANCY_TOO_FEW_TECHNICAL = Refusal(
    "consultancy-too-few-technical-staff",
    "咨询服务机构熟悉工艺和技术规程的技术人员为 {found} 名，须有 {needed} 名。",
    "请咨询服务机构补充人员，或另行委托。",
)
CONSULTANCY_TOO_FEW_AUDITORS = Refusal(
    "consultancy-too-few-auditors",
    "咨询服务机构当日持有有效的国家级或省级审核师培训合格证书的人员为 {found} 名，须有 {needed} 名。",
    "请咨询服务机构补充人员或更新证书，或另行委托。",
)
PERSON_COUNTED_AGAIN = Refusal(
    "person-counted-again",
    "一人只能计入一项条件：{conditions}共须 {needed} 人，实有 {found} 人。",
    "请补充人员。",
)


class Condition(NamedTuple):
    """人员条件: how many persons are asked for and who counts."""

    code: str
    figure: str
    """Path of the number needed."""
    counts: Callable[[NamedStaff, RuleSet, date], bool]
    shortfall: Refusal


class Capability(NamedTuple):
    """审核能力核查结果: each condition as found, who counts more than once, and what is missing."""

    lines: tuple[EligibilityLine, ...]
    counted_twice: tuple[str, ...]
    shortfalls: tuple[Refused, ...]


def capability_of_enterprise(staff: Sequence[NamedStaff], rules: RuleSet, on: date) -> Capability:
    """自行组织审核的条件: article 9, from the people named and their certificates on ``on``."""
    return _counted(staff, OF_ENTERPRISE, rules, on)


def capability_of_consultancy(consultancy: ConsultancyFacts, rules: RuleSet, on: date) -> Capability:
    """咨询服务机构的条件: article 10; whether it stands on the bureau's list is not asked (11)."""
    lines, shortfalls = [], []
    for met, code, citation, shortfall in _standing(consultancy, rules, on):
        lines.append(EligibilityLine(code, met, "yes" if met else "no", citation))
        if not met:
            shortfalls.append(shortfall)
    people = _counted(consultancy.staff, OF_CONSULTANCY, rules, on)
    return Capability((*lines, *people.lines), people.counted_twice, (*shortfalls, *people.shortfalls))


def facts_of(consultancy: Consultancy | None, on: date) -> ConsultancyFacts:
    """咨询服务机构当日条件: what the register says of it on ``on``; of one that is not registered, nothing."""
    profile = consultancy.profile if consultancy else None
    return ConsultancyFacts(
        legal_person=profile is not None and profile.legal_person,
        quality_system=profile is not None and profile.quality_system,
        instruments=profile is not None and profile.instruments,
        staff=tuple(map(_named, consultancy.staff_on(on))) if consultancy else (),
    )


def is_certified_staff(person: NamedStaff, rules: RuleSet, on: date) -> bool:
    """持证人员: answers for energy, environment or safety and holds a certificate for it (9(1))."""
    kinds = rules.words("capability/self-certified-certificates", on)
    charged = not set(person.duties).isdisjoint(rules.words("capability/self-certified-duties", on))
    return charged and any(each.kind in kinds and valid_on(each, on) for each in person.certificates)


def is_auditor(person: NamedStaff, rules: RuleSet, on: date) -> bool:
    """审核师: answers for cleaner production with a national or Guangdong certificate (9(2))."""
    issuers = rules.words("capability/self-auditor-certificate-issuers", on)
    return "cleaner-production" in person.duties and _holds_auditor_certificate(person, issuers, on)


def is_senior_lead(person: NamedStaff, rules: RuleSet, on: date) -> bool:
    """项目负责人: leads the audit with a related senior title and shows its certificate; may be hired from outside (9(3))."""
    proofs = rules.words("capability/self-lead-certificates", on)
    shown = any(each.kind in proofs and valid_on(each, on) for each in person.certificates)
    return "lead" in person.duties and has_senior_title(person, rules, on) and shown


def has_senior_title(person: NamedStaff, rules: RuleSet, on: date) -> bool:
    """高级职称: senior, and in energy saving, environment or a related field."""
    return person.title_level == "senior" and person.title_related


def is_technical(person: NamedStaff, rules: RuleSet, on: date) -> bool:
    """技术人员: knows processes, technical rules and the management of energy, water and pollution (10(3))."""
    return "technical" in person.duties


def is_consultancy_auditor(person: NamedStaff, rules: RuleSet, on: date) -> bool:
    """咨询机构审核师: holds a national or provincial certificate (10(3))."""
    return _holds_auditor_certificate(person, rules.words("capability/consultancy-auditor-certificate-issuers", on), on)


OF_ENTERPRISE = (
    Condition("certified-staff", "capability/self-certified-staff", is_certified_staff, TOO_FEW_CERTIFIED_STAFF),
    Condition("auditors", "capability/self-auditors", is_auditor, TOO_FEW_AUDITORS),
    Condition("senior-lead", "capability/self-senior-leads", is_senior_lead, NO_SENIOR_LEAD),
)
"""The conditions of article 9."""
OF_CONSULTANCY = (
    Condition("senior-titles", "capability/consultancy-senior-titles", has_senior_title, CONSULTANCY_TOO_FEW_SENIOR),
    Condition("technical-staff", "capability/consultancy-technical-staff", is_technical, CONSULTANCY_TOO_FEW_TECHNICAL),
    Condition("auditors", "capability/consultancy-auditors", is_consultancy_auditor, CONSULTANCY_TOO_FEW_AUDITORS),
)
"""The conditions of article 10(3)."""


def _holds_auditor_certificate(person: NamedStaff, issuers: tuple[str, ...], on: date) -> bool:
    return any(each.kind == AUDITOR_TRAINING and each.issuer in issuers and valid_on(each, on) for each in person.certificates)


def _named(person: StaffEntered) -> NamedStaff:
    return NamedStaff(
        reference=person.reference,
        duties=("technical",) if person.technical else (),
        title_level=person.title_level,
        title_related=person.title_related,
        certificates=person.certificates,
    )


def _standing(consultancy: ConsultancyFacts, rules: RuleSet, on: date) -> Iterator[tuple[bool, str, Citation, Refused]]:
    """What 10(1) and 10(2) ask of the consultancy itself."""
    article = rules.cite("capability/consultancy-legal-standings", on=on)
    yield consultancy.legal_person, "legal-person", article, CONSULTANCY_NO_LEGAL_PERSON(article, field="consultancy")
    has = {"quality-system": consultancy.quality_system, "instruments": consultancy.instruments}
    for entry in rules.entries("capability/consultancy-requirements", on):
        article = rules.cite("capability/consultancy-requirements", entry["code"], on)
        yield has[entry["code"]], entry["code"], article, CONSULTANCY_LACKS(article, field="consultancy", requirement=label_of(entry))


def _counted(staff: Iterable[NamedStaff], conditions: tuple[Condition, ...], rules: RuleSet, on: date) -> Capability:
    people = tuple(staff)
    counting = {each: frozenset(person.reference for person in people if each.counts(person, rules, on)) for each in conditions}
    lines, shortfalls = [], []
    for condition, found in counting.items():
        needed, article = rules.integer(condition.figure, on), rules.cite(condition.figure, on=on)
        lines.append(EligibilityLine(condition.code, len(found) >= needed, f"{len(found)}", article))
        if len(found) < needed:
            shortfalls.append(condition.shortfall(article, field="staff", found=len(found), needed=needed))
    shortfalls.extend(COUNTING[rules.word("capability/person-counts", on)](counting, rules, on))
    twice = sorted(person.reference for person in people if sum(person.reference in found for found in counting.values()) > 1)
    return Capability(tuple(lines), tuple(dict.fromkeys(twice)), tuple(shortfalls))


Counting = dict[Condition, frozenset[str]]
"""References of those who count, by condition."""


def once_per_condition(counting: Counting, rules: RuleSet, on: date) -> Iterator[Refused]:
    """同一条件计一次: the same person may stand under several conditions; the register shows it."""
    return iter(())


def once_in_all(counting: Counting, rules: RuleSet, on: date) -> Iterator[Refused]:
    """全部条件计一次: any set of conditions needs as many persons as its numbers add up to (Hall's theorem)."""
    for size in range(2, len(counting) + 1):
        for chosen in combinations(counting, size):
            needed, found = sum(rules.integer(each.figure, on) for each in chosen), len(frozenset().union(*(counting[each] for each in chosen)))
            short = any(len(counting[each]) < rules.integer(each.figure, on) for each in chosen)
            if found < needed and not short:
                named = tuple(rules.cite(each.figure, on=on) for each in chosen)
                yield PERSON_COUNTED_AGAIN(rules.cite("capability/person-counts", on=on), field="staff", conditions=named, needed=needed, found=found)


COUNTING: Mapping[str, Callable[[Counting, RuleSet, date], Iterator[Refused]]] = {"once-per-condition": once_per_condition, "once": once_in_all}
"""What ``capability/person-counts`` can say."""
