"""The register and the plan phase through commands, on both databases."""

from __future__ import annotations

import threading
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest

from application.commands import planning, register
from application.outcome import NotAllowedError, NotFoundError, StaleError
from application.work import Work
from domain.case.audit_case import AuditCase
from domain.case.events.plan import PlanReported, Site
from domain.fact import Capacity
from domain.law.refusal import Refused
from domain.lists.events import BatchReported
from domain.lists.plan_batch import batch_digest
from domain.register.consultancy import Consultancy
from domain.register.credit_code import consultancy_id, enterprise_id
from domain.register.enterprise import Enterprise
from domain.register.person import Person
from tests.application.put_on_record import at_nine, put_on_record
from tests.examples.plan import COMMISSIONED, DISTRICT_OFFICER, OTHER_DISTRICT_OFFICER, REASONS, form
from tests.examples.register import (
    CODE,
    CONSULTANCY_CODE,
    CONSULTANCY_ID,
    DIGEST,
    ENTERPRISE_ID,
    OTHER_CODE,
    able_consultancy,
    consultancy_registered,
    credit_code,
    enterprise_registered,
    mandate_granted,
    prior_pass,
)
from tests.scenario import APPROVER, OFFICER

if TYPE_CHECKING:
    from application.casework import Casework
    from application.clock import SetClock
    from application.commands.command import Command
    from domain.aggregate import Aggregate

FILLER = Capacity(person="p-filler", role="enterprise-filler", organisation=str(ENTERPRISE_ID))
CONSULTANT = Capacity(person="p-consultant", role="consultant", organisation=str(CONSULTANCY_ID))
COMMAND_LINE = Capacity(person="system:cli", role="system")
ADMINISTRATOR = Capacity(person="p-admin", role="administrator")
TODAY = date(2026, 3, 2)


def do(casework: Casework, command: Command, actor: Capacity = OFFICER) -> UUID:
    created = casework.handle(command, actor).created
    return created or UUID(int=0)


def plan(casework: Casework, actor: Capacity = COMMAND_LINE, **changes: Any) -> UUID:
    return do(casework, planning.PlanCase(form=form(**changes)), actor)


def endorsed(casework: Casework, number: int) -> UUID:
    case_id = plan(casework, credit_code=credit_code(number))
    do(casework, planning.EndorsePlan(case_id=case_id), DISTRICT_OFFICER)
    return case_id


def folded(casework: Casework, kind: type[Any], aggregate_id: UUID) -> Any:
    work = Work(casework)
    work.begin(OFFICER, on=None, backdated_because=None, correlation_id=None)
    return work.get(kind, aggregate_id)


def refused(casework: Casework, command: Command, actor: Capacity = OFFICER) -> list[tuple[str | None, str]]:
    with pytest.raises(Refused) as no:
        casework.handle(command, actor)
    return [(str(each.citation) if each.citation else None, each.code) for each in no.value.every]


def topics(casework: Casework) -> list[str]:
    """What stands in the record; refusals are kept beside it, and have tests of their own."""
    return [entry.topic for entry in casework.recorder.select_notifications(1, 500) if entry.topic != "refusal.RequestRefused"]


# --------------------------------------------------------------------------------------------------------------- the plan


def test_an_enterprise_plans_for_itself_alone(casework: Casework) -> None:
    with pytest.raises(NotAllowedError):
        plan(casework, FILLER, credit_code=OTHER_CODE)
    plan(casework, FILLER)
    assert topics(casework).count("case.Planned") == 1


def test_a_faulty_code_on_its_own_form_is_named_and_not_forbidden(casework: Casework) -> None:
    assert refused(casework, planning.PlanCase(form=form(credit_code="91350100M000100Y44")), FILLER) == [(None, "credit-code-check-character")]


def test_a_consultancy_plans_while_its_mandate_runs(casework: Casework, clock: SetClock) -> None:
    put_on_record(casework, (Consultancy, CONSULTANCY_ID, (consultancy_registered(), mandate_granted(until_on=TODAY))))
    at_nine(clock, date(2026, 3, 3))
    with pytest.raises(NotAllowedError):
        plan(casework, CONSULTANT, **COMMISSIONED)
    at_nine(clock, TODAY)
    plan(casework, CONSULTANT, **COMMISSIONED)
    assert topics(casework).count("case.Planned") == 1


