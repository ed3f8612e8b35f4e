"""What is handed in came on the day it was received; only the office enters what happened before, and says why."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from application.commands.planning import EndorsePlan, OpenPlanCall, PlanCase
from application.outcome import NotFoundError
from domain.case.audit_case import AuditCase
from domain.fact import Capacity
from domain.law.refusal import Refused
from domain.register.consultancy import Consultancy
from tests.application.put_on_record import at_nine, put_on_record
from tests.examples.plan import COMMISSIONED, DISTRICT_OFFICER, form, planned
from tests.examples.register import CASE_ID, CONSULTANCY_ID, ENTERPRISE_ID, able_consultancy
from tests.scenario import OFFICER, stamp

if TYPE_CHECKING:
    from application.casework import Casework
    from application.clock import SetClock

FILLER = Capacity(person="p-filler", role="enterprise-filler", organisation=str(ENTERPRISE_ID))
CONSULTANT = Capacity(person="p-consultant", role="consultant", organisation=str(CONSULTANCY_ID), on_behalf_of=str(ENTERPRISE_ID))
TODAY = date(2026, 3, 2)
LAST_WEEK = date(2026, 2, 27)


@pytest.mark.parametrize("actor", [FILLER, CONSULTANT], ids=["enterprise", "consultancy"])
def test_a_plan_is_not_in_time_for_a_closed_call_by_saying_so(casework: Casework, actor: Capacity) -> None:
    put_on_record(casework, (Consultancy, CONSULTANCY_ID, able_consultancy()))
    casework.handle(OpenPlanCall(year=2026, batch=1, opens_on=date(2026, 1, 5), closes_on=LAST_WEEK), OFFICER)
    late = PlanCase(form=form(**COMMISSIONED))
    with pytest.raises(Refused) as no:
        casework.handle(late, actor)
    assert [each.code for each in no.value.every] == ["plan-call-closed"]
    with pytest.raises(Refused) as no:
        casework.handle(late, actor, on=LAST_WEEK, backdated_because="材料已于当日备齐")
    assert [each.code for each in no.value.every] == ["late-entry-by-party"]


def test_the_office_enters_late_and_says_why(casework: Casework, clock: SetClock) -> None:
    put_on_record(casework, (AuditCase, CASE_ID, ((planned(), stamp(LAST_WEEK)),)))
    at_nine(clock, TODAY)
    with pytest.raises(Refused, check=lambda no: no.code == "late-entry-unexplained"):
        casework.handle(EndorsePlan(case_id=CASE_ID), DISTRICT_OFFICER, on=LAST_WEEK)
    assert casework.handle(EndorsePlan(case_id=CASE_ID), DISTRICT_OFFICER, on=LAST_WEEK, backdated_because="当日已书面审核").versions


def test_a_consultancy_sees_no_case_as_of_a_day_on_which_its_mandate_still_ran(casework: Casework, clock: SetClock) -> None:
    history = ((planned(**COMMISSIONED), stamp(date(2026, 2, 20))),)
    put_on_record(casework, (Consultancy, CONSULTANCY_ID, able_consultancy()), (AuditCase, CASE_ID, history))
    at_nine(clock, date(2028, 1, 3))
    with pytest.raises(NotFoundError):
        casework.handle(EndorsePlan(case_id=CASE_ID), CONSULTANT, on=date(2026, 3, 2), backdated_because="补录")
