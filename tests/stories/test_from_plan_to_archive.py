"""从计划到归档: one case from the plan call to the end of the notice period, seen by everybody who has a part in it."""

from __future__ import annotations

import json
from datetime import date, time, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import msgspec

from domain.case.audit_case import MILESTONES
from tests.examples.audit import REGISTERED_ON, defect
from tests.examples.panel import PANEL_ON, VISIT_ON
from tests.examples.plan import PLANNED_ON
from tests.examples.register import CODE
from tests.examples.review import REVIEWED_ON
from tests.examples.revision import HANDED_IN_ON
from tests.examples.scoring import marks_worth
from tests.stories.trade import ACCEPTANCE_LIST_ON, GRADED_ON, ON_SITE, PLAN_LIST_ON, RESULTS_ON

if TYPE_CHECKING:
    from tests.stories.trade import Trade

RETURNED_ON = date(2026, 9, 2)
AGAIN_ON = date(2026, 9, 4)


def test_a_case_runs_from_the_plan_call_to_the_end_of_the_notice_period(trade: Trade) -> None:
    case = plan_called_planned_and_listed(trade)
    registered_applied_returned_and_applied_again(trade, case)
    looked_back_prechecked_and_listed(trade, case)
    panel_formed_and_site_visited(trade, case)
    final_papers_and_result(trade, case)
    published_notified_and_noticed(trade, case)
    file = trade.officer.case_file(case)
    assert tuple(file["milestones"]) == MILESTONES
    assert file["milestones"] == {
        "Planned": PLANNED_ON.isoformat(),
        "Registered": REGISTERED_ON.isoformat(),
        "Submitted": AGAIN_ON.isoformat(),
        "Prechecked": REVIEWED_ON.isoformat(),
        "Accepted": VISIT_ON.isoformat(),
        "Revised": HANDED_IN_ON.isoformat(),
        "Graded": GRADED_ON.isoformat(),
    }
    assert (file["state"], file["outcome"], file["score"], file["result"], file["grade"]) == ("published", "published", "80.16", "pass", "excellent")
    happened = trade.officer.timeline(case)
    assert [each.removeprefix("case.") for each in happened if each.removeprefix("case.") in MILESTONES] == [
        *MILESTONES[:2],
        "Submitted",
        *MILESTONES[2:],
    ]
    assert happened[-2:] == ["case.ResultPublished", "case.ResultNotified"]
    assert set(happened) - set(trade.signer.timeline(case)) == {"case.GradeProposed"}


def plan_called_planned_and_listed(trade: Trade) -> str:
    """计划征集, 计划提交, 区审核, 汇总上报, 列入名单."""
    officer, district, signer = trade.officer, trade.district, trade.signer
    officer.posts("/plan-calls", {"year": 2026, "batch": 1, "opens_on": "2026-03-01", "closes_on": "2026-03-31"})
    case = trade.plans()
    number = signer.case_file(case)["number"]
    assert number == "QJ-2026-000001"
    assert district.work() == ["review-plan"]
    assert (officer.work(), signer.work()) == ([], [])
    district.does("plan-endorsement", number)
    assert district.work() == ["report-plan"]
    district.posts("/plan-batches", {"number": "南工信报〔2026〕1号", "case_ids": (case,)})
    assert (district.work(), officer.work()) == ([], ["list-plan"])
    plan_list = trade.publishes("plan", case, PLAN_LIST_ON)
    assert [each["name"] for each in trade.town.public.sees(f"/lists/{plan_list}")["entries"]] == [signer.case_file(case)["enterprise_name"]]
    assert signer.work() == ["register"]
    return case


def registered_applied_returned_and_applied_again(trade: Trade, case: str) -> None:
    """平台登记, 验收申请, 退回补正, 第二轮."""
    officer, signer = trade.officer, trade.signer
    trade.registers(case)
    assert (signer.work(), officer.waits_for()) == (["submit"], ["submit"])
    trade.applies(case)
    assert officer.work() == ["file-penalty-reply", "review-submission"]
    trade.on(RETURNED_ON)
    officer.does("submission-return", case, defects=(defect(),))
    assert signer.work() == ["supply"]
    trade.applies(case, AGAIN_ON)
    assert officer.case_file(case)["round"] == 2


def looked_back_prechecked_and_listed(trade: Trade, case: str) -> None:
    """处罚核查, 初审, 列入验收计划名单."""
    trade.replies(case)
    assert trade.officer.work() == ["review-submission"]
    trade.passes_precheck(case)
    assert trade.officer.work() == ["list-for-acceptance"]
    trade.publishes("acceptance", case, ACCEPTANCE_LIST_ON)
    assert trade.officer.work() == ["form-panel"]


