"""利益关系核对: what the register knows of an expert and of ties to the parties of a case, as of a day (R2025 20(3))."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.calendar.periods import completed
from domain.case.events.panel import ExpertFacts, InterestFinding

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from domain.case.audit_case import AuditCase
    from domain.law.rule_set import RuleSet
    from domain.register.expert import Expert
    from domain.register.person import Person
    from domain.register.person_events import InterestRecorded


def facts_of(expert: Expert, on: date) -> ExpertFacts:
    """专家条件: title, completed years of practice and fields of that day."""
    years = on.year - expert.practising_since.year
    if not completed(expert.practising_since, years, on):
        years -= 1
    return ExpertFacts(expert_id=expert.id, title_level=expert.title_level, practice_years=years, fields=expert.fields)


def organisations_searched(case: AuditCase, rules: RuleSet, on: date) -> dict[UUID, str]:
    """利益关系核对对象: organisation to party; the enterprise, the consultancy and those the case had before."""
    consultancies = (*case.former_consultancies, *((case.consultancy_id,) if case.consultancy_id else ()))
    parties: dict[str, tuple[UUID, ...]] = {"enterprise": (case.enterprise_id,), "consultancy": consultancies}
    return {organisation: party for party in rules.words("panel/interested-parties", on) for organisation in parties[party]}


def ties(case: AuditCase, expert: Expert, person: Person | None, rules: RuleSet, on: date) -> tuple[InterestFinding, ...]:
    """已知利益关系: the register's ties between the expert and the parties; those that ended count where the rules say so.

    Who acts for a party in another capacity is tied to it, whether anybody entered that or not: ``person`` is who the expert is.
    """
    searched = organisations_searched(case, rules, on)
    held = frozenset(grant.organisation for grant in person.grants) if person else frozenset()
    return (
        *(
            InterestFinding(party=party, organisation_id=organisation, kind=tie.kind, source="register")
            for organisation, party in searched.items()
            for tie in expert.interests_in(organisation)
            if _counts(tie, rules, on)
        ),
        *(
            InterestFinding(party=party, organisation_id=organisation, kind="employer", source="register")
            for organisation, party in searched.items()
            if str(organisation) in held
        ),
    )


def organisation_of(case: AuditCase, party: str) -> UUID | None:
    """利益关系的一方: the enterprise, or the consultancy of the case, the last one where it has none any more."""
    return case.enterprise_id if party == "enterprise" else case.consultancy_id or next(iter(reversed(case.former_consultancies)), None)


def _counts(tie: InterestRecorded, rules: RuleSet, on: date) -> bool:
    lasts = tie.until_on is None or tie.until_on >= on
    return lasts or rules.word("panel/ended-interests", on) == "count"
