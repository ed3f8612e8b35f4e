"""计划退回: the district sends a plan back, the enterprise mends it, the district endorses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.examples.plan import REASONS, form
from tests.stories.trade import ENDORSED_ON, PLAN_LIST_ON

if TYPE_CHECKING:
    from tests.stories.trade import Trade


def test_a_returned_plan_is_mended_endorsed_and_listed(trade: Trade) -> None:
    case = trade.plans()
    trade.on(ENDORSED_ON)
    trade.district.does("plan-return", case, reasons=REASONS)
    assert (trade.district.work(), trade.district.waits_for(), trade.signer.work()) == ([], ["amend-plan"], ["amend-plan"])
    too_early = trade.district.tries("plan-endorsement", case)
    assert (too_early.status, too_early.code, too_early.article) == (409, "out-of-order", "16")

    faulty = trade.signer.tries("plan-amendment", case, form=form(main_products="电路板", legal_standing="none"))
    assert (faulty.status, faulty.faults) == (422, {("15(1)", "no-legal-standing")})
    trade.signer.does("plan-amendment", case, form=form(main_products="电路板"))
    assert trade.district.case_file(case)["main_products"] == "电路板"
    assert (trade.district.work(), trade.signer.work()) == (["review-plan"], [])
    trade.reports(case)
    trade.publishes("plan", case, PLAN_LIST_ON)
    assert trade.signer.timeline(case) == [
        "case.Planned",
        "case.PlanReturned",
        "case.PlanAmended",
        "case.PlanEndorsed",
        "case.PlanReported",
        "case.PlanListed",
    ]


def test_a_plan_moved_to_another_district_is_that_districts_to_endorse(trade: Trade) -> None:
    case = trade.plans()
    trade.on(ENDORSED_ON)
    trade.district.does("plan-return", case, reasons=REASONS)
    baoan = trade.town.person("district-officer", "440306")
    assert baoan.looks_for(f"/cases/{case}").status == 404
    site = {"address": "宝安区示例路9号", "district": "440306", "main": True}
    trade.signer.does("plan-amendment", case, form={**form_members(), "sites": [site]})
    assert trade.district.tries("plan-endorsement", case).status == 403
    assert trade.district.case_file(case)["district"] == "440306"
    baoan.does("plan-endorsement", case)


def form_members() -> dict[str, object]:
    return {name: getattr(form(), name) for name in form().__struct_fields__}
