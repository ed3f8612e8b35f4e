"""专家回避与更换: an expert who once worked for the consultancy, not the enterprise, leaves before the visit and is replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.examples.panel import PANEL_ON, VISIT_ON
from tests.examples.register import CONSULTANCY_ID

if TYPE_CHECKING:
    from tests.stories.trade import Trade


def test_an_expert_tied_to_the_consultancy_alone_is_replaced_before_the_visit(trade: Trade) -> None:
    case = trade.on_the_acceptance_list(**trade.commission())
    trade.forms_panel(case)
    leaving, *staying = trade.panel
    tied, spare = (trade.town.expert(trade.officer, "industry") for _ in range(2))
    tie = {"organisation_id": CONSULTANCY_ID, "kind": "client"}
    trade.officer.posts(f"/experts/{tied.expert_id}/interests", tie)

    leaving.does("conflicts", case, expert_id=leaving.expert_id, party="consultancy", kind="past-work", text="2022 年曾为该机构编制报告")
    assert "withdraw" in leaving.work()
    leaving.does("expert-withdrawal", case, expert_id=leaving.expert_id, cause="interest", reason="曾为该机构编制报告")
    assert leaving.looks_for(f"/cases/{case}").status == 404
    assert leaving.work() == []
    assert "replace-expert" in trade.officer.work()

    refused = trade.officer.tries("expert-invitation", case, expert_id=tied.expert_id)
    assert (refused.status, refused.code, refused.article) == (422, "known-interest", "20(3)")
    refused = trade.officer.tries("expert-invitation", case, expert_id=leaving.expert_id)
    assert (refused.status, refused.code, refused.article) == (422, "left-for-interest", "20(3)")
    trade.invites(case, spare)
    trade.officer.does("expert-replacement", case, left_id=leaving.expert_id, successor_id=spare.expert_id)
    assert "replace-expert" not in trade.officer.work()

    trade.panel = (spare, *staying)
    trade.accepts(case, "80", "80", "80")
    assert trade.officer.case_file(case)["state"] == "accepted"


def test_a_panel_short_of_an_expert_does_not_accept(trade: Trade) -> None:
    case = trade.on_the_acceptance_list(**trade.commission())
    trade.forms_panel(case)
    leaving, *staying = trade.panel
    trade.on(PANEL_ON)
    leaving.does("expert-withdrawal", case, expert_id=leaving.expert_id, cause="unable", reason="另有公务")
    trade.panel = tuple(staying)
    trade.on(VISIT_ON)
    trade.score(case, "80", "80")
    trade.signs_opinion(case)
    refused = trade.tries_to_accept(case)
    assert refused.status == 422
    assert ("20(3)", "too-few-experts") in refused.faults
    assert ("20(3)", "field-not-covered") in refused.faults
