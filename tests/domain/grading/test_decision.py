"""Articles 20(4), 21–23: another person decides the result, or sends the proposal back."""

from __future__ import annotations

import msgspec
import pytest

from domain.case import grading
from domain.case.audit_case import AuditCase
from domain.case.events.acceptance import AcceptanceCorrected
from domain.case.events.grade import Departure, Graded, GradeProposalRejected
from domain.fact import Capacity, Fact, Stamp
from tests.examples.grading import CALENDAR, GRADED_ON, IN_ORDER, RULES, accepted, case_with, graded, lapsed, proposed, rechecked, score
from tests.scenario import APPROVER, OFFICER, Scenario, given

History = tuple[Fact | tuple[Fact, Stamp], ...]


def decide(history: History, *, by: Capacity = APPROVER, reason: str | None = None) -> Scenario[AuditCase]:
    return given(AuditCase, *history).when(
        lambda case: grading.decide(case, missing_papers_reason=reason, calendar=CALENDAR, rules=RULES, on=GRADED_ON), by=by, on=GRADED_ON
    )


def test_the_approver_decides_a_pass_and_the_revision_clock_ends() -> None:
    case = decide((*IN_ORDER, proposed())).then(graded()[0])
    assert (case.state, case.result, case.grade, case.revision_deadline, case.proposal) == ("graded", "pass", "excellent", None, None)
    assert case.milestone_on["Graded"] == GRADED_ON


def test_who_proposed_does_not_decide_in_whatever_capacity() -> None:
    as_approver = Capacity(person=OFFICER.person, role="bureau-approver")
    decide((*IN_ORDER, proposed()), by=as_approver).then_refused("20(4)", code="proposer-cannot-decide")


def test_nothing_is_decided_that_was_not_proposed() -> None:
    decide(IN_ORDER).then_refused("20(4)", code="out-of-order")


def test_a_result_is_decided_once() -> None:
    decide((*IN_ORDER, proposed(), graded())).then_refused("20(4)", code="out-of-order")


def test_a_fail_is_decided_without_final_papers() -> None:
    history = (accepted("59.996"), rechecked(), proposed("59.996"))
    case = decide(history).then_recorded(Graded, result="fail", grade=None, score=score("59.996"), final_papers="not-needed")
    assert case.revision_deadline is None


def test_a_pass_without_final_papers_needs_the_approvers_reason() -> None:
    decide((accepted(), lapsed(), rechecked(), proposed()), reason=" ").then_refused("21", code="reason-for-missing-papers")


def test_a_pass_without_final_papers_is_marked() -> None:
    decide((accepted(), lapsed(), rechecked(), proposed()), reason="企业停产检修").then_recorded(
        Graded, result="pass", final_papers="missing", missing_papers_reason="企业停产检修"
    )


def test_a_reason_for_missing_papers_is_not_kept_where_none_is_missing() -> None:
    decide((*IN_ORDER, proposed()), reason="多余").then_recorded(Graded, final_papers="submitted", missing_papers_reason=None)


def test_a_violation_found_after_the_proposal_stands_in_its_way() -> None:
    decide((*IN_ORDER, proposed(), rechecked("示例罚字9号"))).then_refused("22(4)", code="result-contradicts-rules")


def test_a_score_combined_anew_undoes_the_proposal() -> None:
    combined_anew = AcceptanceCorrected(
        conflicted_experts=(),
        void_sheets=(),
        sheets=accepted().sheets,
        score=score("70"),
        method="combine_mean_2025_04",
        vetoes_adopted=(),
        new_visit_needed=False,
        reasons=(),
    )
    decide((*IN_ORDER, proposed(), combined_anew)).then_refused("20(4)", code="out-of-order")


def test_departures_of_the_proposal_are_decided_with_it() -> None:
    departure = Departure("fraud", found=False, evidence="复核后凭证齐全")
    history: History = (*case_with("80", vetoes=("fraud",)), proposed("80", departures=(departure,)))
    decide(history).then_recorded(Graded, result="pass", vetoes=(), departures=(departure,), proposed_by=OFFICER.person)


def test_a_day_before_the_last_milestone_is_refused() -> None:
    fact, signed = accepted(), msgspec.structs.replace(proposed()[1], on=GRADED_ON.replace(month=12))
    decide(((fact, signed), rechecked(), proposed())).then_refused("20(4)", code="before-previous-step")


def reject(history: History, *, by: Capacity = APPROVER, reason: str = "偏离的证据不足") -> Scenario[AuditCase]:
    return given(AuditCase, *history).when(lambda case: grading.reject(case, reason=reason, on=GRADED_ON), by=by, on=GRADED_ON)


def test_the_approver_sends_a_proposal_back_and_another_may_be_made() -> None:
    case = reject((*IN_ORDER, proposed())).then(GradeProposalRejected(reason="偏离的证据不足"))
    assert (case.proposal, case.state) == (None, "revised")


@pytest.mark.parametrize(("by", "reason", "code"), [(OFFICER, "理由", "proposer-cannot-decide"), (APPROVER, " ", "reason-for-rejection")])
def test_a_proposal_is_sent_back_by_another_person_with_a_reason(by: Capacity, reason: str, code: str) -> None:
    reject((*IN_ORDER, proposed()), by=by, reason=reason).then_refused("20(4)", code=code)


def test_only_a_proposal_can_be_sent_back() -> None:
    reject(IN_ORDER).then_refused("20(4)", code="out-of-order")
