"""The clock reminds seven days and one day before the last day and on it, once each, and never after it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.case.audit_case import AuditCase
from domain.case.events.revision import RevisionReminded
from domain.case.reminders import remind
from tests.examples.acceptance import LAST_DAY, accepted_case
from tests.examples.panel import RULES, History
from tests.examples.revision import revised_case
from tests.scenario import Scenario, given


def reminding(days_left: int, on: date, history: History | None = None, last_day: date = LAST_DAY) -> Scenario[AuditCase]:
    return given(AuditCase, *(history or accepted_case())).when(
        lambda case: remind(case, last_day=last_day, days_left=days_left, rules=RULES, on=on), on=on
    )


def before(days: int) -> date:
    return LAST_DAY - timedelta(days=days)


def reminded(days_left: int) -> History:
    case = reminding(days_left, before(days_left)).then_recorded(RevisionReminded)
    return (*accepted_case(), case.pending[-1])


@pytest.mark.parametrize("days_left", [7, 1, 0])
def test_the_clock_reminds_on_the_days_the_rules_name(days_left: int) -> None:
    reminding(days_left, before(days_left)).then(RevisionReminded(last_day=LAST_DAY, days_left=days_left, fell_due_on=before(days_left)))


def test_a_reminder_that_was_missed_says_when_it_fell_due() -> None:
    reminding(7, before(5)).then_recorded(RevisionReminded, days_left=7, fell_due_on=before(7))


def test_each_step_is_reminded_of_once() -> None:
    reminding(7, before(6), reminded(7)).then_refused("内部 提醒", code="reminded-already")
    reminding(7, before(1), reminded(1)).then_refused("内部 提醒", code="reminded-already")
    reminding(1, before(1), reminded(7)).then_recorded(RevisionReminded, days_left=1)


def test_nobody_is_reminded_early_or_late_or_on_a_day_the_rules_do_not_name() -> None:
    reminding(7, before(8)).then_refused("内部 提醒", code="reminder-not-due")
    reminding(0, LAST_DAY + timedelta(days=1)).then_refused("内部 提醒", code="reminder-too-late")
    reminding(3, before(3)).then_refused("内部 提醒", code="reminder-unknown")


def test_nobody_is_reminded_of_a_day_that_was_moved() -> None:
    reminding(7, before(7), last_day=LAST_DAY + timedelta(days=1)).then_refused("内部 提醒", code="reminder-last-day-moved")


def test_nobody_is_reminded_whose_papers_are_in() -> None:
    reminding(7, before(7), revised_case()).then_refused("21", code="out-of-order")
