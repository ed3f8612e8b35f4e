"""What the register keeps of experts and of the roles people act in."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from domain.register import expert as experts
from domain.register import person as persons
from domain.register.expert import Expert
from domain.register.person import Person
from domain.register.person_events import ExpertAmended, ExpertRegistered, InterestRecorded, RoleGranted, RoleRevoked
from tests.examples.register import ENTERPRISE_ID, REASON, expert_registered
from tests.scenario import given

TODAY = date(2026, 3, 2)
FIELDS = ("industry", "cleaner-production")


def register(expert: Expert, *, title_level: str = "senior", since: date = date(2000, 7, 1), fields: tuple[str, ...] = FIELDS) -> None:
    experts.register(expert, person="p-expert", title_level=title_level, practising_since=since, fields=fields, on=TODAY)


def test_an_expert_enters_with_title_practice_and_fields() -> None:
    given(Expert).when(register).then(ExpertRegistered(person="p-expert", title_level="senior", practising_since=date(2000, 7, 1), fields=FIELDS))
    given(Expert, expert_registered()).when(register).then_refused(None, code="expert-already-registered")


def test_every_fault_of_an_expert_is_named_at_once() -> None:
    refused = given(Expert).when(lambda each: register(each, title_level="professor", since=date(2027, 1, 1), fields=("law",))).then_refused(None)
    assert [each.field for each in refused.every] == ["title_level", "practising_since", "fields"]
    given(Expert).when(lambda each: register(each, fields=())).then_refused(None, code="expert-fields-missing")


def test_an_expert_is_amended_as_a_whole() -> None:
    given(Expert, expert_registered()).when(
        lambda each: experts.amend(each, title_level="intermediate", practising_since=date(2010, 1, 1), fields=FIELDS, on=TODAY)
    ).then(ExpertAmended(title_level="intermediate", practising_since=date(2010, 1, 1), fields=FIELDS))


def test_a_tie_to_an_organisation_is_kept_with_its_days() -> None:
    tie = InterestRecorded(organisation_id=ENTERPRISE_ID, kind="employer", from_on=date(2015, 1, 1), until_on=None)
    recorded = given(Expert, expert_registered()).when(
        lambda each: experts.record_interest(each, organisation_id=ENTERPRISE_ID, kind="employer", from_on=date(2015, 1, 1), until_on=None)
    )
    assert recorded.then(tie).interests_in(ENTERPRISE_ID) == (tie,)
    assert recorded.aggregate.interests_in(UUID(int=5)) == ()


@pytest.mark.parametrize(
    ("kind", "until_on", "code"),
    [("friend", None, "interest-kind-unknown"), ("client", date(2014, 1, 1), "interest-ends-before-start")],
)
def test_a_malformed_tie_is_refused(kind: str, until_on: date | None, code: str) -> None:
    given(Expert, expert_registered()).when(
        lambda each: experts.record_interest(each, organisation_id=ENTERPRISE_ID, kind=kind, from_on=date(2015, 1, 1), until_on=until_on)
    ).then_refused(None, code=code)


def test_a_person_may_hold_several_roles_each_once() -> None:
    officer = RoleGranted(role="district-officer", organisation="440305")
    given(Person, officer).when(lambda each: persons.grant_role(each, role="expert", organisation="e1")).then(
        RoleGranted(role="expert", organisation="e1")
    )
    given(Person, officer).when(lambda each: persons.grant_role(each, role="district-officer", organisation="440305")).then_refused(
        None, code="role-already-granted"
    )


@pytest.mark.parametrize(
    ("role", "organisation", "code"),
    [("emperor", None, "role-unknown"), ("system", None, "role-unknown"), ("consultant", None, "role-needs-organisation")],
)
def test_a_role_that_cannot_be_held_is_refused(role: str, organisation: str | None, code: str) -> None:
    given(Person).when(lambda each: persons.grant_role(each, role=role, organisation=organisation)).then_refused(None, code=code)


def test_a_role_is_revoked_with_a_reason() -> None:
    held = RoleGranted(role="bureau-officer", organisation=None)

    given(Person, held).when(lambda each: persons.revoke_role(each, role="bureau-officer", organisation=None, reasons=(REASON,))).then(
        RoleRevoked(role="bureau-officer", organisation=None, reasons=(REASON,))
    )
    given(Person, held).when(lambda each: persons.revoke_role(each, role="bureau-officer", organisation=None, reasons=())).then_refused(
        None, code="revocation-without-reason"
    )
    given(Person, held).when(lambda each: persons.revoke_role(each, role="expert", organisation="e1", reasons=(REASON,))).then_refused(
        None, code="role-not-granted"
    )
