"""Art. 20(3): an expert's ties are looked for in every capacity of the person and in earlier cases, not in what was entered alone."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from application.commands.panel import ConfirmExpert, DeclareConflict, InviteExpert
from application.commands.register import GrantRole
from domain.case.audit_case import AuditCase
from domain.fact import Capacity
from domain.law.refusal import Refused
from domain.register.consultancy import Consultancy
from domain.register.enterprise import Enterprise
from domain.register.expert import Expert
from domain.register.person import Person
from domain.register.person_events import ExpertRegistered, RoleGranted
from tests.application.put_on_record import at_nine, put_on_record
from tests.examples.panel import PANEL_ON, listed_case
from tests.examples.register import CASE_ID, CONSULTANCY_ID, ENTERPRISE_ID, able_consultancy, case_opened, enterprise_registered
from tests.scenario import OFFICER

if TYPE_CHECKING:
    from application.casework import Casework
    from application.clock import SetClock

ADMINISTRATOR = Capacity(person="p-admin", role="administrator")
PERSON, EXPERT = UUID(int=0xABC), UUID(int=0xABD)
ACTING = Capacity(str(PERSON), "expert", str(EXPERT))
INVITED = InviteExpert(case_id=CASE_ID, expert_id=EXPERT)


@pytest.fixture
def listed(casework: Casework, clock: SetClock) -> Casework:
    """A commissioned case on the acceptance list, and an expert who signs in."""
    facts = ExpertRegistered(person=str(PERSON), title_level="senior", practising_since=date(2000, 7, 1), fields=("industry",))
    put_on_record(
        casework,
        (Enterprise, ENTERPRISE_ID, (enterprise_registered(), case_opened(CASE_ID))),
        (Consultancy, CONSULTANCY_ID, able_consultancy()),
        (AuditCase, CASE_ID, listed_case()),
        (Expert, EXPERT, (facts,)),
        (Person, PERSON, (RoleGranted(role="expert", organisation=str(EXPERT)),)),
    )
    at_nine(clock, PANEL_ON)
    return casework


@pytest.mark.parametrize(
    ("role", "organisation"), [("consultant", CONSULTANCY_ID), ("enterprise-signer", ENTERPRISE_ID)], ids=["consultancy", "enterprise"]
)
def test_who_acts_for_a_party_in_another_capacity_is_tied_to_it(listed: Casework, role: str, organisation: UUID) -> None:
    listed.handle(INVITED, OFFICER)
    listed.handle(GrantRole(person_id=PERSON, role=role, organisation=str(organisation)), ADMINISTRATOR)
    confirm = ConfirmExpert(case_id=CASE_ID, undertaking_version="2026-1", no_interest_declared=True)
    with pytest.raises(Refused, check=lambda no: (no.code, str(no.citation)) == ("known-interest", "20(3)")):
        listed.handle(confirm, ACTING)


def test_a_tie_declared_in_one_case_is_found_before_the_next_invitation(listed: Casework) -> None:
    listed.handle(INVITED, OFFICER)
    listed.handle(DeclareConflict(case_id=CASE_ID, expert_id=EXPERT, party="consultancy", kind="client", text="曾为其客户"), ACTING)
    known = Expert(EXPERT).replay((recorded.fact, recorded.stamp) for recorded in listed.events.get(EXPERT))
    assert [(tie.organisation_id, tie.kind) for tie in known.interests] == [(CONSULTANCY_ID, "client")]
    other = UUID(int=0xCA5E)
    put_on_record(listed, (AuditCase, other, listed_case()))
    with pytest.raises(Refused, check=lambda no: no.code == "known-interest"):
        listed.handle(InviteExpert(case_id=other, expert_id=EXPERT), OFFICER)
