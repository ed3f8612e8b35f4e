"""新旧规则并行: a case is decided under the rules of the day of its plan, whatever came into force since.

The fictional amendment of ``tests/law/rulebooks/amended`` holds from 1 July 2026: five experts, pass mark 70, excellent from 90, two
months for the final papers.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from application.clock import SetClock
from domain.law.rulebook import SHIPPED, Rulebook
from tests.examples.panel import PANEL_ON
from tests.examples.register import credit_code
from tests.stories.driver import Town
from tests.stories.trade import GRADED_ON, Trade

if TYPE_CHECKING:
    from collections.abc import Iterator

AMENDED = Path(__file__).parents[1] / "law" / "rulebooks" / "amended"
OTHER_CODE = credit_code(7)
IN_JULY = date(2026, 7, 1)


@pytest.fixture
def trade(migrated_database_url: str, tmp_path: Path) -> Iterator[Trade]:
    """The town under the shipped rules and the amendment."""
    clock = SetClock(datetime(2026, 3, 2, 1, tzinfo=UTC))
    town = Town(migrated_database_url, tmp_path, clock, Rulebook(SHIPPED, AMENDED))
    yield Trade(town)
    town.close()


def rule_sets(trade: Trade, case: str) -> set[str]:
    return {each["rule_set"] for each in trade.officer.sees(f"/cases/{case}/events?limit=200")["items"]}


def test_a_case_planned_before_the_amendment_is_decided_under_the_rules_of_its_plan(trade: Trade) -> None:
    case = trade.on_the_acceptance_list()
    trade.passes(case, score="80", grade="excellent", experts=3)
    file = trade.officer.case_file(case)
    assert (file["rule_set"], file["grade"], file["state"]) == ("sz-2025-5", "excellent", "published")
    assert rule_sets(trade, case) == {"sz-2025-5"}


def test_the_last_day_of_final_papers_follows_the_rules_of_the_plan(trade: Trade) -> None:
    case = trade.on_the_acceptance_list()
    trade.forms_panel(case)
    trade.accepts(case, "80", "80", "80")
    assert trade.signer.case_file(case)["due_on"] == "2026-11-16", "one month, not the two of the amendment"


def test_a_case_planned_after_the_amendment_stands_beside_it_under_the_new_rules(trade: Trade) -> None:
    old = trade.plans()
    old_signer = trade.signer
    trade.signer = trade.town.of_enterprise(OTHER_CODE)
    new = trade.plans(on=IN_JULY, credit_code=OTHER_CODE)
    assert (trade.officer.case_file(old)["rule_set"], trade.officer.case_file(new)["rule_set"]) == ("sz-2025-5", "fiction-2026")
    trade.reports(new, on=IN_JULY)
    trade.publishes("plan", new, IN_JULY)
    trade.registers(new, on=IN_JULY)
    trade.applies(new)
    trade.passes_precheck(new)
    trade.publishes("acceptance", new, date(2026, 9, 15))

    trade.on(PANEL_ON)
    trade.invites(new, *trade.experts(5))
    refused = trade.tries_to_appoint(new, *trade.panel[:3])
    assert refused.faults == {("虚构2026 2", "too-few-experts")}
    trade.appoints(new, *trade.panel)
    trade.schedules_visit(new)
    trade.accepts(new, *["80"] * 5)
    trade.hands_in_final_papers(new)
    trade.reviews_final_papers(new)
    trade.on(GRADED_ON)
    trade.officer.does("compliance-recheck", new, sources=("示例生态环境局",))
    refused = trade.officer.tries("grade-proposal", new, result="pass", grade="excellent")
    assert (refused.status, refused.code, refused.article) == (422, "result-contradicts-rules", "虚构2026 4")
    trade.officer.does("grade-proposal", new, result="pass", grade="good")
    trade.approver.does("grade", new)
    assert rule_sets(trade, new) == {"fiction-2026"}

    trade.signer = old_signer
    trade.reports(old, on=GRADED_ON)
    assert rule_sets(trade, old) == {"sz-2025-5"}