def test_a_declared_pass_is_recorded_with_the_plan_and_once(casework: Casework) -> None:
    case_id = plan(casework, last_pass_on=date(2021, 2, 28))
    enterprise = folded(casework, Enterprise, ENTERPRISE_ID)
    (known,) = enterprise.prior_passes
    assert (known.passed_on, known.source, known.rule_document) == (date(2021, 2, 28), "declared", "sz-2019-9")
    do(casework, planning.AmendPlan(case_id=case_id, form=form(last_pass_on=date(2021, 2, 28), main_products="新品")), FILLER)
    assert topics(casework).count("enterprise.PriorPassRecorded") == 1


def test_a_faulty_plan_leaves_nothing_and_takes_no_number(casework: Casework) -> None:
    refused(casework, planning.PlanCase(form=form(industry="A0111")), COMMAND_LINE)
    assert topics(casework) == []
    assert folded(casework, AuditCase, plan(casework)).number == "QJ-2026-000001"


def test_a_plan_outside_the_call_of_the_year_is_refused(casework: Casework) -> None:
    do(casework, planning.OpenPlanCall(year=2026, batch=1, opens_on=date(2026, 1, 5), closes_on=date(2026, 2, 27)))
    assert refused(casework, planning.PlanCase(form=form()), COMMAND_LINE) == [("16", "plan-call-closed")]
    do(casework, planning.ExtendPlanCall(year=2026, closes_on=TODAY, reason="申报企业较多"))
    assert folded(casework, AuditCase, plan(casework)).planned.call_id is not None


def test_a_plan_of_an_enterprise_on_the_mandatory_list_is_refused(casework: Casework) -> None:
    entered = planning.EnterMandatoryList(year=2026, authority="示例局", document="示例〔2026〕1号", published_on=TODAY, credit_codes=(CODE,))
    do(casework, entered)
    assert refused(casework, planning.PlanCase(form=form()), COMMAND_LINE) == [("15(2)", "on-mandatory-list")]


def test_an_admitted_repeat_is_taken_once(casework: Casework) -> None:
    put_on_record(casework, (Enterprise, ENTERPRISE_ID, (enterprise_registered(), prior_pass())))
    assert refused(casework, planning.PlanCase(form=form()), COMMAND_LINE) == [("14", "inside-five-years")]
    do(casework, register.AdmitRepeat(enterprise_id=ENTERPRISE_ID, reason="重大技术改造"))
    case_id = plan(casework)
    assert folded(casework, AuditCase, case_id).application == "repeat"
    assert folded(casework, Enterprise, ENTERPRISE_ID).admission is None


# ------------------------------------------------------------------------------------------------ codes, names and mergers


def test_a_plan_under_a_changed_code_meets_the_case_open_under_the_old_one(casework: Casework) -> None:
    plan(casework)
    do(casework, register.ChangeCreditCode(enterprise_id=ENTERPRISE_ID, credit_code=OTHER_CODE, evidence_digest=DIGEST))
    assert refused(casework, planning.PlanCase(form=form(credit_code=OTHER_CODE)), COMMAND_LINE) == [("14", "case-open")]
    assert refused(casework, planning.PlanCase(form=form(credit_code=CODE)), COMMAND_LINE) == [("14", "case-open")]
    assert refused(casework, planning.PlanCase(form=form(credit_code=OTHER_CODE)), FILLER) == [("14", "case-open")]


def test_an_enterprise_first_seen_under_its_new_code_keeps_its_id(casework: Casework) -> None:
    do(casework, register.RegisterEnterprise(credit_code=CODE, name="示例甲"))
    do(casework, register.ChangeCreditCode(enterprise_id=ENTERPRISE_ID, credit_code=OTHER_CODE))
    case_id = plan(casework, credit_code=OTHER_CODE)
    assert folded(casework, AuditCase, case_id).enterprise_id == ENTERPRISE_ID
    assert refused(casework, register.RegisterEnterprise(credit_code=OTHER_CODE, name="示例乙")) == [(None, "enterprise-already-registered")]


