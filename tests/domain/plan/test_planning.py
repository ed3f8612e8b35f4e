"""From the plan to the plan list: the steps of articles 14 to 17 and what stands in their way."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from domain.case import planning
from domain.case.audit_case import AuditCase
from domain.case.events.plan import PlanAmended, PlanDeclined, PlanEndorsed, PlanListed, Planned, PlanReported, PlanReturned, Site
from domain.case.standing import OnRecord
from domain.law import rulebook
from domain.law.reason import Reason
from domain.lists.plan_batch import BatchPlace
from domain.register.credit_code import enterprise_id
from domain.register.enterprise import Enterprise
from tests.examples.plan import (
    BATCH_ID,
    COMMISSIONED,
    DISTRICT_OFFICER,
    LIST_ID,
    OTHER_DISTRICT_OFFICER,
    PLANNED_ON,
    REASONS,
    endorsed,
    listed,
    listed_plan,
    paper,
    planned,
    reported,
    returned,
)
from tests.examples.register import CONSULTANCY_ID, DIGEST, ENTERPRISE_ID, OTHER_CODE, case_opened, enterprise_registered
from tests.scenario import given

RULES = rulebook.rule_set("sz-2025-5")
ON = PLANNED_ON
PLACE = BatchPlace(BATCH_ID, "南工信报〔2026〕1号", DIGEST)


def plan(case: AuditCase, **changes: Any) -> None:
    examined = planning.examine(paper(**changes), OnRecord(), rules=RULES, on=ON)
    planning.plan(case, examined, case_number="QJ-2026-000001", enterprise_id=ENTERPRISE_ID, consultancy_id=CONSULTANCY_ID, call_id=None)


def amend(case: AuditCase, *, code: str | None = None, **changes: Any) -> None:
    enterprise = given(Enterprise, enterprise_registered(), case_opened(case.id), aggregate_id=ENTERPRISE_ID).aggregate
    whose = enterprise_id(code) if code else enterprise.id
    planning.amend_plan(case, paper(**changes), OnRecord(enterprise), enterprise_id=whose, consultancy_id=None, rules=RULES, on=ON)


def endorse(case: AuditCase) -> None:
    planning.endorse_plan(case, " 同意 ", rules=RULES, on=ON)


def send_back(case: AuditCase, reasons: tuple[Reason, ...] = REASONS) -> None:
    planning.return_plan(case, reasons, rules=RULES, on=ON)


def decline(case: AuditCase, reasons: tuple[Reason, ...] = REASONS) -> None:
    planning.decline_plan(case, reasons, rules=RULES, on=ON)


def list_plan(case: AuditCase, on: date = date(2026, 3, 20)) -> None:
    planning.list_plan(case, LIST_ID, "深工信清〔2026〕1号", on, rules=RULES)


def test_a_plan_opens_a_case_under_the_district_of_its_main_site() -> None:
    sites = (Site("甲", "440306"), Site("乙", "440305", main=True))
    case = given(AuditCase).when(lambda each: plan(each, sites=sites, **COMMISSIONED)).then_recorded(Planned, district="440305", application="first")
    assert case.state == "planned"
    assert case.consultancy_id == CONSULTANCY_ID
    assert case.rule_set == "sz-2025-5"
    assert case.milestone_on == {"Planned": PLANNED_ON}


def test_an_ineligible_plan_opens_nothing() -> None:
    given(AuditCase).when(lambda each: plan(each, founded_on=date(2025, 1, 1))).then_refused("15(1)", code="founded-too-recently")


@pytest.mark.parametrize("history", [(planned(),), (planned(), returned())])
def test_a_plan_is_mended_before_the_district_decided_or_after_a_return(history: tuple[Any, ...]) -> None:
    case = given(AuditCase, *history).when(lambda each: amend(each, main_products="新品")).then_recorded(PlanAmended, district="440305")
    assert case.state == "planned"
    assert case.form.main_products == "新品"


def test_a_plan_moved_to_another_district_by_its_amendment_stays_readable_there() -> None:
    amended = given(AuditCase, planned(), returned()).when(lambda each: amend(each, sites=(Site("甲", "440306", main=True),)))
    case = amended.then_recorded(PlanAmended, district="440306")
    assert case.former_districts == ("440305",)


def test_an_endorsed_plan_is_not_amended() -> None:
    given(AuditCase, planned(), endorsed()).when(amend).then_refused("16", code="out-of-order")


def test_an_amendment_meets_every_condition_of_a_plan() -> None:
    given(AuditCase, planned()).when(lambda each: amend(each, industry="A0111")).then_refused("15(1)", code="outside-the-field")
    given(AuditCase, planned()).when(lambda each: amend(each, last_pass_on=date(2024, 1, 1))).then_refused("14", code="inside-five-years")


def test_an_amendment_does_not_change_whose_plan_it_is() -> None:
    given(AuditCase, planned()).when(lambda each: amend(each, code=OTHER_CODE, credit_code=OTHER_CODE)).then_refused(None, code="other-enterprise")


def test_an_amendment_does_not_turn_a_repeat_into_a_first_application() -> None:
    given(AuditCase, planned(application="repeat")).when(amend).then_refused("14", code="application-kind-changes")


def test_the_district_endorses() -> None:
    case = given(AuditCase, planned()).when(endorse, by=DISTRICT_OFFICER).then(PlanEndorsed(note="同意"))
    assert case.state == "plan-endorsed"


def test_another_district_neither_endorses_nor_returns() -> None:
    given(AuditCase, planned()).when(endorse, by=OTHER_DISTRICT_OFFICER).then_refused("16", code="other-district")
    given(AuditCase, planned()).when(send_back, by=OTHER_DISTRICT_OFFICER).then_refused("16", code="other-district")


@pytest.mark.parametrize("history", [(planned(),), (planned(), endorsed())])
def test_the_district_returns_a_plan_until_it_is_reported(history: tuple[Any, ...]) -> None:
    given(AuditCase, *history).when(send_back, by=DISTRICT_OFFICER).then(PlanReturned(reasons=REASONS))


def test_a_reported_plan_is_not_returned() -> None:
    given(AuditCase, planned(), endorsed(), reported()).when(send_back, by=DISTRICT_OFFICER).then_refused("16", code="out-of-order")


@pytest.mark.parametrize("reasons", [(), (Reason(" "),)])
def test_a_return_gives_its_reasons(reasons: tuple[Reason, ...]) -> None:
    given(AuditCase, planned()).when(lambda each: send_back(each, reasons), by=DISTRICT_OFFICER).then_refused("16", code="reasons-missing")


def test_an_endorsed_plan_is_reported_in_its_batch() -> None:
    def report(case: AuditCase) -> None:
        planning.report_plan(case, PLACE, rules=RULES, on=ON)

    given(AuditCase, planned(), endorsed()).when(report).then(PlanReported(batch_id=BATCH_ID, batch_number=PLACE.number, batch_digest=DIGEST))
    given(AuditCase, planned()).when(report).then_refused("16", code="out-of-order")


def test_every_plan_that_cannot_be_reported_is_named() -> None:
    cases = tuple(
        given(AuditCase, planned(f"QJ-2026-00000{number}"), *more).aggregate for number, more in enumerate([(), (endorsed(),), (returned(),)])
    )
    refused = given(AuditCase).when(lambda _: planning.reportable(cases, rules=RULES, on=ON)).then_refused("16", code="not-endorsed")
    assert [each.parameters["case_number"] for each in refused.every] == ["QJ-2026-000000", "QJ-2026-000002"]


def test_only_a_reported_plan_is_listed() -> None:
    case = (
        given(AuditCase, planned(), endorsed(), reported())
        .when(list_plan)
        .then(PlanListed(list_id=LIST_ID, list_number="深工信清〔2026〕1号", listed_on=date(2026, 3, 20)))
    )
    assert case.state == "plan-listed"
    given(AuditCase, planned(), endorsed()).when(list_plan).then_refused("17", code="out-of-order")


def test_a_list_is_not_older_than_the_plan() -> None:
    reported_case = given(AuditCase, planned(), endorsed(), reported())
    reported_case.when(lambda each: list_plan(each, date(2026, 3, 1))).then_refused("17", code="before-previous-step")


def test_a_declined_plan_is_closed_with_its_reasons() -> None:
    case = given(AuditCase, planned(), endorsed(), reported()).when(decline).then(PlanDeclined(reasons=REASONS))
    assert case.closed
    given(AuditCase, planned(), endorsed(), reported()).when(lambda each: decline(each, ())).then_refused("16", code="reasons-missing")
    given(AuditCase, planned(), endorsed()).when(decline).then_refused("16", code="out-of-order")


def test_a_declined_plan_goes_no_further() -> None:
    declined = PlanDeclined(reasons=REASONS)
    given(AuditCase, planned(), endorsed(), reported(), declined).when(list_plan).then_refused("17", code="case-closed")


def test_the_example_case_stands_on_the_list() -> None:
    case = given(AuditCase, *listed_plan()).aggregate
    assert case.state == "plan-listed"
    assert case.plan_listed == listed()
    assert msgspec.structs.asdict(case.form)["credit_code"]
