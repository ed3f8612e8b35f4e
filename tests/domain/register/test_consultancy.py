"""A consultancy's staff and mandates as of a day (10, 18)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.register import consultancy as consultancies
from domain.register.consultancy import Consultancy, certificates_on
from domain.register.events import ConsultancyProfiled, ConsultancyRegistered, MandateEnded, MandateGranted, StaffEntered, StaffLeft
from tests.examples.register import (
    CONSULTANCY_CODE,
    ENTERPRISE_ID,
    able_consultancy,
    consultancy_registered,
    mandate_granted,
    staff_entered,
)
from tests.scenario import given

TODAY = date(2026, 3, 2)


def grant(consultancy: Consultancy, from_on: date, until_on: date) -> None:
    consultancies.grant_mandate(consultancy, enterprise_id=ENTERPRISE_ID, from_on=from_on, until_on=until_on)


def test_a_consultancy_is_registered_once() -> None:
    def register(each: Consultancy) -> None:
        consultancies.register(each, credit_code=CONSULTANCY_CODE, name="示例咨询")

    given(Consultancy).when(register).then(ConsultancyRegistered(credit_code=CONSULTANCY_CODE, name="示例咨询"))
    given(Consultancy, consultancy_registered()).when(register).then_refused(None, code="consultancy-already-registered")


def test_the_last_declaration_of_its_conditions_stands() -> None:
    declared = given(Consultancy, *able_consultancy()).when(
        lambda each: consultancies.profile(each, legal_person=False, quality_system=True, instruments=True, evidence_digest=None)
    )
    assert declared.then_recorded(ConsultancyProfiled, legal_person=False).profile == ConsultancyProfiled(
        legal_person=False, quality_system=True, instruments=True, evidence_digest=None
    )


def test_a_person_is_on_the_staff_from_the_day_of_entry_to_the_last_day() -> None:
    consultancy = given(Consultancy, consultancy_registered(), staff_entered(), StaffLeft(reference="s1", left_on=date(2026, 6, 30))).aggregate
    on_staff = [bool(consultancy.staff_on(day)) for day in (date(2026, 3, 1), TODAY, date(2026, 6, 30), date(2026, 7, 1))]
    assert on_staff == [False, True, True, False]


def test_a_person_is_entered_once_at_a_time() -> None:
    given(Consultancy, consultancy_registered(), staff_entered()).when(
        lambda each: consultancies.enter_staff(each, staff_entered(), on=TODAY)
    ).then_refused(None, code="staff-already-entered")
    given(Consultancy, consultancy_registered()).when(
        lambda each: consultancies.enter_staff(each, staff_entered(title_level="professor"), on=TODAY)
    ).then_refused(None, code="title-level-unknown")


def test_only_a_person_on_the_staff_leaves_it() -> None:
    given(Consultancy, consultancy_registered(), staff_entered()).when(
        lambda each: consultancies.staff_leaves(each, reference="s1", left_on=TODAY)
    ).then(StaffLeft(reference="s1", left_on=TODAY))
    given(Consultancy, consultancy_registered(), staff_entered()).when(
        lambda each: consultancies.staff_leaves(each, reference="s9", left_on=TODAY)
    ).then_refused(None, code="staff-not-entered")


@pytest.mark.parametrize(("day", "valid"), [(date(2027, 12, 31), 1), (date(2028, 1, 1), 0)])
def test_a_certificate_is_valid_to_its_last_day_included(day: date, valid: int) -> None:
    assert len(certificates_on(staff_entered(valid_to=date(2027, 12, 31)), day)) == valid
    assert len(certificates_on(staff_entered(valid_to=None), day)) == 1


def test_a_mandate_runs_from_its_first_to_its_last_day() -> None:
    consultancy = given(Consultancy, consultancy_registered(), mandate_granted()).aggregate
    runs = [consultancy.acts_for(ENTERPRISE_ID, day) for day in (date(2025, 12, 31), date(2026, 1, 1), date(2027, 12, 31), date(2028, 1, 1))]
    assert runs == [False, True, True, False]


def test_mandates_of_one_enterprise_do_not_overlap() -> None:
    history = (consultancy_registered(), mandate_granted())
    given(Consultancy, *history).when(lambda each: grant(each, date(2027, 12, 31), date(2028, 6, 30))).then_refused(
        None, code="mandate-already-running"
    )
    given(Consultancy, *history).when(lambda each: grant(each, date(2028, 1, 1), date(2028, 6, 30))).then(
        MandateGranted(enterprise_id=ENTERPRISE_ID, from_on=date(2028, 1, 1), until_on=date(2028, 6, 30))
    )
    given(Consultancy, *history).when(lambda each: grant(each, date(2028, 2, 1), date(2028, 1, 1))).then_refused(
        None, code="mandate-ends-before-start"
    )


def test_an_ended_mandate_ran_to_its_new_last_day() -> None:
    def end(each: Consultancy) -> None:
        consultancies.end_mandate(each, enterprise_id=ENTERPRISE_ID, ended_on=TODAY)

    ended = given(Consultancy, consultancy_registered(), mandate_granted()).when(end).then(MandateEnded(enterprise_id=ENTERPRISE_ID, ended_on=TODAY))
    assert ended.acts_for(ENTERPRISE_ID, TODAY)
    assert not ended.acts_for(ENTERPRISE_ID, date(2026, 3, 3))
    given(Consultancy, consultancy_registered()).when(end).then_refused(None, code="no-mandate")


def test_the_person_entered_is_the_person_known() -> None:
    entered = given(Consultancy, consultancy_registered()).when(lambda each: consultancies.enter_staff(each, staff_entered(), on=TODAY))
    assert entered.then_recorded(StaffEntered, reference="s1").staff_on(TODAY) == (staff_entered(),)
