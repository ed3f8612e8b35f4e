"""Articles 20(4), 22, 23: a decided result is changed by two persons, to the enterprise's harm only after it was heard."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from domain.case import correction
from domain.case.audit_case import AuditCase
from domain.case.events.acceptance import AcceptanceCorrected
from domain.case.events.grade import CorrectionProposal, GradeCorrected, GradeCorrectionProposed, GradeCorrectionRejected
from domain.fact import Capacity, Fact, Stamp
from domain.law.reason import Reason
from tests.examples.grading import (
    CALENDAR,
    IN_ORDER,
    OBJECTION,
    PUBLISHED_PASS,
    REASONS,
    RULES,
    accepted,
    case_with,
    correction_proposed,
    graded,
    heard,
    objected,
    objection_decided,
    published,
    score,
)
from tests.scenario import APPROVER, OFFICER, Scenario, given

History = tuple[Fact | tuple[Fact, Stamp], ...]
ON = date(2026, 6, 5)
UPHELD: History = (*PUBLISHED_PASS, objected(), objection_decided())
FAILED: History = (*case_with("80", vetoes=("fraud",)), graded("80", vetoes=("fraud",)), published(), objected(), objection_decided())
"""A fail for fraud with 80 points, and an objection that was found right."""


def combined_anew(points: str) -> AcceptanceCorrected:
    return AcceptanceCorrected(
        conflicted_experts=(),
        void_sheets=(),
        sheets=accepted().sheets,
        score=score(points),
        method="combine_mean_2025_04",
        vetoes_adopted=(),
        new_visit_needed=False,
        reasons=(),
    )


def propose(history: History = PUBLISHED_PASS, **changes: Any) -> Scenario[AuditCase]:
    asked: dict[str, Any] = {
        "result": "fail",
        "grade": None,
        "vetoes": ("fraud",),
        "ground": "found-later",
        "objection_id": None,
        "reasons": REASONS,
    } | changes
    return given(AuditCase, *history).when(lambda case: correction.propose_correction(case, **asked, rules=RULES, on=ON), on=ON)


def test_fraud_found_later_is_proposed_as_a_fail() -> None:
    fact = msgspec.structs.replace(correction_proposed()[0], proposed_on=ON)
    propose().then(fact)


def test_an_upheld_objection_turns_a_fail_into_a_pass() -> None:
    propose(FAILED, result="pass", grade="excellent", vetoes=(), ground="objection", objection_id=OBJECTION).then_recorded(
        GradeCorrectionProposed,
        objection_id=OBJECTION,
        proposal=CorrectionProposal(result="pass", grade="excellent", vetoes=(), score=score("80")),
    )


def test_a_score_combined_anew_changes_the_grade() -> None:
    propose((*PUBLISHED_PASS, combined_anew("70")), result="pass", grade="good", vetoes=(), ground="acceptance-corrected").then_recorded(
        GradeCorrectionProposed, proposal=CorrectionProposal(result="pass", grade="good", vetoes=(), score=score("70"))
    )


@pytest.mark.parametrize(
    ("changes", "article", "code"),
    [
        ({"ground": "regret"}, "20(4)", "unknown-ground"),
        ({"ground": "objection"}, "20(4)", "objection-not-upheld"),
        ({"ground": "objection", "objection_id": OBJECTION}, "20(4)", "objection-not-upheld"),
        ({"ground": "acceptance-corrected"}, "20(3)", "acceptance-not-corrected"),
        ({"reasons": ()}, "20(4)", "correction-without-reason"),
        ({"reasons": (Reason(" "),)}, "20(4)", "correction-without-reason"),
        ({"vetoes": ("bad-mood",)}, "22", "unknown-corrected-veto"),
        # a veto fails, whatever the score
        ({"result": "pass", "grade": "good"}, "22(1)", "correction-contradicts-rules"),
        # without one the score decides
        ({"vetoes": ()}, "22", "correction-contradicts-rules"),
        ({"result": "pass", "grade": "excellent", "vetoes": ()}, "20(4)", "nothing-corrected"),
    ],
)
def test_a_correction_rests_on_a_ground_and_follows_the_articles(changes: dict[str, Any], article: str, code: str) -> None:
    propose(**changes).then_refused(article, code=code)


def test_an_objection_found_wrong_is_no_ground() -> None:
    history = (*PUBLISHED_PASS, objected(), objection_decided(upheld=False))
    propose(history, ground="objection", objection_id=OBJECTION).then_refused("20(4)", code="objection-not-upheld")


def test_only_a_decided_result_is_corrected() -> None:
    propose(IN_ORDER).then_refused("20(4)", code="out-of-order")


def test_a_result_is_corrected_before_its_publication_too() -> None:
    propose((*IN_ORDER, graded())).then_recorded(GradeCorrectionProposed, ground="found-later")


def test_one_correction_at_a_time() -> None:
    propose((*PUBLISHED_PASS, correction_proposed())).then_refused("20(4)", code="grade-correction-open")


def correct(history: History, *, by: Capacity = APPROVER) -> Scenario[AuditCase]:
    return given(AuditCase, *history).when(lambda case: correction.correct(case, calendar=CALENDAR, rules=RULES, on=ON), by=by, on=ON)


def test_after_the_hearing_another_person_corrects_and_the_original_stays_in_sight() -> None:
    case = correct((*PUBLISHED_PASS, correction_proposed(), heard())).then_recorded(
        GradeCorrected, was_result="pass", was_grade="excellent", result="fail", grade=None, vetoes=("fraud",), ground="found-later"
    )
    assert (case.result, case.grade, case.state) == ("fail", None, "published")
    assert case.graded is not None
    assert case.graded.result == "pass"


def test_grounds_found_later_wait_for_the_hearing() -> None:
    correct((*PUBLISHED_PASS, correction_proposed())).then_refused("22(1)", code="correction-without-hearing")


def test_a_hearing_before_the_proposal_does_not_count() -> None:
    correct((*PUBLISHED_PASS, heard(), correction_proposed())).then_refused("22(1)", code="correction-without-hearing")


def worse_after_objection() -> tuple[GradeCorrectionProposed, Stamp]:
    return correction_proposed(ground="objection", objection_id=OBJECTION)


def test_a_worse_result_after_an_objection_waits_for_the_hearing() -> None:
    correct((*UPHELD, worse_after_objection())).then_refused("内部 不利决定", code="correction-without-hearing")
    correct((*UPHELD, worse_after_objection(), heard())).then_recorded(GradeCorrected, ground="objection")


def test_a_better_result_needs_no_hearing() -> None:
    better = CorrectionProposal(result="pass", grade="excellent", vetoes=(), score=score("80"))
    proposal = correction_proposed(proposal=better, ground="objection", objection_id=OBJECTION)
    correct((*FAILED, proposal)).then_recorded(GradeCorrected, was_result="fail", result="pass", grade="excellent")


def test_who_proposed_a_correction_does_not_decide_it() -> None:
    correct((*PUBLISHED_PASS, correction_proposed(by=APPROVER), heard())).then_refused("20(4)", code="proposer-cannot-decide")


def test_nothing_is_corrected_that_was_not_proposed() -> None:
    correct(PUBLISHED_PASS).then_refused("20(4)", code="out-of-order")


def test_a_score_that_moved_since_the_proposal_stands_in_its_way() -> None:
    correct((*PUBLISHED_PASS, correction_proposed(), heard(), combined_anew("70"))).then_refused("20(4)", code="record-moved")


def test_who_corrected_had_a_part_in_the_grade() -> None:
    case = correct((*PUBLISHED_PASS, correction_proposed(), heard()), by=Capacity(person="p-third", role="bureau-approver")).then_recorded(
        GradeCorrected
    )
    assert case.grading_persons == {OFFICER.person, APPROVER.person, "p-third"}


def reject(history: History, *, by: Capacity = APPROVER, reason: str = "证据不足") -> Scenario[AuditCase]:
    return given(AuditCase, *history).when(lambda case: correction.reject_correction(case, reason=reason, on=ON), by=by, on=ON)


def test_the_approver_sends_a_correction_back_and_the_result_stands() -> None:
    case = reject((*PUBLISHED_PASS, correction_proposed())).then(GradeCorrectionRejected(reason="证据不足"))
    assert (case.result, case.grade, case.correction_proposal) == ("pass", "excellent", None)


def test_a_correction_is_sent_back_by_another_person_with_a_reason() -> None:
    reject((*PUBLISHED_PASS, correction_proposed()), by=OFFICER).then_refused("20(4)", code="proposer-cannot-decide")
    reject((*PUBLISHED_PASS, correction_proposed()), reason="").then_refused("20(4)", code="reason-for-correction-rejection")
    reject(PUBLISHED_PASS).then_refused("20(4)", code="out-of-order")
