"""What a law case can ask: each question takes the situation, the rules and the day, and answers with outcome and articles."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.calendar.deadline import StartFact, publication_deadline, reapplication_window, revision_deadline
from domain.calendar.periods import clears_on
from domain.calendar.working_days import shipped_calendar
from domain.case.capability import capability_of_consultancy, capability_of_enterprise
from domain.case.eligibility import (
    consultancy_named,
    founded_long_enough,
    in_the_field,
    not_on_mandatory_list,
    produces_in_shenzhen,
    stands_as_legal_person,
)
from domain.case.events.acceptance import Score
from domain.case.events.audit import ConsultancyFacts, NamedStaff
from domain.case.events.panel import ExpertFacts
from domain.case.events.plan import PlanForm, Site
from domain.case.judgement import judge, shown
from domain.case.panel_composition import composition_faults
from domain.case.reapplication import outside_five_years
from domain.case.standing import Asked, OnRecord
from domain.law.districts import district_named
from domain.law.figure import UnknownFigure
from domain.law.rulebook import NoRuleInForce, in_force
from domain.register.certificate import Certificate
from domain.scoring.combining import combine
from domain.scoring.events import Mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from domain.law.refusal import Refused
    from domain.law.rule_set import RuleSet

Situation = dict[str, Any]
Answer = tuple[object, tuple[str, ...]]


def rules_in_force(situation: Situation, rules: RuleSet, day: date) -> Answer:
    try:
        found = in_force(day).id
    except NoRuleInForce:
        return "none", ("27",)
    return found, ("27",) if found == "sz-2025-5" else ()


def figure(situation: Situation, rules: RuleSet, day: date) -> Answer:
    try:
        found = rules.figure(situation["figure"], day)
    except UnknownFigure:
        return "unknown", ()
    if "entry" in situation:
        named = next(entry["zh"] for entry in rules.entries(found.path, day) if entry["code"] == situation["entry"])
        return named, (str(rules.cite(found.path, situation["entry"], day)),)
    said = str(found.value) if isinstance(found.value, Decimal) else found.value
    return (rules.words(found.path, day) if isinstance(said, list) else said), (str(found.citation),)


def plan(situation: Situation, rules: RuleSet, day: date) -> Answer:
    """An enterprise that may apply, changed as the situation says."""
    place = district_named(situation.get("district", "福田区"))
    form = PlanForm(
        enterprise_name="示例电子（深圳）有限公司",
        credit_code="91350100M000100Y43",
        registered_address="示例路 1 号",
        sites=(Site(address="示例路 1 号", district=place.code if place else situation["district"]),),
        industry=situation.get("industry", "C3982"),
        founded_on=situation.get("founded_on", date(2015, 1, 1)),
        legal_standing=situation.get("legal_standing", "independent-legal-person"),
        main_products="示例产品",
        audit_mode=situation.get("audit_mode", "self"),
        planned_start=day,
        planned_finish=day,
        on_mandatory_list=situation.get("on_mandatory_list", False),
        last_pass_on=situation.get("last_pass_on"),
    )
    asked = Asked(form=form, record=OnRecord(), rules=rules, on=day, planned_on=day)
    conditions = (
        produces_in_shenzhen,
        in_the_field,
        founded_long_enough,
        stands_as_legal_person,
        not_on_mandatory_list,
        outside_five_years,
        consultancy_named,
    )
    return refused_or("eligible", (refusal for condition in conditions for refusal in condition(asked).refusals))


def self_audit(situation: Situation, rules: RuleSet, day: date) -> Answer:
    """Numbers of persons, each standing for one condition alone; the auditors' certificates by issuer and last day."""
    until, issuer = situation.get("valid_to"), situation.get("issuer", "guangdong")
    people = [
        *(staff(f"c{n}", "energy", ("post-training", "national", until)) for n in range(situation["certified"])),
        *(staff(f"a{n}", "cleaner-production", ("auditor-training", issuer, until)) for n in range(situation["auditors"])),
        *(staff(f"l{n}", "lead", ("title", "guangdong", None), title="senior") for n in range(situation["leads"])),
    ]
    return refused_or("capable", capability_of_enterprise(people, rules, day).shortfalls)


