"""不利决定: proposed by one person, the enterprise heard; and the two ways a case ends early."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from domain.case import adverse, endings
from domain.case.audit_case import AuditCase
from domain.case.events.grade import Discontinued, Withdrawn
from domain.case.events.review import AdverseActProposed, EnterpriseHeard
from domain.law.reason import Reason
from tests.examples.audit import RULES, SIGNER
from tests.examples.grading import IN_ORDER, accepted, correction_proposed, graded, published
from tests.examples.plan import listed_plan, planned
from tests.examples.review import (
    REASONS,
    REVIEWED_ON,
    acceptance_listed_case,
    heard,
    penalty,
    prechecked_case,
    proposed,
    registered_case,
    reply,
    submitted_case,
)
from tests.scenario import APPROVER, OFFICER, Scenario, given, stamp

if TYPE_CHECKING:
    from collections.abc import Callable

INTERNAL = "内部 不利决定"
LISTED_ON = date(2026, 9, 15)
"""Day of the acceptance list, the latest step of the histories here."""


def proposing(act: str, *reasons: Reason) -> Callable[[AuditCase], None]:
    return lambda case: adverse.propose_adverse_act(case, act, reasons, rules=RULES, on=REVIEWED_ON)


def hearing(act: str = "precheck-failure", on: date = REVIEWED_ON, **said: Any) -> Callable[[AuditCase], None]:
    answer: dict[str, Any] = {"heard_on": REVIEWED_ON, "waived": False, "statement": "该处罚正在复议。", **said}
    return lambda case: adverse.hear_enterprise(case, act, rules=RULES, on=on, **answer)


def when_heard(**said: Any) -> Scenario[AuditCase]:
    history = (*submitted_case(), reply(penalty()), (proposed(), stamp(REVIEWED_ON)))
    return given(AuditCase, *history).when(hearing(**said), on=REVIEWED_ON)


def test_failing_a_precheck_is_proposed_with_its_reasons() -> None:
    case = given(AuditCase, *submitted_case()).when(proposing("precheck-failure", *REASONS), on=REVIEWED_ON).then(proposed())
    assert case.adverse is not None
    assert case.adverse.by == OFFICER


@pytest.mark.parametrize("reasons", [(), (Reason(" "),)])
def test_a_proposal_has_reasons(reasons: tuple[Reason, ...]) -> None:
    asked = given(AuditCase, *submitted_case()).when(proposing("precheck-failure", *reasons), on=REVIEWED_ON)
    asked.then_refused(INTERNAL, code="adverse-without-reason")


def test_failing_a_precheck_is_proposed_while_the_application_is_under_review() -> None:
    asked = given(AuditCase, *prechecked_case()).when(proposing("precheck-failure", *REASONS), on=REVIEWED_ON)
    asked.then_refused("20(1)", code="out-of-order")


@pytest.mark.parametrize("act", ["grade-correction", "fine"])
def test_other_acts_are_not_proposed_here(act: str) -> None:
    given(AuditCase, *submitted_case()).when(proposing(act, *REASONS), on=REVIEWED_ON).then_refused(INTERNAL, code="adverse-act-unknown")


def test_the_enterprise_is_heard_on_what_was_proposed() -> None:
    case = when_heard().then(heard())
    assert case.heard == heard()


def test_an_enterprise_that_let_its_term_pass_counts_as_heard() -> None:
    when_heard(waived=True, statement=None).then_recorded(EnterpriseHeard, waived=True, statement=None)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"waived": True}, "statement-of-hearing"),
        ({"statement": None}, "statement-of-hearing"),
        ({"statement": " "}, "statement-of-hearing"),
        ({"heard_on": date(2026, 9, 9)}, "heard-before-proposed"),
        ({"heard_on": date(2026, 9, 11)}, "heard-in-future"),
        ({"act": "discontinuation"}, "nothing-proposed"),
    ],
)
def test_a_hearing_with_a_fault_is_not_recorded(said: dict[str, Any], code: str) -> None:
    when_heard(**said).then_refused(INTERNAL, code=code)


def test_a_closed_case_is_heard_on_nothing() -> None:
    review = stamp(REVIEWED_ON, OFFICER)
    history = (*submitted_case(), (proposed("discontinuation"), review), Withdrawn(reason="停产"))
    given(AuditCase, *history).when(hearing("discontinuation"), on=REVIEWED_ON).then_refused(INTERNAL, code="case-closed")


def test_a_new_proposal_needs_a_new_hearing() -> None:
    history = (*submitted_case(), proposed(), heard())
    case = given(AuditCase, *history).when(proposing("precheck-failure", *REASONS), on=REVIEWED_ON).then_recorded(AdverseActProposed)
    assert case.heard is None


def test_the_enterprise_is_heard_before_its_grade_is_corrected() -> None:
    history = (*registered_case(), *IN_ORDER, graded(), published(), correction_proposed())
    on = date(2026, 6, 8)
    case = given(AuditCase, *history).when(hearing("grade-correction", on, heard_on=on), on=on).then_recorded(EnterpriseHeard)
    assert case.heard is not None


def discontinuing() -> Callable[[AuditCase], None]:
    return lambda case: endings.discontinue(case, rules=RULES, on=REVIEWED_ON)


def discontinuation_proposed(*history: Any) -> Scenario[AuditCase]:
    review = stamp(REVIEWED_ON, OFFICER)
    return given(AuditCase, *history, (proposed("discontinuation"), review), (heard("discontinuation"), review))


@pytest.mark.parametrize("history", [(planned(),), listed_plan(), submitted_case(), acceptance_listed_case()])
def test_a_case_is_discontinued_by_a_second_person_after_the_enterprise_was_heard(history: Any) -> None:
    case = discontinuation_proposed(*history).when(discontinuing(), by=APPROVER, on=LISTED_ON)
    ended = case.then(Discontinued(reasons=REASONS, proposed_by=OFFICER.person))
    assert ended.state == "discontinued"
    assert ended.closed


def test_discontinuing_ends_the_clock_for_final_papers() -> None:
    history = discontinuation_proposed(*registered_case(), accepted())
    assert history.aggregate.revision_deadline is not None
    assert history.when(discontinuing(), by=APPROVER, on=REVIEWED_ON).then_recorded(Discontinued).revision_deadline is None


def test_the_proposer_does_not_discontinue() -> None:
    same = msgspec.structs.replace(APPROVER, person=OFFICER.person)
    asked = discontinuation_proposed(*submitted_case()).when(discontinuing(), by=same, on=REVIEWED_ON)
    asked.then_refused(INTERNAL, code="proposer-cannot-decide")


def test_a_hearing_on_another_act_is_none() -> None:
    review = stamp(REVIEWED_ON, OFFICER)
    history = (*submitted_case(), (proposed("discontinuation"), review), (heard("precheck-failure"), review))
    given(AuditCase, *history).when(discontinuing(), by=APPROVER, on=REVIEWED_ON).then_refused(INTERNAL, code="enterprise-not-heard")


def test_a_decided_case_is_not_discontinued() -> None:
    history = (*registered_case(), *IN_ORDER, graded())
    given(AuditCase, *history).when(proposing("discontinuation", *REASONS), on=REVIEWED_ON).then_refused(INTERNAL, code="out-of-order")
    ended = given(AuditCase, planned(), Withdrawn(reason="停产"))
    ended.when(proposing("discontinuation", *REASONS), on=REVIEWED_ON).then_refused(INTERNAL, code="case-closed")


def withdrawing(reason: str = "生产线停产", *, sheet_locked: bool = False) -> Callable[[AuditCase], None]:
    return lambda case: endings.withdraw(case, reason, sheet_locked=sheet_locked, rules=RULES, on=REVIEWED_ON)


@pytest.mark.parametrize("history", [(planned(),), listed_plan(), registered_case(), submitted_case(), acceptance_listed_case()])
def test_an_enterprise_withdraws_its_case(history: Any) -> None:
    case = given(AuditCase, *history).when(withdrawing(), by=SIGNER, on=LISTED_ON).then(Withdrawn(reason="生产线停产"))
    assert case.state == "withdrawn"
    assert case.closed


def test_after_the_first_locked_sheet_it_cannot_withdraw() -> None:
    asked = given(AuditCase, *acceptance_listed_case()).when(withdrawing(sheet_locked=True), by=SIGNER, on=REVIEWED_ON)
    asked.then_refused("6", code="withdrawal-too-late")
    given(AuditCase, *registered_case(), accepted()).when(withdrawing(), by=SIGNER, on=REVIEWED_ON).then_refused("6", code="withdrawal-too-late")


def test_a_withdrawal_has_a_reason() -> None:
    given(AuditCase, *submitted_case()).when(withdrawing(" "), by=SIGNER, on=REVIEWED_ON).then_refused("6", code="withdrawal-without-reason")


def test_what_ended_does_not_end_again() -> None:
    ended = given(AuditCase, planned(), Withdrawn(reason="停产"))
    ended.when(withdrawing(), by=SIGNER, on=REVIEWED_ON).then_refused("6", code="case-closed")
    given(AuditCase).when(withdrawing(), by=SIGNER, on=REVIEWED_ON).then_refused("6", code="out-of-order")
