"""在册情况: what register and lists hold that bears on a plan, and the question put to every condition."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from domain.case.events.plan import EligibilityLine, PlanForm

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from domain.law.citation import Citation
    from domain.law.refusal import Refused
    from domain.law.rule_set import RuleSet
    from domain.lists.mandatory_list import MandatoryList
    from domain.lists.plan_call import PlanCall
    from domain.register.enterprise import Enterprise


class OnRecord(NamedTuple):
    """在册情况: none of the three need be there: a first plan registers its enterprise."""

    enterprise: Enterprise | None = None
    call: PlanCall | None = None
    """The calls of the year of the plan."""
    mandatory: MandatoryList | None = None
    """The mandatory lists of the year asked about."""


class Asked(NamedTuple):
    """所问: a normalised form, what is on record, by which rules and as of which day."""

    form: PlanForm
    record: OnRecord
    rules: RuleSet
    on: date
    planned_on: date
    """Day of the plan: the same as ``on`` when the plan is handed in, earlier when it is amended or asked about again."""
    case_id: UUID | None = None
    """The case asked about, where there is one already; its own being open is no obstacle."""
    application: str | None = None
    """``first`` or ``repeat`` as already decided for that case."""


class Finding(NamedTuple):
    """一项条件的核查结果."""

    line: EligibilityLine
    refusals: tuple[Refused, ...]


def found(condition: str, what: str, citation: Citation, *refusals: Refused) -> Finding:
    """A finding; the condition is met where nothing is refused."""
    return Finding(EligibilityLine(condition, not refusals, what, citation), refusals)