def test_a_code_that_is_somebody_elses_is_not_taken(casework: Casework) -> None:
    do(casework, register.RegisterEnterprise(credit_code=CODE, name="示例甲"))
    do(casework, register.RegisterEnterprise(credit_code=OTHER_CODE, name="示例乙"))
    assert refused(casework, register.ChangeCreditCode(enterprise_id=ENTERPRISE_ID, credit_code=OTHER_CODE)) == [(None, "credit-code-taken")]
    merged = register.MergeEnterprise(enterprise_id=ENTERPRISE_ID, into_id=enterprise_id(OTHER_CODE))
    do(casework, merged)
    assert refused(casework, planning.PlanCase(form=form()), COMMAND_LINE) == [(None, "enterprise-merged")]


def test_a_consultancy_keeps_id_staff_and_mandates_under_another_name_and_code(casework: Casework) -> None:
    put_on_record(casework, (Consultancy, CONSULTANCY_ID, able_consultancy()))
    do(casework, register.RenameConsultancy(consultancy_id=CONSULTANCY_ID, name=" 示例新机构 ", evidence_digest=DIGEST), CONSULTANT)
    do(casework, register.ChangeConsultancyCode(consultancy_id=CONSULTANCY_ID, credit_code=credit_code(77)))
    case_id = plan(casework, CONSULTANT, **COMMISSIONED | {"consultancy_code": credit_code(77), "consultancy_name": "示例新机构"})
    assert folded(casework, AuditCase, case_id).consultancy_id == CONSULTANCY_ID
    known = folded(casework, Consultancy, CONSULTANCY_ID)
    assert (known.name, known.credit_code, len(known.staff), known.acts_for(ENTERPRISE_ID, TODAY)) == ("示例新机构", credit_code(77), 4, True)


def test_a_consultancys_code_is_never_two_consultancies(casework: Casework) -> None:
    do(casework, register.RegisterConsultancy(credit_code=CONSULTANCY_CODE, name="示例甲"))
    do(casework, register.RegisterConsultancy(credit_code=OTHER_CODE, name="示例乙"))
    change = register.ChangeConsultancyCode(consultancy_id=CONSULTANCY_ID, credit_code=OTHER_CODE)
    assert refused(casework, change) == [(None, "consultancy-code-taken")]
    do(casework, register.ChangeConsultancyCode(consultancy_id=CONSULTANCY_ID, credit_code=credit_code(77)))
    assert refused(casework, register.RegisterConsultancy(credit_code=credit_code(77), name="示例丙")) == [(None, "consultancy-already-registered")]
    do(casework, register.ChangeConsultancyCode(consultancy_id=CONSULTANCY_ID, credit_code=CONSULTANCY_CODE))  # back to the code it had
    assert refused(casework, register.RenameConsultancy(consultancy_id=CONSULTANCY_ID, name="示例甲")) == [(None, "nothing-changes")]


def test_an_alias_is_no_consultancy_to_act_on(casework: Casework) -> None:
    do(casework, register.RegisterConsultancy(credit_code=CONSULTANCY_CODE, name="示例甲"))
    do(casework, register.ChangeConsultancyCode(consultancy_id=CONSULTANCY_ID, credit_code=OTHER_CODE))
    alias = consultancy_id(OTHER_CODE)
    for command in (
        register.RenameConsultancy(consultancy_id=alias, name="示例丙"),
        register.ProfileConsultancy(consultancy_id=alias, legal_person=True, quality_system=True, instruments=True),
        register.StaffLeaves(consultancy_id=alias, reference="s1", left_on=TODAY),
    ):
        with pytest.raises(NotFoundError):
            casework.handle(command, OFFICER)


def test_an_alias_is_no_enterprise_to_act_on(casework: Casework) -> None:
    do(casework, register.RegisterEnterprise(credit_code=CODE, name="示例甲"))
    do(casework, register.ChangeCreditCode(enterprise_id=ENTERPRISE_ID, credit_code=OTHER_CODE))
    alias = enterprise_id(OTHER_CODE)
    with pytest.raises(NotFoundError):
        casework.handle(register.RenameEnterprise(enterprise_id=alias, name="示例丙"), OFFICER)
    with pytest.raises(NotFoundError):
        casework.handle(register.RecordPriorPass(enterprise_id=alias, passed_on=TODAY, rule_document="R2025", evidence_digest=DIGEST), OFFICER)


