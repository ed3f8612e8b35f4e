from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.case.audit_case import AuditCase
from domain.case.events.acceptance import Accepted, Score, SealedSheet, VetoFinding
from domain.case.events.panel import ExpertReplaced
from domain.law.label import named_in
from domain.scoring.score_sheet import ScoreSheet
from tests.examples.acceptance import (
    CORRECTIONS,
    LAST_DAY,
    accept,
    adopted,
    drafted,
    leaf_hash,
    signed,
    signed_case,
)
from tests.examples.panel import (
    ENERGY,
    INDUSTRY,
    PANEL,
    PRODUCTION,
    RULES,
    SPARE,
    VISIT_ON,
    History,
    conflict,
    expert,
    panel_case,
    recusal_requested,
    visit_case,
    withdrew,
)
from tests.examples.scoring import panel_sheets, sheet_id, sheet_of, veto
from tests.scenario import Scenario, given

STEPS = ("briefing", "papers", "site", "questions")


def asked(history: History | None = None, sheets: tuple[ScoreSheet, ...] | None = None, on: date = VISIT_ON, **changes: Any) -> Scenario[AuditCase]:
    return given(AuditCase, *(history or signed_case())).when(lambda case: accept(case, sheets, on, **changes), on=on)


def reported_by_one(code: str = "fraud") -> tuple[ScoreSheet, ...]:
    return (sheet_of(INDUSTRY, "80", veto(code)), sheet_of(PRODUCTION), sheet_of(ENERGY))


def test_the_acceptance_seals_the_sheets_and_combines_them_exactly() -> None:
    sealed = tuple(SealedSheet(sheet_id=sheet_id(each), expert_id=each, version=2, leaf_hash=leaf_hash(sheet_id(each))) for each in PANEL)
    case = asked(sheets=panel_sheets("80", "80", "80.5")).then_recorded(
        Accepted, sheets=sealed, score=Score(481, 6), method="combine_mean_2025_04", corrections=CORRECTIONS, dissents=0
    )
    assert (case.state, case.milestone_on["Accepted"]) == ("accepted", VISIT_ON)


def test_the_month_for_final_papers_runs_from_that_day() -> None:
    case = asked().then_recorded(Accepted, delivered_on=VISIT_ON)
    assert case.revision_deadline is not None
    assert (case.revision_deadline.last_day, str(case.revision_deadline.citation)) == (LAST_DAY, "21")


def test_a_late_entry_counts_from_the_later_of_held_and_delivered() -> None:
    case = asked(on=date(2026, 10, 21), delivered_on=date(2026, 10, 20)).then_recorded(Accepted)
    assert case.revision_deadline is not None
    assert case.revision_deadline.last_day == date(2026, 11, 20)


def test_an_opinion_not_delivered_yet_does_not_hold_up_the_acceptance() -> None:
    case = asked(delivered_on=None).then_recorded(Accepted, delivered_on=None)
    assert case.revision_deadline is not None
    assert case.revision_deadline.last_day == LAST_DAY


@pytest.mark.parametrize("step", STEPS)
def test_each_of_the_four_steps_is_done(step: str) -> None:
    refused = asked(steps=tuple(each for each in STEPS if each != step)).then_refused("20(3)", code="step-missing")
    assert refused.parameters["step"] == named_in(RULES, "visit/steps", step, VISIT_ON)


def test_no_other_step_is_invented() -> None:
    asked(steps=(*STEPS, "banquet")).then_refused("20(3)", code="unknown-step")


def test_every_sheet_is_locked() -> None:
    asked(sheets=(*panel_sheets("80", "80"), sheet_of(ENERGY, lock=False))).then_refused("20(3)", code="sheet-open")
    asked(sheets=panel_sheets("80", "80")).then_refused("20(3)", code="sheet-open")


def test_a_panel_gone_short_does_not_accept() -> None:
    asked((*signed_case(), withdrew(ENERGY)), panel_sheets("80", "80")).then_refused("20(3)", code="too-few-experts")


def test_the_sheet_of_who_left_does_not_count() -> None:
    successor = (withdrew(INDUSTRY), ExpertReplaced(left_id=INDUSTRY, successor=expert(SPARE)), signed(SPARE))
    sheets = (*panel_sheets("0", "80", "80"), sheet_of(SPARE))
    asked((*signed_case(), *successor), sheets).then_recorded(Accepted, score=Score(80, 1))


def test_an_expert_who_must_withdraw_holds_up_the_acceptance() -> None:
    asked((*signed_case(), conflict(ENERGY))).then_refused("20(3)", code="must-withdraw")


def test_an_open_request_for_recusal_holds_it_up() -> None:
    asked((*signed_case(), recusal_requested(ENERGY))).then_refused("20(3)", code="recusal-undecided")