def panel_formed_and_site_visited(trade: Trade, case: str) -> None:
    """专家组, 评分, 验收意见, 现场验收."""
    officer = trade.officer
    trade.on(PANEL_ON)
    experts = trade.experts()
    assert experts[0].looks_for(f"/cases/{case}").status == 404
    for each in experts:
        officer.does("expert-invitation", case, expert_id=each.expert_id)
        assert each.work() == ["answer-invitation"]
        each.does("expert-confirmation", case, undertaking_version="2026-1", no_interest_declared=True)
    trade.appoints(case, *experts)
    assert officer.work() == ["schedule-visit"]
    officer.does("visit", case, visit_on=VISIT_ON, starts_at=time(9, 30), place="南山区示例工业园1栋")
    trade.on(VISIT_ON)
    for each, total in zip(experts, ("80", "80", "80.5"), strict=True):
        assert each.work() == ["score"]
        sheet = uuid4()
        each.takes_sheet(case, sheet)
        each.locks_sheet(case, sheet, marks_worth(total))
        assert each.work() == []
    trade.signs_opinion(case)
    assert officer.work() == ["record-acceptance"]
    officer.does("acceptance", case, **ON_SITE)
    assert trade.signer.work() == ["revise"]


def final_papers_and_result(trade: Trade, case: str) -> None:
    """终稿, 审阅, 合规复核, 拟定与确定结果."""
    officer, approver, signer = trade.officer, trade.approver, trade.signer
    trade.hands_in_final_papers(case)
    assert officer.work() == ["review-revision"]
    trade.reviews_final_papers(case)
    trade.on(GRADED_ON)
    officer.does("compliance-recheck", case, sources=("示例生态环境局", "示例应急管理局"))
    assert officer.work() == ["propose-grade"]
    officer.does("grade-proposal", case, result="pass", grade="excellent")
    assert approver.work() == ["decide-grade"]
    assert signer.case_file(case)["result"] is None
    approver.does("grade", case)
    assert officer.work() == ["notify-result", "publish-result"]


def published_notified_and_noticed(trade: Trade, case: str) -> None:
    """公布, 告知, 公示期满."""
    public = trade.town.public
    assert public.looks_for(f"/cases/{case}").status == 404
    trade.publishes_result(case)
    trade.officer.does("result-notification", case, notified_on=RESULTS_ON, channel="qingjian")
    (printed,) = public.sees(f"/results?text={CODE}")["items"]
    assert (printed["result"], printed["grade"]) == ("pass", "excellent")
    notice_until = date.fromisoformat(public.case_file(case)["notice_until"])
    assert notice_until > RESULTS_ON
    trade.on(notice_until + timedelta(days=1))
    everybody = (trade.officer, trade.approver, trade.district, trade.signer, *trade.panel)
    assert [each.work() for each in everybody] == [[]] * 7


def test_no_mark_of_another_is_seen_before_the_panel_has_locked_its_sheets(trade: Trade) -> None:
    case = trade.on_the_acceptance_list()
    trade.forms_panel(case)
    trade.on(VISIT_ON)
    first, second, _ = trade.panel
    sheet = uuid4()
    first.takes_sheet(case, sheet)
    own = tuple(msgspec.structs.replace(mark, reason="只有我知道") for mark in marks_worth("37"))
    first.locks_sheet(case, sheet, own)
    for who in (second, trade.signer, trade.district, trade.officer, trade.approver):
        events = who.sees(f"/cases/{case}/events?limit=200")["items"]
        assert [each["summary"] for each in events if each["topic"] == "sheet.Locked"] == [{}]
        assert "只有我知道" not in json.dumps([events, who.case_file(case), who.sees("/worklist")], ensure_ascii=False)
        assert who.case_file(case)["score"] is None
    refused = second.asks(f"/cases/{case}/sheets/{sheet}/lock", {"marks": marks_worth("80")}, if_match='"2"')
    assert (refused.status, refused.code) == (403, "not-allowed")


def test_who_proposed_the_result_does_not_decide_it_in_another_capacity(trade: Trade) -> None:
    case = trade.on_the_acceptance_list()
    trade.forms_panel(case)
    trade.accepts(case, "80", "80", "80")
    trade.hands_in_final_papers(case)
    trade.reviews_final_papers(case)
    trade.on(GRADED_ON)
    trade.officer.does("compliance-recheck", case, sources=("示例生态环境局",))
    trade.officer.does("grade-proposal", case, result="pass", grade="excellent")
    same_person = trade.town.second_role(trade.officer, "bureau-approver")
    assert same_person.work() == []
    refused = same_person.tries("grade", case)
    assert (refused.status, refused.code, refused.article) == (422, "proposer-cannot-decide", "20(4)")
    trade.approver.does("grade", case)
