"""不合格后再申报: a hundredth below the mark, planned again at once; a pass in the next year, then five years to wait unless a repeat is admitted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from tests.examples.plan import form
from tests.examples.register import CODE, DIGEST, ENTERPRISE_ID
from tests.stories.trade import GRADED_ON, RESULTS_ON

if TYPE_CHECKING:
    from tests.stories.trade import Trade

A_HUNDREDTH_BELOW = (*["60"] * 9, "59.9")
"""Ten sheets whose mean is 59.99."""
YEAR = timedelta(days=365)
FIRST_DAY = date(2032, 11, 21)
"""The second round passes on 20 November 2027."""
INSIDE_THE_FIVE_YEARS = date(2028, 3, 6)


def failed(trade: Trade) -> str:
    """A case that failed by a hundredth, its result published."""
    case = trade.on_the_acceptance_list()
    trade.forms_panel(case, len(A_HUNDREDTH_BELOW))
    trade.accepts(case, *A_HUNDREDTH_BELOW)
    trade.on(GRADED_ON)
    trade.officer.does("compliance-recheck", case, sources=("示例生态环境局",))
    refused = trade.officer.tries("grade-proposal", case, result="pass", grade="good")
    assert (refused.status, refused.code, refused.article) == (422, "result-contradicts-rules", "22")
    trade.officer.does("grade-proposal", case, result="fail")
    trade.approver.does("grade", case)
    trade.publishes_result(case)
    return case


def passed_a_year_later(trade: Trade) -> str:
    """The same enterprise passes in the next year."""
    trade.shift = YEAR
    case = trade.on_the_acceptance_list()
    trade.passes(case)
    return case


def test_a_hundredth_below_the_pass_mark_fails_and_the_enterprise_plans_again_the_same_day(trade: Trade) -> None:
    case = failed(trade)
    file = trade.signer.case_file(case)
    assert (file["score"], file["result"], file["grade"], file["state"]) == ("59.99", "fail", None, "published")
    (printed,) = trade.town.public.sees(f"/results?text={CODE}")["items"]
    assert (printed["result"], printed["grade"]) == ("fail", None)
    again = trade.plans(on=RESULTS_ON)
    assert trade.signer.case_file(again)["application"] == "first"


def test_after_a_pass_a_plan_is_refused_until_the_first_day_unless_a_repeat_is_admitted(trade: Trade) -> None:
    failed(trade)
    case = passed_a_year_later(trade)
    assert trade.officer.case_file(case)["milestones"]["Graded"] == date(2027, 11, 20).isoformat()
    known = trade.signer.sees(f"/enterprises/{ENTERPRISE_ID}")["passes"]
    assert [each["first_day"] for each in known] == [FIRST_DAY.isoformat()]
    before = trade.town.log_head
    trade.town.on(INSIDE_THE_FIVE_YEARS)
    refused = trade.signer.asks("/cases", {"form": form()})
    assert (refused.status, refused.code, refused.article) == (422, "inside-five-years", "14")
    assert "2032年11月21日" in refused.body["reason"], "the first day is told"
    assert trade.town.log_head == before

    trade.officer.changes(f"/enterprises/{ENTERPRISE_ID}", "repeat-admission", reason="重大技术改造")
    repeat = trade.signer.hands_in_plan(form())
    for who in (trade.signer, trade.district, trade.officer):
        assert who.case_file(repeat)["application"] == "repeat"


def test_on_the_first_day_a_plan_counts_as_a_first_application_again(trade: Trade) -> None:
    enterprise = trade.officer.posts("/enterprises", {"credit_code": CODE, "name": form().enterprise_name})
    earlier = {"passed_on": "2021-06-28", "rule_document": "sz-2019-9", "evidence_digest": DIGEST}
    trade.officer.changes(f"/enterprises/{enterprise.body['id']}", "prior-passes", **earlier)
    trade.on(date(2026, 6, 28))
    assert trade.signer.asks("/cases", {"form": form()}).faults == {("14", "inside-five-years")}
    trade.on(date(2026, 6, 29))
    case = trade.signer.hands_in_plan(form())
    assert trade.signer.case_file(case)["application"] == "first"
