"""谁可以: the register and the plan phase, each command held against every role."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from application.commands import planning, register
from application.outcome import NotFoundError
from application.permissions.table import permissions
from domain.case.audit_case import AuditCase
from domain.case.events.plan import Site
from domain.fact import Capacity
from domain.register.consultancy import Consultancy
from domain.register.enterprise import Enterprise
from domain.register.events import CreditCodeAliased
from tests.examples.plan import COMMISSIONED, REASONS, form, planned
from tests.examples.register import (
    CODE,
    CONSULTANCY_CODE,
    CONSULTANCY_ID,
    DIGEST,
    ENTERPRISE_ID,
    EXPERT_ID,
    OTHER_CODE,
    able_consultancy,
    credit_code,
    enterprise_registered,
)
from tests.scenario import AGGREGATE_ID, given

if TYPE_CHECKING:
    from application.commands.command import Command

ELSEWHERE = UUID("00000000-0000-4000-8000-00000000ffff")
ACTORS = {
    "filler": Capacity(person="p-1", role="enterprise-filler", organisation=str(ENTERPRISE_ID)),
    "signer": Capacity(person="p-2", role="enterprise-signer", organisation=str(ENTERPRISE_ID)),
    "enterprise administrator": Capacity(person="p-3", role="enterprise-administrator", organisation=str(ENTERPRISE_ID)),
    "signer elsewhere": Capacity(person="p-4", role="enterprise-signer", organisation=str(ELSEWHERE)),
    "consultant": Capacity(person="p-5", role="consultant", organisation=str(CONSULTANCY_ID)),
    "consultant elsewhere": Capacity(person="p-6", role="consultant", organisation=str(ELSEWHERE)),
    "district": Capacity(person="p-7", role="district-officer", organisation="440305"),
    "other district": Capacity(person="p-8", role="district-officer", organisation="440306"),
    "officer": Capacity(person="p-9", role="bureau-officer"),
    "approver": Capacity(person="p-10", role="bureau-approver"),
    "leadership": Capacity(person="p-11", role="leadership"),
    "expert": Capacity(person="p-12", role="expert", organisation=str(EXPERT_ID)),
    "auditor": Capacity(person="p-13", role="auditor"),
    "regulator": Capacity(person="p-14", role="regulator"),
    "administrator": Capacity(person="p-15", role="administrator"),
    "public": Capacity(person="p-16", role="public"),
    "clock": Capacity(person="system:clock", role="system"),
    "command line": Capacity(person="system:cli", role="system"),
}
ENTERPRISE_SIDE = {"filler", "signer", "enterprise administrator"}
TODAY = date(2026, 3, 2)


class RegisterAtHand:
    """A planned case of the example enterprise and its consultancy: what the conditions look at."""

    def __init__(self, on: date = TODAY, alias: str | None = None) -> None:
        self.on = self.today = on
        self._alias = alias
        self._case = given(AuditCase, planned(**COMMISSIONED)).aggregate

    def case(self, case_id: UUID) -> AuditCase:
        if case_id != AGGREGATE_ID:
            raise NotFoundError(str(case_id))
        return self._case

    def find(self, kind: type[Any], aggregate_id: UUID) -> Any:
        if kind is Consultancy and aggregate_id == CONSULTANCY_ID:
            return given(Consultancy, *able_consultancy(), aggregate_id=CONSULTANCY_ID).aggregate
        if kind is Enterprise and aggregate_id == ENTERPRISE_ID:
            return given(Enterprise, enterprise_registered(), aggregate_id=ENTERPRISE_ID).aggregate
        if kind is Enterprise and self._alias is not None:
            return given(Enterprise, CreditCodeAliased(credit_code=self._alias, enterprise_id=ENTERPRISE_ID), aggregate_id=aggregate_id).aggregate
        return None


def allowed(command: Command, work: RegisterAtHand | None = None) -> set[str]:
    row: Any = permissions()[type(command)]
    return {name for name, actor in ACTORS.items() if row(actor, command, work or RegisterAtHand())}


CASE = AGGREGATE_ID
PLAN = planning.PlanCase(form=form())
MANDATE = register.GrantMandate(consultancy_id=CONSULTANCY_ID, enterprise_id=ENTERPRISE_ID, from_on=TODAY, until_on=TODAY)
STAFF = register.EnterStaff(
    consultancy_id=CONSULTANCY_ID, reference="s", title_level="senior", title_related=True, technical=True, certificates=(), name="示例"
)


ROWS: list[tuple[Command, set[str]]] = [
    (PLAN, {*ENTERPRISE_SIDE, "consultant", "command line"}),
    (planning.AmendPlan(case_id=CASE, form=form()), {*ENTERPRISE_SIDE, "consultant"}),
    (planning.ReturnPlan(case_id=CASE, reasons=REASONS), {"district"}),
    (planning.EndorsePlan(case_id=CASE), {"district"}),
    (planning.ReportBatch(number="1号", case_ids=(CASE,)), {"district"}),
    (planning.DeclinePlan(case_id=CASE, reasons=REASONS), {"officer", "approver"}),
    (planning.TransferDistrict(case_id=CASE, site=Site("甲", "440306"), handover_digest=DIGEST, reason="迁址"), {"district", "officer"}),
    (planning.ChangeConsultancy(case_id=CASE, to_id=None, handover_digest=DIGEST, reason="自行组织"), ENTERPRISE_SIDE),
    (planning.OpenPlanCall(year=2026, batch=1, opens_on=TODAY, closes_on=TODAY), {"officer"}),
    (planning.ExtendPlanCall(year=2026, closes_on=TODAY, reason="延长"), {"officer"}),
    (
        planning.EnterMandatoryList(year=2026, authority="示例局", document="1号", published_on=TODAY, credit_codes=(CODE,)),
        {"officer"},
    ),
    (register.RegisterEnterprise(credit_code=CODE, name="示例"), {"district", "other district", "officer", "command line"}),
    (register.RenameEnterprise(enterprise_id=ENTERPRISE_ID, name="示例"), {*ENTERPRISE_SIDE, "officer"}),
    (register.ChangeCreditCode(enterprise_id=ENTERPRISE_ID, credit_code=OTHER_CODE), {"officer"}),
    (register.MergeEnterprise(enterprise_id=ENTERPRISE_ID, into_id=ELSEWHERE), {"officer"}),
    (
        register.RecordPriorPass(enterprise_id=ENTERPRISE_ID, passed_on=TODAY, rule_document="sz-2019-9", evidence_digest=DIGEST),
        {"officer"},
    ),
    (register.AdmitRepeat(enterprise_id=ENTERPRISE_ID, reason="改造"), {"officer"}),
    (register.OpenReapplication(enterprise_id=ENTERPRISE_ID), {"clock"}),
    (register.RegisterConsultancy(credit_code=CONSULTANCY_CODE, name="示例"), {"consultant", "officer", "command line"}),
    (register.RenameConsultancy(consultancy_id=CONSULTANCY_ID, name="示例"), {"consultant", "officer"}),
    (register.ChangeConsultancyCode(consultancy_id=CONSULTANCY_ID, credit_code=OTHER_CODE), {"officer"}),
    (
        register.ProfileConsultancy(consultancy_id=CONSULTANCY_ID, legal_person=True, quality_system=True, instruments=True),
        {"consultant", "officer"},
    ),
    (STAFF, {"consultant", "officer"}),
    (register.StaffLeaves(consultancy_id=CONSULTANCY_ID, reference="s", left_on=TODAY), {"consultant", "officer"}),
    (MANDATE, ENTERPRISE_SIDE),
    (
        register.EndMandate(consultancy_id=CONSULTANCY_ID, enterprise_id=ENTERPRISE_ID, ended_on=TODAY),
        {*ENTERPRISE_SIDE, "consultant"},
    ),
    (
        register.RegisterExpert(person="p", title_level="senior", practising_since=TODAY, fields=("industry",)),
        {"officer", "command line"},
    ),
    (
        register.AmendExpert(expert_id=EXPERT_ID, title_level="senior", practising_since=TODAY, fields=("industry",)),
        {"officer"},
    ),
    (register.RecordInterest(expert_id=EXPERT_ID, organisation_id=ENTERPRISE_ID, kind="client"), {"expert", "officer"}),
    (register.GrantRole(person_id=ELSEWHERE, role="bureau-officer"), {"administrator", "command line"}),
    (
        register.RevokeRole(person_id=ELSEWHERE, role="enterprise-signer", organisation=str(ENTERPRISE_ID), reasons=REASONS),
        {"administrator", "enterprise administrator"},
    ),
]


# Who may do what; everybody who is not named may not.
@pytest.mark.parametrize(("command", "who"), ROWS, ids=[type(command).__name__ for command, _ in ROWS])
def test_who_may(command: Command, who: set[str]) -> None:
    assert allowed(command) == who


def test_every_command_of_register_and_plan_is_held_against_the_roles() -> None:
    asked = {type(command) for command, _ in ROWS}
    assert asked == {command for command in permissions() if command.__module__ in {planning.__name__, register.__name__}}


def test_an_enterprises_administrator_grants_the_roles_of_its_own_enterprise() -> None:
    def grant(role: str, organisation: UUID) -> set[str]:
        return allowed(register.GrantRole(person_id=ELSEWHERE, role=role, organisation=str(organisation)))

    assert grant("enterprise-filler", ENTERPRISE_ID) == {"administrator", "enterprise administrator", "command line"}
    assert grant("enterprise-filler", ELSEWHERE) == {"administrator", "command line"}
    assert grant("enterprise-administrator", ENTERPRISE_ID) == {"administrator", "command line"}


def test_a_form_with_another_enterprises_code_is_nobody_elses_to_hand_in() -> None:
    assert allowed(planning.PlanCase(form=form(credit_code=OTHER_CODE))) == {"command line"}


def test_a_later_code_of_the_enterprise_is_its_own() -> None:
    later = credit_code(77)
    assert allowed(planning.PlanCase(form=form(credit_code=later)), RegisterAtHand(alias=later)) == {*ENTERPRISE_SIDE, "consultant", "command line"}


def test_a_faulty_code_is_left_to_be_named_by_the_handler() -> None:
    assert allowed(planning.PlanCase(form=form(credit_code="x"))) == {*ENTERPRISE_SIDE, "signer elsewhere", "consultant", "command line"}


def test_a_mandate_that_ended_ends_the_right_to_plan() -> None:
    assert "consultant" not in allowed(PLAN, RegisterAtHand(on=date(2028, 1, 1)))
