"""The plan form in its normal form, and faults behind which no article stands."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.case import plan_form, planning
from domain.case.events.plan import Site
from domain.case.planning import PlanPaper
from domain.case.standing import OnRecord
from domain.law import rulebook
from tests.examples.plan import PLANNED_ON, form, paper
from tests.examples.register import CODE

RULES = rulebook.rule_set("sz-2025-5")


def faults(**changes: Any) -> list[tuple[str | None, str]]:
    found = list(plan_form.form_faults(plan_form.normalised(form(**changes)), PLANNED_ON))
    assert all(each.citation is None for each in found)
    return [(each.field, each.code) for each in found]


def test_a_form_is_kept_in_its_normal_form() -> None:
    written = form(
        enterprise_name="　深圳市示例甲\n电子有限公司 ",
        credit_code="".join(chr(ord(each) + 0xFEE0) for each in CODE.lower()),
        industry="ｃ３９８２",
        sites=(Site(" 示例路 1 号 ", "南山"),),
        consultancy_name="  ",
        consultancy_code="",
    )
    kept = plan_form.normalised(written)
    assert kept.enterprise_name == "深圳市示例甲 电子有限公司"
    assert kept.credit_code == CODE
    assert kept.industry == "C3982"
    assert kept.sites == (Site("示例路 1 号", "440305", main=True),)
    assert (kept.consultancy_name, kept.consultancy_code) == (None, None)
    assert plan_form.normalised(kept) == kept


def test_an_industry_code_without_its_letter_gets_it() -> None:
    assert plan_form.industry_code("3982") == "C3982"
    assert plan_form.industry_code("6450") == "I6450"


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"enterprise_name": " "}, "form.enterprise_name", "field-missing"),
        ({"registered_address": ""}, "form.registered_address", "field-missing"),
        ({"main_products": ""}, "form.main_products", "field-missing"),
        ({"industry": ""}, "form.industry", "field-missing"),
        ({"credit_code": " "}, "form.credit_code", "field-missing"),
        ({"sites": ()}, "form.sites", "field-missing"),
        ({"sites": (Site("", "440305"),)}, "form.sites.1.address", "field-missing"),
        ({"sites": (Site("示例路1号", ""),)}, "form.sites.1.district", "field-missing"),
        ({"sites": (Site("甲", "440305"), Site("乙", "440305"))}, "form.sites", "main-site-unclear"),
        ({"credit_code": CODE[:-1]}, "form.credit_code", "credit-code-length"),
        ({"industry": "C39825"}, "form.industry", "industry-code-malformed"),
        ({"industry": "电子"}, "form.industry", "industry-code-malformed"),
        ({"audit_mode": "both"}, "form.audit_mode", "choice-unknown"),
        ({"planned_finish": date(2026, 4, 4)}, "form.planned_finish", "plan-dates-out-of-order"),
        ({"last_pass_on": date(2026, 3, 3)}, "form.last_pass_on", "last-pass-in-future"),
        ({"main_products": "品" * 1001}, "form.main_products", "text-too-long"),
        ({"enterprise_name": "示例\x00公司"}, "form.enterprise_name", "text-unreadable"),
        ({"enterprise_name": "示例\ud800公司"}, "form.enterprise_name", "text-unreadable"),
    ],
)
def test_a_fault_of_the_form_is_named_by_its_field(changes: dict[str, Any], field: str, code: str) -> None:
    assert faults(**changes) == [(field, code)]


def test_start_and_finish_on_one_day_are_in_order() -> None:
    assert faults(planned_start=date(2026, 4, 5), planned_finish=date(2026, 4, 5)) == []


def test_a_day_claimed_after_the_receipt_is_refused() -> None:
    late = paper()._replace(claimed_on=date(2026, 3, 3))
    found = planning.plan_faults(late, OnRecord(), rules=RULES, on=PLANNED_ON)
    assert [(each.field, each.code) for each in found] == [("claimed_on", "claimed-after-receipt")]


def test_a_contact_may_be_left_out_but_not_be_unreadable() -> None:
    assert planning.plan_faults(PlanPaper(form()), OnRecord(), rules=RULES, on=PLANNED_ON) == ()
    found = planning.plan_faults(PlanPaper(form(), contact_phone="1" * 101), OnRecord(), rules=RULES, on=PLANNED_ON)
    assert [each.field for each in found] == ["contact_phone"]
