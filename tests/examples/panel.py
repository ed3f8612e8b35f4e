"""Examples of panels: experts fit and unfit, an acceptance-listed case, a panel appointed, a visit scheduled."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING
from uuid import UUID

from domain.case.audit_case import AuditCase
from domain.case.events.panel import (
    ConflictDeclared,
    ExpertConfirmed,
    ExpertFacts,
    ExpertInvited,
    ExpertWithdrew,
    InterestFinding,
    PanelAppointed,
    RecusalRequested,
    VisitScheduled,
)
from domain.fact import Capacity, Fact, Stamp
from domain.law.rulebook import rule_set
from tests.examples.plan import COMMISSIONED, planned
from tests.examples.register import CONSULTANCY_ID, ENTERPRISE_ID
from tests.examples.review import listed_for_acceptance
from tests.scenario import OFFICER, Scenario, given, stamp

if TYPE_CHECKING:
    from collections.abc import Callable

RULES = rule_set("sz-2025-5")
PANEL_ON = date(2026, 9, 20)
"""Day on which panels are formed."""
VISIT_ON = date(2026, 10, 15)

INDUSTRY, PRODUCTION, ENERGY, SPARE = (UUID(f"00000000-0000-4000-8000-00000000000{n}") for n in "1234")
PANEL = (INDUSTRY, PRODUCTION, ENERGY)
FIELDS = {INDUSTRY: ("industry",), PRODUCTION: ("cleaner-production",), ENERGY: ("energy-environment",), SPARE: ("industry", "energy-environment")}

History = tuple[Fact | tuple[Fact, Stamp], ...]


def expert_capacity(expert_id: UUID) -> Capacity:
    """The expert, acting."""
    return Capacity(person=f"p-{expert_id.int}", role="expert", organisation=str(expert_id))


def expert(expert_id: UUID, title_level: str = "senior", practice_years: int = 15, fields: tuple[str, ...] | None = None) -> ExpertFacts:
    """An expert with a senior title, fit for a panel, unless said otherwise."""
    return ExpertFacts(
        expert_id=expert_id, title_level=title_level, practice_years=practice_years, fields=FIELDS[expert_id] if fields is None else fields
    )


def tie(party: str = "consultancy", kind: str = "employer") -> InterestFinding:
    """A tie the register knows."""
    return InterestFinding(party=party, organisation_id=CONSULTANCY_ID if party == "consultancy" else ENTERPRISE_ID, kind=kind, source="register")


def invited(expert_id: UUID) -> ExpertInvited:
    """An expert of the example, invited."""
    return ExpertInvited(expert=expert(expert_id), searched=(CONSULTANCY_ID, ENTERPRISE_ID))


def confirmed(expert_id: UUID) -> ExpertConfirmed:
    """Confirmed with undertaking and declaration."""
    return ExpertConfirmed(expert_id=expert_id, undertaking_version="2026-1", no_interest_declared=True)


def conflict(expert_id: UUID, party: str = "consultancy") -> ConflictDeclared:
    """A tie that came up."""
    return ConflictDeclared(expert_id=expert_id, party=party, kind="past-work", declared_by="expert", text="2022 年曾为该机构编制报告")


def withdrew(expert_id: UUID, cause: str = "unable") -> ExpertWithdrew:
    """An expert who left."""
    return ExpertWithdrew(expert_id=expert_id, cause=cause, reason="另有公务")


def recusal_requested(expert_id: UUID) -> RecusalRequested:
    """The enterprise asks that an expert withdraw."""
    return RecusalRequested(expert_id=expert_id, asked_by="enterprise", grounds="该专家现任职于竞争企业")


def appointed(*experts: UUID) -> PanelAppointed:
    """The panel of the three, or of those named."""
    facts = tuple(expert(each) for each in experts or PANEL)
    covered = tuple(sorted({field for each in facts for field in each.fields}))
    return PanelAppointed(experts=facts, bureau_members=("p-officer",), district_members=("p-nanshan",), covered_fields=covered)


def scheduled(visit_on: date = VISIT_ON) -> VisitScheduled:
    """A visit at half past nine."""
    return VisitScheduled(visit_on=visit_on, starts_at=time(9, 30), place="南山区示例工业园1栋")


def listed_case() -> History:
    """A commissioned case on the acceptance list."""
    return ((planned(**COMMISSIONED), stamp(date(2026, 3, 2))), (listed_for_acceptance(), stamp(date(2026, 9, 15))))


def confirmed_case(*experts: UUID) -> History:
    """Those experts (by default the three and a spare) invited and confirmed."""
    on = stamp(PANEL_ON)
    named = experts or (*PANEL, SPARE)
    return (*listed_case(), *((invited(each), on) for each in named), *((confirmed(each), on) for each in named))


def panel_case() -> History:
    """The panel appointed, a spare confirmed beside it."""
    return (*confirmed_case(), (appointed(), stamp(PANEL_ON)))


def visit_case() -> History:
    """The visit scheduled."""
    return (*panel_case(), (scheduled(), stamp(PANEL_ON)))


def forming(history: History, decide: Callable[[AuditCase], object], *, on: date = PANEL_ON, by: Capacity = OFFICER) -> Scenario[AuditCase]:
    """Ask for a decision on the panel on the day it is formed."""
    return given(AuditCase, *history).when(decide, on=on, by=by)