def test_a_name_changed_meanwhile_is_not_overwritten_unseen(casework: Casework) -> None:
    do(casework, register.RegisterEnterprise(credit_code=CODE, name="示例甲"))
    casework.handle(register.RenameEnterprise(enterprise_id=ENTERPRISE_ID, name="示例乙"), FILLER, expected_version=1)
    with pytest.raises(StaleError):
        casework.handle(register.RenameEnterprise(enterprise_id=ENTERPRISE_ID, name="示例丙"), OFFICER, expected_version=1)


# ------------------------------------------------------------------------------------------------------------ the district


def test_a_batch_moves_all_its_plans_or_none(casework: Casework) -> None:
    ready, early = endorsed(casework, 11), plan(casework, credit_code=credit_code(12))
    command = planning.ReportBatch(number="南工信报〔2026〕1号", case_ids=(ready, early))
    assert refused(casework, command, DISTRICT_OFFICER) == [("16", "not-endorsed")]
    assert "plan-batch.Reported" not in topics(casework)
    assert folded(casework, AuditCase, ready).state == "plan-endorsed"


def test_a_reported_plan_keeps_the_digest_of_its_batch(casework: Casework) -> None:
    cases = (endorsed(casework, 11), endorsed(casework, 12))
    batch_id = do(casework, planning.ReportBatch(number="南工信报〔2026〕1号", case_ids=cases), DISTRICT_OFFICER)
    (batch,) = [each.fact for each in casework.events.get(batch_id)]
    assert isinstance(batch, BatchReported)
    assert batch.digest == batch_digest("440305", batch.number, batch.cases)
    assert [entry.subject_id for entry in batch.cases] == list(cases)
    for case_id in cases:
        reported = list(casework.events.get(case_id))[-1].fact
        assert reported == PlanReported(batch_id=batch_id, batch_number=batch.number, batch_digest=batch.digest)


def test_a_district_reports_only_its_own_plans(casework: Casework) -> None:
    command = planning.ReportBatch(number="宝工信报〔2026〕1号", case_ids=(endorsed(casework, 11),))
    with pytest.raises((NotAllowedError, NotFoundError)):
        casework.handle(command, OTHER_DISTRICT_OFFICER)


def test_a_declined_plan_sets_the_enterprise_free(casework: Casework) -> None:
    case_id = endorsed(casework, 1)
    do(casework, planning.ReportBatch(number="1号", case_ids=(case_id,)), DISTRICT_OFFICER)
    do(casework, planning.DeclinePlan(case_id=case_id, reasons=REASONS), APPROVER)
    assert folded(casework, AuditCase, case_id).closed
    plan(casework, credit_code=credit_code(1))
    assert topics(casework).count("case.Planned") == 2


def test_after_a_transfer_the_new_district_endorses_and_the_old_one_only_reads(casework: Casework) -> None:
    case_id = plan(casework)
    site = Site("宝安区示例路9号", "宝安区")
    do(casework, planning.TransferDistrict(case_id=case_id, site=site, handover_digest=DIGEST, reason="迁址"), DISTRICT_OFFICER)
    with pytest.raises(NotAllowedError):
        casework.handle(planning.EndorsePlan(case_id=case_id), DISTRICT_OFFICER)
    do(casework, planning.EndorsePlan(case_id=case_id), OTHER_DISTRICT_OFFICER)


def test_a_change_of_consultancy_reads_the_register_of_that_day(casework: Casework) -> None:
    case_id = plan(casework)
    change = planning.ChangeConsultancy(case_id=case_id, to_id=CONSULTANCY_ID, handover_digest=DIGEST, reason="改为委托")
    with pytest.raises(NotFoundError):
        casework.handle(change, FILLER)
    put_on_record(casework, (Consultancy, CONSULTANCY_ID, able_consultancy()))
    do(casework, change, FILLER)
    assert folded(casework, AuditCase, case_id).consultancy_id == CONSULTANCY_ID


# ------------------------------------------------------------------------------------------------------------ the register


