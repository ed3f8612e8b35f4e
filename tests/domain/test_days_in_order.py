"""The day of an act is never before the step it rests on, whoever enters it late and whatever it is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from domain.case import endings, grading, planning, publication
from domain.case.audit_case import AuditCase
from domain.case.events.plan import PlanListed
from tests.examples.grading import CALENDAR, GRADED_ON, IN_ORDER, LIST, RULES, graded, proposed, rechecked
from tests.examples.plan import planned
from tests.examples.review import heard, registered_case
from tests.examples.review import proposed as failure_proposed
from tests.scenario import APPROVER, OFFICER, given, stamp

if TYPE_CHECKING:
    from collections.abc import Callable

PUBLISHED_ON, ENTERED_ON = date(2026, 5, 4), date(2026, 5, 8)
LISTED = PlanListed(list_id=LIST, list_number="示例1号", listed_on=PUBLISHED_ON)


def deciding(on: date) -> Callable[[AuditCase], None]:
    return lambda case: grading.decide(case, missing_papers_reason=None, calendar=CALENDAR, rules=RULES, on=on)


def test_a_result_is_not_decided_as_of_a_day_before_it_was_proposed() -> None:
    """Else the five years and the twenty working days would begin before anybody had proposed a pass."""
    fact, _ = proposed()
    history = (*IN_ORDER, (fact, stamp(GRADED_ON, OFFICER)))
    given(AuditCase, *history).when(deciding(date(2026, 4, 19)), by=APPROVER, on=date(2026, 4, 19)).then_refused("20(4)", code="before-previous-step")
    given(AuditCase, *history).when(deciding(GRADED_ON), by=APPROVER, on=GRADED_ON).then(graded()[0])


def test_a_result_is_not_proposed_as_of_a_day_before_its_compliance_was_looked_up() -> None:
    history = (*IN_ORDER[:-1], (rechecked(), stamp(GRADED_ON, OFFICER)))

    def propose(case: AuditCase) -> None:
        grading.propose(case, result="pass", grade="excellent", departures=(), rules=RULES, on=date(2026, 4, 1))

    given(AuditCase, *history).when(propose, on=date(2026, 4, 1)).then_refused("20(4)", code="before-previous-step")


def test_a_case_is_not_ended_as_of_a_day_before_the_enterprise_was_heard() -> None:
    said = heard("discontinuation")
    history: tuple[Any, ...] = (planned(), (failure_proposed("discontinuation"), stamp(date(2026, 9, 10))), (said, stamp(date(2026, 9, 12))))

    def discontinue(case: AuditCase) -> None:
        endings.discontinue(case, rules=RULES, on=date(2026, 9, 11))

    given(AuditCase, *history).when(discontinue, by=APPROVER, on=date(2026, 9, 11)).then_refused(None, code="before-previous-step")


@pytest.mark.parametrize(("on", "allowed"), [(date(2026, 5, 3), False), (PUBLISHED_ON, True), (date(2026, 5, 6), True)])
def test_a_list_counts_from_the_day_it_was_published_not_from_the_day_it_was_entered(on: date, allowed: bool) -> None:  # noqa: FBT001
    case = given(AuditCase, planned(), (LISTED, stamp(ENTERED_ON)))
    tried = case.when(lambda each: endings.withdraw(each, "停产", sheet_locked=False, rules=RULES, on=on), on=on)
    if allowed:
        assert tried.aggregate.state == "withdrawn"
    else:
        tried.then_refused(None, code="before-previous-step")


def test_nothing_is_entered_as_of_a_day_before_the_case_began() -> None:
    registered = given(AuditCase, *registered_case())
    registered.when(lambda case: endings.withdraw(case, "停产", sheet_locked=False, rules=RULES, on=date(2026, 1, 5)), on=date(2026, 1, 5))
    registered.then_refused(None, code="before-previous-step")


def test_an_endorsement_is_not_dated_before_the_plan_was_handed_in() -> None:
    late = given(AuditCase, (planned(), stamp(date(2026, 3, 2))))
    late.when(lambda case: planning.endorse_plan(case, None, rules=RULES, on=date(2026, 3, 1)), on=date(2026, 3, 1))
    late.then_refused("16", code="before-previous-step")


def test_the_enterprise_is_not_told_its_result_before_it_was_decided() -> None:
    told = given(AuditCase, *IN_ORDER, graded())
    told.when(lambda case: publication.notify(case, notified_on=GRADED_ON, channel="post", on=GRADED_ON), on=date(2026, 4, 1))
    told.then_refused(None, code="before-previous-step")