def test_everybody_on_the_panel_signed_the_opinion() -> None:
    asked((*visit_case(), drafted(), signed(INDUSTRY), signed(PRODUCTION))).then_refused("20(3)", code="opinion-unsigned")
    asked(visit_case()).then_refused("20(3)", code="no-opinion")


def test_dissents_are_counted_and_do_not_stand_in_the_way() -> None:
    history = (*visit_case(), drafted(), signed(INDUSTRY, "节水数据存疑"), signed(PRODUCTION), signed(ENERGY))
    asked(history).then_recorded(Accepted, dissents=1)


def test_the_enterprise_pays_nothing() -> None:
    asked(no_fee_charged=False).then_refused("20", code="fee-charged")


def test_the_acceptance_is_held_on_the_day_of_the_visit() -> None:
    asked(held_on=VISIT_ON - timedelta(days=1)).then_refused("20(3)", code="held-on-another-day")


def test_nothing_is_accepted_before_it_is_held() -> None:
    asked(on=VISIT_ON - timedelta(days=1), delivered_on=None).then_refused("20(3)", code="held-in-future")


@pytest.mark.parametrize(("delivered_on", "code"), [(date(2026, 10, 14), "delivered-before-held"), (date(2026, 10, 16), "delivered-in-future")])
def test_the_opinion_is_delivered_from_the_visit_to_today(delivered_on: date, code: str) -> None:
    asked(delivered_on=delivered_on).then_refused("20(3)", code=code)


def test_the_level_comes_with_the_system_it_was_read_from() -> None:
    asked(level="IV").then_refused("22(3)", code="unknown-level")
    asked(indicator_system=" ").then_refused("22(3)", code="indicator-system-unnamed")
    asked(level="industry-basic", indicator_system="示例行业基本水平").then_recorded(Accepted, level="industry-basic")


@pytest.mark.parametrize("level", ["below-III", "below-industry-basic"])
def test_a_level_below_the_third_is_the_veto_and_the_veto_no_other_level(level: str) -> None:
    asked(level=level).then_refused("22(3)", code="level-contradicts-veto")
    asked(vetoes=(adopted("below-level-three"),)).then_refused("22(3)", code="level-contradicts-veto")
    asked(level=level, vetoes=(adopted("below-level-three"),)).then_recorded(Accepted, vetoes_adopted=("below-level-three",))


def test_a_reported_veto_is_adopted_or_not_with_its_reporters() -> None:
    finding = VetoFinding(veto="fraud", reported_by=(sheet_id(INDUSTRY),), adopted=True, evidence="现场记录第 3 页")
    asked(sheets=reported_by_one(), vetoes=(adopted(),)).then_recorded(Accepted, vetoes=(finding,), vetoes_adopted=("fraud",))
    asked(sheets=reported_by_one(), vetoes=(adopted(yes=False),)).then_recorded(Accepted, vetoes_adopted=())


def test_a_reported_veto_is_not_passed_over() -> None:
    asked(sheets=reported_by_one()).then_refused("22", code="veto-undecided")


def test_the_panel_may_adopt_a_veto_no_sheet_reports() -> None:
    asked(vetoes=(adopted("industrial-policy"),)).then_recorded(Accepted, vetoes_adopted=("industrial-policy",))


@pytest.mark.parametrize(
    ("decisions", "article", "code"),
    [
        ((adopted(evidence=""),), "22(1)", "veto-ungrounded"),
        ((adopted(), adopted()), "22", "veto-decided-twice"),
        ((adopted("smell"),), "22", "unknown-veto"),
        ((adopted(yes=False),), "22", "veto-not-reported"),
    ],
)
def test_a_veto_is_decided_once_with_evidence(decisions: tuple[Any, ...], article: str, code: str) -> None:
    asked(vetoes=decisions).then_refused(article, code=code)


def test_nothing_is_accepted_without_a_visit_or_twice() -> None:
    asked(panel_case()).then_refused("20(3)", code="out-of-order")
    accepted_once = asked().then_recorded(Accepted).pending[-1]
    asked((*signed_case(), accepted_once)).then_refused("20(3)", code="out-of-order")


def test_all_that_is_missing_is_said_at_once() -> None:
    refused = asked(visit_case(), (), steps=(), no_fee_charged=False).then_refused("20(3)")
    assert {"step-missing", "sheet-open", "no-opinion", "fee-charged"} <= {each.code for each in refused.every}


def test_sheets_of_another_case_do_not_count() -> None:
    stranger = sheet_of(UUID("00000000-0000-4000-8000-0000000000ee"), "0")
    asked(sheets=(*panel_sheets("80", "80", "80"), stranger)).then_recorded(Accepted, score=Score(80, 1))
