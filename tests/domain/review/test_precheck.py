"""初审: the checklist, passing and failing, and the acceptance list (15, 20(1), 20(2))."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from domain.case import review
from domain.case.audit_case import AuditCase
from domain.case.events.review import ChecklistAnswer, ListedForAcceptance, Prechecked, PrecheckFailed
from tests.examples.audit import RULES
from tests.examples.plan import COMMISSIONED
from tests.examples.review import (
    ACCEPTANCE_LIST_ID,
    QUERIED_ON,
    REASONS,
    REVIEWED_ON,
    checklist,
    decided,
    eligibility,
    failure_proposed,
    heard,
    listed_for_acceptance,
    penalty,
    prechecked,
    prechecked_case,
    proposed,
    registered_case,
    reply,
    submitted_case,
)
from tests.scenario import APPROVER, OFFICER, Scenario, given, stamp

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.case.events.plan import EligibilityLine
    from domain.fact import Fact

LISTED_ON = date(2026, 9, 15)


def passing(answers: tuple[ChecklistAnswer, ...] | None = None) -> Callable[[AuditCase], None]:
    return lambda case: review.pass_precheck(case, checklist() if answers is None else answers, rules=RULES, on=REVIEWED_ON)


def failing(answers: tuple[ChecklistAnswer, ...] | None = None) -> Callable[[AuditCase], None]:
    return lambda case: review.fail_precheck(case, checklist() if answers is None else answers, rules=RULES, on=REVIEWED_ON)


def when_passed(*facts: Fact, answers: tuple[ChecklistAnswer, ...] | None = None, plan: dict[str, Any] | None = None) -> Scenario[AuditCase]:
    return given(AuditCase, *submitted_case(**(plan or {})), *facts).when(passing(answers), on=REVIEWED_ON)


def test_a_report_in_order_without_penalties_passes() -> None:
    case = when_passed(reply()).then(prechecked())
    assert case.state == "prechecked"
    assert case.milestone_on["Prechecked"] == REVIEWED_ON


def test_only_an_application_under_review_passes() -> None:
    given(AuditCase, *registered_case()).when(passing(), on=REVIEWED_ON).then_refused("20(1)", code="out-of-order")


@pytest.mark.parametrize(("item", "article"), [(entry["code"], entry["place"]) for entry in RULES.entries("review/checklist") if "mode" not in entry])
def test_each_item_left_open_is_named_with_its_article(item: str, article: str) -> None:
    answers = tuple(answer for answer in checklist() if answer.item != item)
    refused = when_passed(reply(), answers=answers).then_refused(article, code="checklist-item-unanswered")
    assert [each.field for each in refused.every] == [f"checklist.{item}"]


def test_a_self_organised_audit_is_asked_about_article_9_and_a_commissioned_one_about_10() -> None:
    when_passed(reply(), answers=checklist("commissioned")).then_refused("9", code="checklist-item-unanswered")
    when_passed(reply(), plan=COMMISSIONED).then_refused("10", code="checklist-item-unanswered")
    when_passed(reply(), plan=COMMISSIONED, answers=checklist("commissioned")).then_recorded(Prechecked)


def changed(item: str, **changes: str) -> tuple[ChecklistAnswer, ...]:
    return tuple(msgspec.structs.replace(answer, **changes) if answer.item == item else answer for answer in checklist())


@pytest.mark.parametrize(
    ("answers", "article", "code"),
    [
        (checklist(report_level="not-met"), "8(4)", "checklist-item-not-met"),
        (checklist(report_level="not-applicable"), "8(4)", "checklist-item-applies"),
        (checklist(truth="perhaps"), "18", "checklist-item-applies"),
        (changed("papers", evidence=" "), "19", "checklist-item-without-evidence"),
        ((*checklist(), checklist()[0]), "8(1)", "checklist-item-twice"),
        ((*checklist(), ChecklistAnswer("colour", "met", "第 1 页")), "20(1)", "checklist-item-unknown"),
        ((*checklist(), ChecklistAnswer("capability-consultancy", "met", "第 1 页")), "20(1)", "checklist-item-unknown"),
    ],
)
def test_a_checklist_with_a_fault_does_not_pass(answers: tuple[ChecklistAnswer, ...], article: str, code: str) -> None:
    when_passed(reply(), answers=answers).then_refused(article, code=code)


def test_an_item_of_the_other_mode_may_be_marked_as_not_applicable() -> None:
    answers = (*checklist(), ChecklistAnswer("capability-consultancy", "not-applicable", ""))
    when_passed(reply(), answers=answers).then_recorded(Prechecked, checklist=answers)


def test_without_a_reply_on_file_nothing_passes() -> None:
    when_passed().then_refused("20(2)", code="no-penalty-reply")


def test_a_record_nobody_decided_stands_in_the_way() -> None:
    when_passed(reply(penalty())).then_refused("20(2)", code="match-undecided")


def test_a_penalty_of_the_last_year_stands_in_the_way() -> None:
    when_passed(reply(penalty()), decided(penalty())).then_refused("20(2)", code="penalty-counts")


def test_a_dismissed_or_older_record_does_not() -> None:
    old = penalty("示例环罚〔2025〕1号", date(2025, 9, 3))
    when_passed(reply(penalty(), old), decided(penalty(), concerns=False), decided(old)).then_recorded(Prechecked, penalties_counted=())


def test_every_fault_is_shown_at_once() -> None:
    refused = when_passed(answers=checklist(report="not-met")[1:]).then_refused("20(2)")
    assert {each.code for each in refused.every} == {"checklist-item-unanswered", "checklist-item-not-met", "no-penalty-reply"}


def test_a_failing_is_decided_by_a_second_person_for_the_reasons_the_enterprise_was_heard_on() -> None:
    case = (
        given(AuditCase, *failure_proposed(penalty()))
        .when(failing(), by=APPROVER, on=REVIEWED_ON)
        .then(
            PrecheckFailed(
                round=1,
                grounds=("penalty",),
                checklist_version="sz-2025-5/2025-04-27",
                checklist=checklist(),
                penalties_reference_on=QUERIED_ON,
                penalties_from=date(2025, 9, 4),
                penalties_counted=(penalty().reference,),
                reasons=REASONS,
                proposed_by=OFFICER.person,
            )
        )
    )
    assert case.state == "precheck-failed"
    assert case.closed


def test_both_grounds_are_kept() -> None:
    asked = given(AuditCase, *failure_proposed(penalty())).when(failing(checklist(mechanism="not-met")), by=APPROVER, on=REVIEWED_ON)
    asked.then_recorded(PrecheckFailed, grounds=("checklist", "penalty"))


def test_an_unmet_item_is_ground_enough_before_the_look_back_was_made() -> None:
    review_stamp = stamp(REVIEWED_ON, OFFICER)
    history = (*submitted_case(), (proposed(), review_stamp), (heard(), review_stamp))
    asked = given(AuditCase, *history).when(failing(checklist(mechanism="not-met")), by=APPROVER, on=REVIEWED_ON)
    asked.then_recorded(PrecheckFailed, grounds=("checklist",), penalties_reference_on=None, penalties_from=None)


def test_without_any_ground_nothing_fails() -> None:
    given(AuditCase, *failure_proposed()).when(failing(), by=APPROVER, on=REVIEWED_ON).then_refused("20(1)", code="no-ground-to-fail")


def test_a_failing_checklist_is_complete_too() -> None:
    asked = given(AuditCase, *failure_proposed(penalty())).when(failing(checklist()[1:]), by=APPROVER, on=REVIEWED_ON)
    asked.then_refused("8(1)", code="checklist-item-unanswered")


def test_the_proposer_does_not_decide_in_whatever_capacity() -> None:
    same = msgspec.structs.replace(APPROVER, person=OFFICER.person)
    asked = given(AuditCase, *failure_proposed(penalty())).when(failing(), by=same, on=REVIEWED_ON)
    asked.then_refused("内部 不利决定", code="proposer-cannot-decide")


def test_nothing_fails_unproposed_or_unheard() -> None:
    counted = (*submitted_case(), reply(penalty()), decided(penalty()))
    asked = given(AuditCase, *counted).when(failing(), by=APPROVER, on=REVIEWED_ON)
    asked.then_refused("内部 不利决定", code="nothing-proposed")
    unheard = given(AuditCase, *counted, proposed()).when(failing(), by=APPROVER, on=REVIEWED_ON)
    unheard.then_refused("内部 不利决定", code="enterprise-not-heard")


def test_passing_ends_a_proposal_to_fail() -> None:
    case = given(AuditCase, *failure_proposed()).when(passing(), on=REVIEWED_ON).then_recorded(Prechecked)
    assert case.adverse is None


def listing(lines: tuple[EligibilityLine, ...]) -> Callable[[AuditCase], None]:
    number = "深工信清〔2026〕5号"
    return lambda case: review.list_for_acceptance(case, ACCEPTANCE_LIST_ID, number, LISTED_ON, lines, rules=RULES)


def test_a_prechecked_case_goes_on_the_acceptance_list() -> None:
    case = given(AuditCase, *prechecked_case()).when(listing(eligibility()), on=LISTED_ON).then(listed_for_acceptance())
    assert case.state == "listed-for-acceptance"
    assert case.acceptance_listed == listed_for_acceptance()


def test_a_case_not_prechecked_is_not_listed() -> None:
    given(AuditCase, *submitted_case(), reply()).when(listing(eligibility()), on=LISTED_ON).then_refused("20(2)", code="out-of-order")


def test_an_enterprise_ineligible_by_now_is_not_listed() -> None:
    asked = given(AuditCase, *prechecked_case()).when(listing(eligibility(met=False, found="2026-06-01")), on=LISTED_ON)
    asked.then_refused("15(2)", code="ineligible-by-now")


def test_a_case_is_listed_once() -> None:
    again = given(AuditCase, *prechecked_case(), listed_for_acceptance()).when(listing(eligibility()), on=LISTED_ON)
    again.then_refused("20(2)", code="out-of-order")
    assert ListedForAcceptance.TOPIC == "case.ListedForAcceptance"
