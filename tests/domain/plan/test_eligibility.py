"""Who may plan: articles 14, 15, 16 and 18, condition by condition, and all faults at once."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from domain.case import planning
from domain.case.audit_case import AuditCase
from domain.case.eligibility import acceptance_eligibility
from domain.case.events.plan import Site
from domain.case.standing import OnRecord
from domain.law import rulebook
from domain.law.refusal import Refused
from domain.lists.events import MandatoryListEntered, PlanCallOpened
from domain.lists.mandatory_list import MandatoryList
from domain.lists.plan_call import PlanCall
from domain.register.enterprise import Enterprise
from domain.register.events import CaseClosed, CreditCodeChanged, MergedInto, PassRevoked, RepeatAdmitted
from tests.examples.plan import COMMISSIONED, PLANNED_ON, paper, planned
from tests.examples.register import (
    CASE_ID,
    CODE,
    CONSULTANCY_CODE,
    OTHER_CODE,
    case_opened,
    enterprise_registered,
    passed,
    prior_pass,
)
from tests.scenario import given, stamp

if TYPE_CHECKING:
    from pathlib import Path

    from domain.law.rule_set import RuleSet

RULES = rulebook.rule_set("sz-2025-5")
NOTHING = OnRecord()


def faults(record: OnRecord = NOTHING, on: date = PLANNED_ON, **changes: Any) -> list[tuple[str | None, str | None, str]]:
    """Field, article and code of every fault of the example plan with these changes."""
    found = planning.plan_faults(paper(**changes)._replace(claimed_on=on), record, rules=RULES, on=on)
    assert all(str(each) for each in found)
    return [(each.field, str(each.citation) if each.citation else None, each.code) for each in found]


def enterprise(*history: Any) -> Enterprise:
    return given(Enterprise, enterprise_registered(), *history).aggregate


def mandatory(*codes: str, published_on: date = date(2026, 1, 20)) -> MandatoryList:
    entered = MandatoryListEntered(year=2026, authority="示例局", document="示例〔2026〕1号", published_on=published_on, credit_codes=codes)
    return given(MandatoryList, entered).aggregate


def call(*batches: tuple[date, date]) -> PlanCall:
    return given(
        PlanCall, *(PlanCallOpened(year=2026, batch=number, opens_on=first, closes_on=last) for number, (first, last) in enumerate(batches, start=1))
    ).aggregate


def test_the_example_plan_has_no_fault() -> None:
    assert faults() == []
    assert faults(**COMMISSIONED) == []


# 在深圳实际经营（含新区、深汕特别合作区），15(1)。
@pytest.mark.parametrize("district", ["天河区", "东莞", "440100"])
def test_production_outside_shenzhen_is_refused(district: str) -> None:
    assert faults(sites=(Site("示例路1号", district),)) == [("form.sites.1.district", "15(1)", "produces-outside-shenzhen")]


@pytest.mark.parametrize("district", ["南山区", "南山", "440305", "深圳市南山区", "大鹏新区", "深汕特别合作区", "dapeng"])
def test_every_district_of_shenzhen_is_known_by_its_names(district: str) -> None:
    assert faults(sites=(Site("示例路1号", district),)) == []


# 工业和信息化领域（暂定：13–43、44–46、63–65），15(1)。
@pytest.mark.parametrize(
    ("industry", "refused"), [("C1311", False), ("3982", False), ("D46", False), ("i6450", False), ("A0111", True), ("F5100", True)]
)
def test_the_industry_is_of_the_field(industry: str, refused: bool) -> None:  # noqa: FBT001  a column of the table
    assert faults(industry=industry) == ([("form.industry", "15(1)", "outside-the-field")] if refused else [])


def test_an_enterprise_that_says_it_is_outside_the_field_is_refused() -> None:
    assert faults(in_field=False) == [("form.in_field", "15(1)", "outside-the-field")]


# 成立时间不低于 2 年，满年的对应日当日即符合，15(1)。
@pytest.mark.parametrize(
    ("founded_on", "on", "refused"),
    [
        (date(2024, 3, 2), date(2026, 3, 2), False),
        (date(2024, 3, 3), date(2026, 3, 2), True),
        (date(2024, 2, 29), date(2026, 2, 27), True),
        (date(2024, 2, 29), date(2026, 2, 28), False),
        (date(2026, 3, 3), date(2026, 3, 2), True),
        (date(9999, 12, 31), date(2026, 3, 2), True),
    ],
)
def test_two_years_since_founding_are_enough_on_the_corresponding_day(founded_on: date, on: date, refused: bool) -> None:  # noqa: FBT001
    assert faults(on=on, founded_on=founded_on) == ([("form.founded_on", "15(1)", "founded-too-recently")] if refused else [])


# 独立法人，或视同法人的独立核算单位，15(1)。
@pytest.mark.parametrize(("standing", "refused"), [("independent-legal-person", False), ("accounted-as-legal-person", False), ("none", True)])
def test_the_applicant_is_a_legal_person_or_treated_as_one(standing: str, refused: bool) -> None:  # noqa: FBT001
    assert faults(legal_standing=standing) == ([("form.legal_standing", "15(1)", "no-legal-standing")] if refused else [])


# 不在本年度强制名单内，15(2)。
def test_an_enterprise_on_the_mandatory_list_is_refused_by_its_own_word_or_by_the_list() -> None:
    refused = [("form.on_mandatory_list", "15(2)", "on-mandatory-list")]
    assert faults(on_mandatory_list=True) == refused
    assert faults(OnRecord(mandatory=mandatory(CODE))) == refused
    assert faults(OnRecord(mandatory=mandatory(OTHER_CODE))) == []


def test_a_list_published_later_does_not_count_yet() -> None:
    assert faults(OnRecord(mandatory=mandatory(CODE, published_on=date(2026, 3, 3)))) == []


def test_a_list_that_names_an_earlier_code_counts() -> None:
    changed = enterprise(CreditCodeChanged(credit_code=OTHER_CODE, evidence_digest=None))
    assert faults(OnRecord(enterprise=changed, mandatory=mandatory(CODE)), credit_code=OTHER_CODE) == [
        ("form.on_mandatory_list", "15(2)", "on-mandatory-list")
    ]


# 同一企业同时只有一个案件，14。
def test_a_second_plan_is_refused_while_a_case_is_open() -> None:
    assert faults(OnRecord(enterprise(case_opened()))) == [("form.credit_code", "14", "case-open")]


def test_an_enterprise_that_went_up_in_another_plans_no_more() -> None:
    merged = enterprise(MergedInto(enterprise_id=UUID(int=5), evidence_digest=None))
    assert faults(OnRecord(merged)) == [("form.credit_code", None, "enterprise-merged")]


# 通过验收 5 年以上视为首次申报；此前须经准予，14。
@pytest.mark.parametrize(
    ("last_pass_on", "on", "refused"),
    [
        (date(2021, 2, 28), date(2026, 3, 1), False),
        (date(2021, 2, 28), date(2026, 2, 28), True),
        (date(2021, 3, 10), date(2026, 3, 2), True),
        (date(2020, 2, 29), date(2025, 5, 6), False),
        (date(2026, 3, 2), date(2026, 3, 2), True),
    ],
)
def test_a_declared_pass_bars_a_first_application_for_five_years(last_pass_on: date, on: date, refused: bool) -> None:  # noqa: FBT001
    assert faults(on=on, last_pass_on=last_pass_on) == ([("form.last_pass_on", "14", "inside-five-years")] if refused else [])


def test_a_recorded_pass_counts_though_the_form_is_silent() -> None:
    refused = planning.plan_faults(paper(), OnRecord(enterprise(passed())), rules=RULES, on=PLANNED_ON)
    assert [(each.field, str(each.citation)) for each in refused] == [("form.last_pass_on", "14")]
    assert "2029-06-29" in str(refused[0])


def test_an_admitted_repeat_is_taken_and_marked_as_one() -> None:
    admission = RepeatAdmitted(reason="重大技术改造", window_last_day=date(2028, 6, 28))
    examined = planning.examine(paper(), OnRecord(enterprise(prior_pass(), admission)), rules=RULES, on=PLANNED_ON)
    assert examined.application == "repeat"
    assert planning.examine(paper(), NOTHING, rules=RULES, on=PLANNED_ON).application == "first"


def test_an_admission_for_an_earlier_window_does_not_cover_a_later_pass() -> None:
    admission = RepeatAdmitted(reason="重大技术改造", window_last_day=date(2028, 6, 28))
    record = OnRecord(enterprise(prior_pass(), admission))
    assert faults(record, last_pass_on=date(2025, 1, 10)) == [("form.last_pass_on", "14", "inside-five-years")]


# 计划征集时间内提交，16；当年没有征集的照常受理（暂定）。
def test_plans_are_taken_while_a_call_is_open() -> None:
    spring, autumn = (date(2026, 2, 1), date(2026, 3, 2)), (date(2026, 9, 1), date(2026, 9, 30))
    assert faults(OnRecord(call=call(spring, autumn))) == []
    assert faults(OnRecord(call=call(spring, autumn)), on=date(2026, 3, 3)) == [("claimed_on", "16", "plan-call-closed")]
    assert faults(OnRecord(call=call(spring, autumn)), on=date(2026, 9, 30)) == []
    assert faults(OnRecord(call=None)) == []


# 委托咨询服务机构的须写明机构，18。
def test_a_commissioned_audit_names_its_consultancy() -> None:
    assert faults(audit_mode="commissioned") == [("form.consultancy_name", "18", "commissioned-without-consultancy")]
    assert faults(audit_mode="commissioned", consultancy_name="示例咨询") == [("form.consultancy_code", None, "field-missing")]
    assert faults(audit_mode="commissioned", consultancy_code=CONSULTANCY_CODE) == [("form.consultancy_name", None, "field-missing")]
    assert faults(consultancy_name="示例咨询") == [("form.consultancy_name", None, "consultancy-without-commission")]


def test_a_consultancy_off_the_bureaus_list_is_no_ground() -> None:
    assert faults(**COMMISSIONED) == []


def test_all_faults_are_named_at_once_each_with_its_field() -> None:
    found = faults(
        enterprise_name="",
        credit_code="9144O3001922038216",
        industry="A0111",
        founded_on=date(2025, 1, 1),
        planned_finish=date(2026, 1, 1),
        on_mandatory_list=True,
    )
    assert {field for field, _, _ in found} == {
        "form.enterprise_name",
        "form.credit_code",
        "form.industry",
        "form.founded_on",
        "form.planned_finish",
        "form.on_mandatory_list",
    }


def test_what_was_found_is_kept_for_each_condition() -> None:
    lines = planning.examine(paper(), NOTHING, rules=RULES, on=PLANNED_ON).eligibility.lines
    assert all(line.met for line in lines)
    assert {line.condition for line in lines} == {
        "produces-in-shenzhen",
        "in-the-field",
        "founded-long-enough",
        "legal-standing",
        "not-on-mandatory-list",
        "no-case-open",
        "outside-five-years",
        "within-plan-call",
        "consultancy-named",
    }


# 列入验收计划名单时按当年名单再核一次，15。
def test_article_15_is_asked_again_when_listed_for_acceptance() -> None:
    case = given(AuditCase, planned()).aggregate
    on = date(2027, 1, 11)
    assert acceptance_eligibility(case, NOTHING, RULES, on).refusals == ()
    listed_by_now = mandatory(CODE, published_on=date(2027, 1, 5))
    refused = acceptance_eligibility(case, OnRecord(mandatory=listed_by_now), RULES, on).refusals
    assert [(str(each.citation), each.code) for each in refused] == [("15(2)", "on-mandatory-list")]


def test_rule_data_may_admit_every_early_application(tmp_path: Path) -> None:
    """The same code under a fictional figure: a repeat is taken, and marked."""
    shutil.copytree(rulebook.SHIPPED, tmp_path / "law")
    figure = tmp_path / "law/parameters/reapplication/early-application.yaml"
    figure.write_text(figure.read_text().replace("value: refuse", "value: admit"))
    rules = rulebook.Rulebook(tmp_path / "law").rule_set("sz-2025-5")
    examined = planning.examine(paper(), OnRecord(enterprise(passed())), rules=rules, on=PLANNED_ON)
    assert examined.application == "repeat"


def reading(folder: Path, path: str, taken: str, value: str) -> RuleSet:
    """The rules with another reading of one figure."""
    shutil.copytree(rulebook.SHIPPED, folder / "law")
    figure = folder / f"law/parameters/{path}.yaml"
    written = figure.read_text()
    assert f"value: {taken}" in written
    figure.write_text(written.replace(f"value: {taken}", f"value: {value}"))
    return rulebook.Rulebook(folder / "law").rule_set("sz-2025-5")


FAILED_ON = date(2026, 2, 10)
SPRING, AUTUMN = (date(2026, 2, 1), date(2026, 4, 30)), (date(2026, 9, 1), date(2026, 9, 30))


def after_a_failure(*later: Any) -> OnRecord:
    closed = CaseClosed(case_id=CASE_ID, outcome="published")
    return OnRecord(enterprise(case_opened(), (closed, stamp(FAILED_ON)), *later), call=call(SPRING, AUTUMN))


def test_after_a_failing_result_there_is_no_waiting_time() -> None:
    assert faults(after_a_failure()) == []


@pytest.mark.parametrize(
    ("value", "on", "waits"),
    [
        ("same-year", PLANNED_ON, True),
        ("same-year", date(2027, 1, 1), False),
        ("next-call", PLANNED_ON, True),
        ("next-call", date(2026, 9, 1), False),
    ],
)
def test_another_reading_lets_an_enterprise_wait_after_a_failing_result(tmp_path: Path, value: str, on: date, waits: bool) -> None:  # noqa: FBT001
    rules = reading(tmp_path, "reapplication/after-failure", "no-waiting-time", value)
    refused = planning.plan_faults(paper()._replace(claimed_on=on), after_a_failure(), rules=rules, on=on)
    assert [str(each.citation) for each in refused if each.code == "waits-after-failure"] == (["14"] if waits else [])


def test_a_result_corrected_to_a_pass_is_no_failure_and_a_pass_taken_away_is_one(tmp_path: Path) -> None:
    rules = reading(tmp_path, "reapplication/after-failure", "no-waiting-time", "same-year")

    def waits(record: OnRecord) -> bool:
        return "waits-after-failure" in {each.code for each in planning.plan_faults(paper(), record, rules=rules, on=PLANNED_ON)}

    assert not waits(after_a_failure(passed()))
    assert waits(after_a_failure(passed(), (PassRevoked(case_id=CASE_ID), stamp(FAILED_ON))))


def test_a_faulty_plan_raises_its_faults_together() -> None:
    with pytest.raises(Refused) as refused:
        planning.examine(paper(industry="A0111", legal_standing="none"), NOTHING, rules=RULES, on=PLANNED_ON)
    assert [each.code for each in refused.value.every] == ["outside-the-field", "no-legal-standing"]
