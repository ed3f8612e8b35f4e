"""平台登记: what a registration needs, and what stands in its way."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from domain.case import registration
from domain.case.audit_case import AuditCase
from domain.case.events.audit import Goal, Registered, StaffIdentity
from domain.register import consultancy as register
from domain.register.consultancy import Consultancy
from domain.register.events import StaffEntered
from tests.examples.audit import (
    AUDITOR_ELSEWHERE,
    DIGEST,
    REGISTERED_ON,
    RULES,
    SIGNER,
    goal,
    identities,
    receipt,
    registered,
    staff_of_nine,
)
from tests.examples.audit import registration as filed
from tests.examples.plan import COMMISSIONED, endorsed, listed_plan, planned, reported
from tests.scenario import AGGREGATE_ID, Scenario, given, stamp

if TYPE_CHECKING:
    from collections.abc import Callable


def registering(consultancy: Consultancy | None = None, **changes: Any) -> Callable[[AuditCase], None]:
    return lambda case: registration.register(case, filed(**changes), consultancy, rules=RULES, on=REGISTERED_ON)


def when_registered(consultancy: Consultancy | None = None, plan: dict[str, Any] | None = None, **changes: Any) -> Scenario[AuditCase]:
    return given(AuditCase, *listed_plan(**(plan or {}))).when(registering(consultancy, **changes), by=SIGNER, on=REGISTERED_ON)


def registered_consultancy(*, instruments: bool = True) -> Consultancy:
    """A consultancy that meets article 10 unless it has no instruments; it stands on no list."""
    consultancy = Consultancy(AGGREGATE_ID)
    consultancy.stamp = stamp(date(2026, 1, 5))
    register.profile(consultancy, legal_person=True, quality_system=True, instruments=instruments, evidence_digest=None)
    for number in range(4):
        person = StaffEntered(
            reference=f"p{number}",
            title_level="senior",
            title_related=True,
            technical=True,
            certificates=(AUDITOR_ELSEWHERE,),
            name="示例人员",
            certificate_numbers=(),
        )
        register.enter_staff(consultancy, person, on=date(2026, 1, 5))
    return consultancy


def test_a_listed_plan_is_registered_with_its_staff_as_they_were_that_day() -> None:
    case = when_registered().then(registered())
    assert case.state == "registered"
    assert case.milestone_on["Registered"] == REGISTERED_ON


def test_a_plan_not_on_the_list_cannot_be_registered() -> None:
    given(AuditCase, planned(), endorsed(), reported()).when(registering(), on=REGISTERED_ON).then_refused("17", code="out-of-order")


def test_a_case_is_registered_once() -> None:
    given(AuditCase, *listed_plan(), registered()).when(registering(), on=REGISTERED_ON).then_refused("17", code="out-of-order")


def test_a_self_organised_audit_without_enough_staff_is_refused_with_each_article() -> None:
    refused = when_registered(staff=()).then_refused("9(1)", code="too-few-certified-staff")
    assert [str(each.citation) for each in refused.every] == ["9(1)", "9(2)", "9(3)"]


def test_a_commissioned_audit_is_held_against_the_consultancys_register() -> None:
    consultancy = registered_consultancy()
    case = when_registered(consultancy, COMMISSIONED, staff=()).then_recorded(Registered, counted_twice=("p0", "p1", "p2", "p3"))
    assert case.registered is not None
    assert case.registered.consultancy is not None
    assert [person.reference for person in case.registered.consultancy.staff] == ["p0", "p1", "p2", "p3"]


def test_a_consultancy_off_the_bureaus_list_is_no_ground() -> None:
    """Article 11."""
    consultancy = registered_consultancy()
    assert consultancy.listed is None
    when_registered(consultancy, COMMISSIONED, staff=()).then_recorded(Registered)


def test_a_consultancy_without_instruments_is_refused() -> None:
    when_registered(registered_consultancy(instruments=False), COMMISSIONED, staff=()).then_refused("10(2)", code="consultancy-lacks")


def test_a_consultancy_nobody_registered_is_refused_under_every_part_of_article_10() -> None:
    refused = when_registered(None, COMMISSIONED, staff=()).then_refused("10(1)", code="consultancy-no-legal-person")
    assert {str(each.citation) for each in refused.every} == {"10(1)", "10(2)", "10(3)"}


def test_the_staff_of_the_enterprise_does_not_stand_in_for_a_commissioned_consultancy() -> None:
    when_registered(None, COMMISSIONED).then_refused("10(3)", code="consultancy-too-few-auditors")


def test_a_registration_on_the_platform_carries_its_receipt() -> None:
    case = when_registered(channel="gdqjsc", platform=receipt()).then_recorded(Registered, platform=receipt())
    assert case.platform_receipts == {"registered": receipt()}


# What was filled in, the fault, and the field beside which it is shown.
@pytest.mark.parametrize(
    ("change", "article", "code", "field"),
    [
        ({"audit_plan_digest": "A" * 64}, "17", "digest-malformed", "audit_plan_digest"),
        ({"finishes_on": date(2026, 4, 19)}, "17", "audit-dates-reversed", "finishes_on"),
        ({"cost_threshold": Decimal(0)}, "17", "cost-threshold", "cost_threshold"),
        ({"cost_threshold": Decimal("NaN")}, "17", "cost-threshold", "cost_threshold"),
        ({"goals": ()}, "8(2)", "no-goal", "goals"),
        ({"goals": (goal(), goal())}, "8(2)", "goal-twice", "goals.2"),
        ({"goals": (msgspec.structs.replace(goal(), unit=" "),)}, "8(2)", "goal-incomplete", "goals.1"),
        ({"goals": (msgspec.structs.replace(goal(), target=Decimal("Infinity")),)}, "8(2)", "goal-figure", "goals.1"),
        ({"goals": (Goal("用水", "t", Decimal(1), 2026, Decimal(1), 2025),)}, "8(2)", "goal-years-reversed", "goals.1"),
        ({"staff": (*staff_of_nine(), staff_of_nine()[0])}, "9", "staff-twice", "staff"),
        ({"staff_identities": identities(staff_of_nine())[1:]}, "9", "identities-differ", "staff_identities"),
        ({"staff_identities": (*identities(staff_of_nine()), StaffIdentity("x", "示例"))}, "9", "identities-differ", "staff_identities"),
        ({"channel": "fax"}, "19", "channel-unknown", "channel"),
        ({"channel": "gdqjsc"}, "19", "platform-receipt-missing", "platform"),
        ({"platform": receipt()}, "19", "receipt-without-platform", "platform"),
        ({"channel": "gdqjsc", "platform": receipt(" ")}, "19", "platform-receipt-unnumbered", "platform.number"),
    ],
)
def test_a_registration_with_a_fault_is_refused_beside_its_field(change: dict[str, Any], article: str, code: str, field: str) -> None:
    refused = when_registered(**change).then_refused(article, code=code)
    assert field in [each.field for each in refused.every if each.code == code]


def test_one_certificate_does_not_make_two_persons() -> None:
    people = list(identities(staff_of_nine()))
    people[1] = msgspec.structs.replace(people[1], certificate_numbers=people[0].certificate_numbers)
    when_registered(staff_identities=tuple(people)).then_refused("9", code="certificate-twice")


def test_a_receipt_of_today_counts_by_shenzhen_time() -> None:
    last_minute = datetime(2026, 4, 20, 23, 59, tzinfo=timezone(timedelta(hours=8)))
    when_registered(channel="gdqjsc", platform=receipt(received_at=last_minute)).then_recorded(Registered)
    next_day = datetime(2026, 4, 20, 16, 0, tzinfo=UTC)
    when_registered(channel="gdqjsc", platform=receipt(received_at=next_day)).then_refused("19", code="platform-receipt-in-future")


def test_a_receipt_without_a_zone_cannot_decide_anything() -> None:
    zoneless = datetime(2026, 4, 18, 2, 30)  # noqa: DTZ001  what is refused
    when_registered(channel="gdqjsc", platform=receipt(received_at=zoneless)).then_refused("19", code="platform-receipt-without-zone")


def test_a_registration_is_not_before_the_plan() -> None:
    early = date(2026, 3, 1)
    given(AuditCase, *listed_plan()).when(lambda case: registration.register(case, filed(), None, rules=RULES, on=early), on=early).then_refused(
        "17", code="before-previous-step"
    )


def test_the_names_stand_apart_from_the_facts_the_rules_use() -> None:
    case = when_registered().then_recorded(Registered)
    assert case.registered is not None
    assert "示例" not in str(case.registered.staff)
    assert case.registered.audit_plan_digest == DIGEST
