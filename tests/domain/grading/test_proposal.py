"""Articles 20(4), 22, 23: the result is proposed from score and vetoes, with the bureau's departures from the panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from domain.case import grading
from domain.case.audit_case import AuditCase
from domain.case.events.grade import Departure, GradeProposed
from tests.examples.grading import GRADED_ON, IN_ORDER, RULES, VETO_ARTICLES, accepted, case_with, lapsed, proposed, rechecked, reviewed, revised
from tests.scenario import Scenario, given

if TYPE_CHECKING:
    from domain.fact import Fact, Stamp

FOUND = Departure("fraud", found=True, evidence="财务凭证与现场不符")
NOT_FOUND = Departure("fraud", found=False, evidence="复核后凭证齐全")


def propose(history: tuple[Fact | tuple[Fact, Stamp], ...], result: str, grade: str | None = None, *departures: Departure) -> Scenario[AuditCase]:
    return given(AuditCase, *history).when(
        lambda case: grading.propose(case, result=result, grade=grade, departures=departures, rules=RULES, on=GRADED_ON), on=GRADED_ON
    )


def test_a_pass_is_proposed_with_score_and_articles() -> None:
    case = propose(IN_ORDER, "pass", "excellent").then(proposed("80")[0])
    assert case.proposal is not None
    assert case.proposal.by.person == "p-officer"


@pytest.mark.parametrize(
    ("points", "result", "grade", "article"),
    [
        # below the pass mark nothing passes
        ("59.996", "pass", "good", "22"),
        # from the pass mark on nothing fails without a veto
        ("60", "fail", None, "22"),
        # the grade follows the score
        ("74.99", "pass", "excellent", "23"),
        ("75", "pass", "good", "23"),
        ("80", "pass", None, "23"),
        # a fail has no grade
        ("50", "fail", "good", "22"),
    ],
)
def test_a_result_the_articles_do_not_give_is_refused(points: str, result: str, grade: str | None, article: str) -> None:
    propose(case_with(points), result, grade).then_refused(article, code="result-contradicts-rules")


@pytest.mark.parametrize(("veto", "article"), VETO_ARTICLES)
def test_a_veto_the_panel_adopted_lets_no_case_pass(veto: str, article: str) -> None:
    propose(case_with("95", vetoes=(veto,)), "pass", "excellent").then_refused(article, code="result-contradicts-rules")
    propose(case_with("95", vetoes=(veto,)), "fail").then_recorded(GradeProposed, result="fail", grade=None, vetoes=(veto,))


@pytest.mark.parametrize("level", ["below-III", "below-industry-basic"])
def test_a_level_below_the_third_fails_though_nobody_reported_the_veto(level: str) -> None:
    propose(case_with("95", level=level), "pass", "excellent").then_refused("22(3)", code="result-contradicts-rules")
    propose(case_with("95", level=level), "fail").then_recorded(GradeProposed, vetoes=("below-level-three",))


def test_a_violation_of_the_last_year_fails_and_is_kept_as_a_departure_with_its_reference() -> None:
    history = (accepted("95"), revised(), reviewed(), rechecked("示例罚字1号"))
    propose(history, "pass", "excellent").then_refused("22(4)", code="result-contradicts-rules")
    propose(history, "fail").then_recorded(
        GradeProposed,
        vetoes=("accident-or-violation",),
        departures=(Departure("accident-or-violation", found=True, evidence="示例罚字1号"),),
    )


def test_the_bureau_finds_a_veto_the_panel_did_not() -> None:
    propose(IN_ORDER, "fail", None, FOUND).then_recorded(GradeProposed, vetoes=("fraud",), departures=(FOUND,))


def test_the_bureau_does_not_find_a_veto_the_panel_adopted() -> None:
    propose(case_with("80", vetoes=("fraud",)), "pass", "excellent", NOT_FOUND).then_recorded(GradeProposed, vetoes=(), departures=(NOT_FOUND,))


@pytest.mark.parametrize(
    ("adopted", "departure", "code"),
    [
        ((), Departure("fraud", found=True, evidence=" "), "departure-without-evidence"),
        (("fraud",), FOUND, "panel-adopted-already"),
        ((), NOT_FOUND, "panel-did-not-adopt"),
        ((), Departure("bad-mood", found=True, evidence="x"), "unknown-veto"),
    ],
)
def test_a_departure_rests_on_a_veto_with_evidence(adopted: tuple[str, ...], departure: Departure, code: str) -> None:
    refused = propose(case_with("80", vetoes=adopted), "fail", None, departure).then_refused("22" if code == "unknown-veto" else "20(4)", code=code)
    assert refused.field == "departures"


def test_one_veto_is_departed_from_once() -> None:
    propose(IN_ORDER, "fail", None, FOUND, FOUND).then_refused("20(4)", code="departure-twice")


def test_a_level_on_record_cannot_be_departed_from() -> None:
    unfound = Departure("below-level-three", found=False, evidence="x")
    history = case_with("80", vetoes=("below-level-three",), level="below-III")
    propose(history, "pass", "excellent", unfound).then_refused("22(3)", code="veto-follows-from-record")


def test_compliance_is_rechecked_first() -> None:
    propose((accepted(), revised(), reviewed()), "pass", "excellent").then_refused("22(4)", code="out-of-order")


def test_the_site_acceptance_comes_first() -> None:
    propose((), "pass", "excellent").then_refused("20(4)", code="out-of-order")


def test_one_proposal_at_a_time() -> None:
    propose((*IN_ORDER, proposed()), "pass", "excellent").then_refused("20(4)", code="grade-proposal-open")


@pytest.mark.parametrize(
    ("papers", "code"),
    [
        ((), "final-papers-missing"),
        ((revised(),), "final-papers-not-reviewed"),
        ((revised(), reviewed(satisfied=False)), "final-papers-not-reviewed"),
    ],
)
def test_a_pass_waits_for_final_papers_found_in_order(papers: tuple[Fact, ...], code: str) -> None:
    propose((accepted(), *papers, rechecked()), "pass", "excellent").then_refused("21", code=code)


def test_a_pass_may_be_proposed_once_the_last_day_has_passed_without_papers() -> None:
    propose((accepted(), lapsed(), rechecked()), "pass", "excellent").then_recorded(GradeProposed, result="pass")


def test_a_fail_does_not_wait_for_final_papers() -> None:
    propose((accepted("59.99"), rechecked()), "fail").then_recorded(GradeProposed, result="fail")