def consultancy(situation: Situation, rules: RuleSet, day: date) -> Answer:
    """Numbers of persons, each standing for one condition alone; what the consultancy itself has unless said otherwise."""
    training = ("auditor-training", situation.get("issuer", "guangdong"), None)
    facts = ConsultancyFacts(
        legal_person=situation.get("legal_person", True),
        quality_system=situation.get("quality_system", True),
        instruments=situation.get("instruments", True),
        staff=(
            *(staff(f"s{n}", "other", ("title", "guangdong", None), title="senior") for n in range(situation["senior"])),
            *(staff(f"t{n}", "technical", ("title", "guangdong", None)) for n in range(situation["technical"])),
            *(staff(f"a{n}", "other", training) for n in range(situation["auditors"])),
        ),
    )
    return refused_or("capable", capability_of_consultancy(facts, rules, day).shortfalls)


def staff(reference: str, duty: str, certificate: tuple[str, str, date | None], title: str = "none") -> NamedStaff:
    kind, issuer, valid_to = certificate
    held = Certificate(kind=kind, issuer=issuer, valid_to=valid_to)
    return NamedStaff(reference=reference, duties=(duty,), title_level=title, title_related=title == "senior", certificates=(held,))


def panel(situation: Situation, rules: RuleSet, day: date) -> Answer:
    """Experts as lines of title, years of practice and fields."""
    experts = [
        ExpertFacts(expert_id=UUID(int=number), title_level=line["title"], practice_years=line["years"], fields=tuple(line["fields"]))
        for number, line in enumerate(situation["experts"])
    ]
    return refused_or("complete", composition_faults(experts, rules, day))


def result(situation: Situation, rules: RuleSet, day: date) -> Answer:
    """A combined score, written as a decimal, and the vetoes that hold."""
    judgement = judge(score_of(situation), tuple(situation.get("vetoes", ())), rules, day)
    outcome = f"{judgement.result}, {judgement.grade}" if judgement.grade else judgement.result
    return outcome, tuple(str(each) for each in judgement.citations)


def shown_score(situation: Situation, rules: RuleSet, day: date) -> Answer:
    """How the score of several sheets is shown."""
    return shown(score_of(situation), rules, day), (str(rules.cite("scoring/display-places", on=day)),)


def score_of(situation: Situation) -> Score:
    if "sheets" in situation:
        return combine([(Mark(item="A1", points=Decimal(total)),) for total in situation["sheets"]], in_force(date(2026, 1, 1)))
    exact = Fraction(situation["score"])
    return Score(exact.numerator, exact.denominator)


def final_papers(situation: Situation, rules: RuleSet, day: date) -> Answer:
    facts = tuple(StartFact(name, situation[key]) for name, key in (("held", "held_on"), ("opinion-delivered", "delivered_on")) if key in situation)
    deadline = revision_deadline(facts, rules, shipped_calendar())
    return deadline.last_day, (str(deadline.citation),)


def first_application_again(situation: Situation, rules: RuleSet, day: date) -> Answer:
    window = reapplication_window(situation["passed_on"], rules)
    return window.first_day, (str(window.citation),)


def look_back_clears(situation: Situation, rules: RuleSet, day: date) -> Answer:
    path = situation["look_back"]
    return clears_on(situation["recorded_on"], rules.integer(path, day)), (str(rules.cite(path, on=day)),)


def publication(situation: Situation, rules: RuleSet, day: date) -> Answer:
    deadline = publication_deadline(situation["decided_on"], rules, shipped_calendar())
    return deadline.last_day, (str(deadline.citation),)


def refused_or(fine: str, refusals: Iterable[Refused]) -> Answer:
    found = tuple(refusals)
    return (tuple(each.code for each in found) if found else fine), tuple(dict.fromkeys(str(each.citation) for each in found))


QUESTIONS: dict[str, Callable[[Situation, RuleSet, date], Answer]] = {
    "rules-in-force": rules_in_force,
    "figure": figure,
    "plan": plan,
    "self-audit": self_audit,
    "consultancy": consultancy,
    "panel": panel,
    "result": result,
    "shown-score": shown_score,
    "final-papers": final_papers,
    "first-application-again": first_application_again,
    "look-back-clears": look_back_clears,
    "publication": publication,
}
