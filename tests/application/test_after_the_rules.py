"""After the last day of a rule set only a new plan is refused; and who looked at an older version is told so before anything else."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from application.commands.planning import EndorsePlan, OpenPlanCall, PlanCase, ReportBatch, ReturnPlan
from application.commands.register import ChangeCreditCode, RegisterEnterprise, RenameEnterprise
from application.outcome import StaleError
from domain.fact import Capacity
from domain.law.refusal import Refused
from tests.application.put_on_record import at_nine
from tests.examples.plan import DISTRICT_OFFICER, REASONS, form
from tests.examples.register import ENTERPRISE_ID, credit_code
from tests.scenario import OFFICER

if TYPE_CHECKING:
    from application.casework import Casework
    from application.clock import SetClock

FILLER = Capacity(person="p-filler", role="enterprise-filler", organisation=str(ENTERPRISE_ID))
COMMAND_LINE = Capacity(person="system:cli", role="system")
AFTERWARDS = date(2030, 5, 6)
"""No rule set is in force: that of 2025 ended on 26 April 2030."""


def test_a_plan_on_a_day_without_rules_is_refused(casework: Casework, clock: SetClock) -> None:
    at_nine(clock, AFTERWARDS)
    with pytest.raises(Refused, check=lambda no: no.code == "no-rules-that-day"):
        casework.handle(PlanCase(form=form()), FILLER)
    assert [entry.topic for entry in casework.recorder.select_notifications(1, 9)] == ["refusal.RequestRefused"], "nothing but the refusal"


@pytest.mark.parametrize("on", [date(2001, 1, 1), date(2024, 10, 1)])
def test_a_plan_entered_late_on_a_day_without_rules_for_plans_is_refused(casework: Casework, on: date) -> None:
    with pytest.raises(Refused, check=lambda no: no.code in {"no-rules-that-day", "rules-take-no-plans"}):
        casework.handle(PlanCase(form=form()), COMMAND_LINE, on=on, backdated_because="补录")


def test_a_case_goes_on_after_the_last_day_of_its_rules(casework: Casework, clock: SetClock) -> None:
    case_id = casework.handle(PlanCase(form=form()), FILLER).created
    assert case_id is not None
    at_nine(clock, AFTERWARDS)
    casework.handle(EndorsePlan(case_id=case_id), DISTRICT_OFFICER)
    casework.handle(ReportBatch(number="示例报1号", case_ids=(case_id,)), DISTRICT_OFFICER)
    stamps = {recorded.stamp.rule_set for recorded in casework.events.get(case_id)}
    assert stamps == {"sz-2025-5"}


def test_the_register_is_kept_after_the_last_day_of_the_rules(casework: Casework, clock: SetClock) -> None:
    at_nine(clock, AFTERWARDS)
    casework.handle(RegisterEnterprise(credit_code=credit_code(5), name="示例"), OFFICER)
    casework.handle(OpenPlanCall(year=2030, batch=1, opens_on=AFTERWARDS, closes_on=AFTERWARDS), OFFICER)
    assert casework.recorder.max_notification_id() == 2


def test_a_step_that_the_case_has_left_behind_is_stale_for_who_looked_before(casework: Casework) -> None:
    case_id = casework.handle(PlanCase(form=form()), FILLER).created
    assert case_id is not None
    casework.handle(ReturnPlan(case_id=case_id, reasons=REASONS), DISTRICT_OFFICER, expected_version=1)
    with pytest.raises(StaleError, check=lambda no: (no.expected, no.actual) == (1, 2)):
        casework.handle(ReturnPlan(case_id=case_id, reasons=REASONS), DISTRICT_OFFICER, expected_version=1)
    with pytest.raises(Refused, check=lambda no: no.code == "out-of-order"):
        casework.handle(ReturnPlan(case_id=case_id, reasons=REASONS), DISTRICT_OFFICER, expected_version=2)


def test_a_refusal_before_the_thing_was_looked_at_stays_a_refusal(casework: Casework) -> None:
    casework.handle(RegisterEnterprise(credit_code=form().credit_code, name="示例"), OFFICER)
    with pytest.raises(Refused, check=lambda no: no.code.startswith("credit-code")):
        casework.handle(ChangeCreditCode(enterprise_id=ENTERPRISE_ID, credit_code="1"), OFFICER, expected_version=1)
    with pytest.raises(StaleError):
        casework.handle(RenameEnterprise(enterprise_id=UUID(str(ENTERPRISE_ID)), name="示例"), OFFICER, expected_version=7)