def test_a_consultancy_is_entered_with_profile_staff_and_mandate(casework: Casework) -> None:
    entered = do(casework, register.RegisterConsultancy(credit_code=CONSULTANCY_CODE.lower(), name="示例咨询"), CONSULTANT)
    assert entered == CONSULTANCY_ID
    profile = register.ProfileConsultancy(consultancy_id=entered, legal_person=True, quality_system=True, instruments=True)
    staff = register.EnterStaff(
        consultancy_id=entered, reference="s1", title_level="senior", title_related=True, technical=True, certificates=(), name="示例工"
    )
    mandate = register.GrantMandate(consultancy_id=entered, enterprise_id=ENTERPRISE_ID, from_on=TODAY, until_on=date(2026, 12, 31))
    do(casework, profile, CONSULTANT)
    do(casework, staff, CONSULTANT)
    do(casework, mandate, FILLER)
    consultancy = folded(casework, Consultancy, entered)
    assert [each.reference for each in consultancy.staff_on(TODAY)] == ["s1"]
    assert consultancy.acts_for(ENTERPRISE_ID, TODAY)
    do(casework, register.StaffLeaves(consultancy_id=entered, reference="s1", left_on=TODAY), CONSULTANT)
    do(casework, register.EndMandate(consultancy_id=entered, enterprise_id=ENTERPRISE_ID, ended_on=TODAY), CONSULTANT)
    assert not folded(casework, Consultancy, entered).acts_for(ENTERPRISE_ID, date(2026, 3, 3))


def test_an_expert_is_entered_amended_and_known_by_ties(casework: Casework) -> None:
    since = date(2000, 7, 1)
    expert_id = do(casework, register.RegisterExpert(person="p-expert", title_level="senior", practising_since=since, fields=("industry",)))
    do(casework, register.AmendExpert(expert_id=expert_id, title_level="intermediate", practising_since=since, fields=("industry",)))
    itself = Capacity(person="p-expert", role="expert", organisation=str(expert_id))
    do(casework, register.RecordInterest(expert_id=expert_id, organisation_id=ENTERPRISE_ID, kind="client"), itself)
    assert topics(casework) == ["expert.Registered", "expert.Amended", "expert.InterestRecorded"]


def test_roles_come_and_go_by_the_administrator(casework: Casework) -> None:
    person = uuid4()
    do(casework, register.GrantRole(person_id=person, role="bureau-officer"), ADMINISTRATOR)
    do(casework, register.RevokeRole(person_id=person, role="bureau-officer", organisation=None, reasons=REASONS), ADMINISTRATOR)
    assert folded(casework, Person, person).grants == frozenset()
    with pytest.raises(NotFoundError):
        casework.handle(register.RevokeRole(person_id=uuid4(), role="expert", organisation="e", reasons=REASONS), ADMINISTRATOR)


def test_a_prior_pass_is_entered_with_its_proof(casework: Casework) -> None:
    do(casework, register.RegisterEnterprise(credit_code=CODE, name="示例甲"))
    entry = register.RecordPriorPass(enterprise_id=ENTERPRISE_ID, passed_on=date(2023, 6, 28), rule_document="sz-2019-9", evidence_digest=DIGEST)
    do(casework, entry)
    assert refused(casework, entry) == [("14", "pass-already-recorded")]
    assert refused(casework, planning.PlanCase(form=form()), COMMAND_LINE) == [("14", "inside-five-years")]


@pytest.mark.parametrize("kind", [Enterprise, Consultancy])
def test_two_registrations_at_one_moment_leave_one_entry(casework: Casework, kind: type[Aggregate]) -> None:
    command: Command = (
        register.RegisterEnterprise(credit_code=CODE, name="示例甲")
        if kind is Enterprise
        else register.RegisterConsultancy(credit_code=CODE, name="示例甲")
    )
    barrier = threading.Barrier(2)
    outcomes: list[str] = []

    def enter() -> None:
        barrier.wait()
        try:
            casework.handle(command, OFFICER)
            outcomes.append("entered")
        except Refused as no:
            outcomes.append(no.code)

    threads = [threading.Thread(target=enter) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(topics(casework)) == 1
    assert outcomes.count("entered") == 1
    assert sum(each.endswith("already-registered") for each in outcomes) == 1
