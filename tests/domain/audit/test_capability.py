"""审核能力: articles 9 and 10, counted on the day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import msgspec
import pytest

from domain.case.capability import OF_ENTERPRISE, capability_of_consultancy, capability_of_enterprise, facts_of, once_in_all
from domain.case.events.audit import NamedStaff
from domain.register import consultancy as register
from domain.register.consultancy import Consultancy
from domain.register.events import StaffEntered
from tests.examples.audit import (
    AUDITOR,
    AUDITOR_ELSEWHERE,
    POST_TRAINING,
    REGISTERED_ON,
    RULES,
    TITLE,
    auditor,
    consultancy_facts,
    consultancy_staff,
    energy_officer,
    senior_lead,
    staff_of_nine,
)
from tests.scenario import AGGREGATE_ID, stamp

if TYPE_CHECKING:
    from domain.case.capability import Capability
    from domain.register.certificate import Certificate


def shortfalls(found: Capability) -> list[tuple[str, str]]:
    return [(str(fault.citation), fault.code) for fault in found.shortfalls]


def without(*references: str) -> tuple[NamedStaff, ...]:
    return tuple(person for person in staff_of_nine() if person.reference not in references)


def nine(*staff: NamedStaff, on: date = REGISTERED_ON) -> Capability:
    return capability_of_enterprise(staff, RULES, on)


def test_four_certified_four_auditors_and_a_lead_are_enough() -> None:
    found = nine(*staff_of_nine())
    assert shortfalls(found) == []
    assert [(line.condition, line.met, line.found, str(line.citation)) for line in found.lines] == [
        ("certified-staff", True, "4", "9(1)"),
        ("auditors", True, "4", "9(2)"),
        ("senior-lead", True, "1", "9(3)"),
    ]


# Each shortfall is named with its own article.
@pytest.mark.parametrize(
    ("missing", "article", "code"),
    [("s1", "9(1)", "too-few-certified-staff"), ("a1", "9(2)", "too-few-auditors"), ("lead", "9(3)", "no-senior-lead")],
)
def test_each_shortfall_is_named_with_its_article(missing: str, article: str, code: str) -> None:
    assert shortfalls(nine(*without(missing))) == [(article, code)]


def test_all_shortfalls_are_named_at_once() -> None:
    assert [article for article, _ in shortfalls(nine())] == ["9(1)", "9(2)", "9(3)"]


def test_a_certificate_counts_on_its_last_day_and_not_on_the_next() -> None:
    last_day = msgspec.structs.replace(AUDITOR, valid_to=REGISTERED_ON)
    day_before = msgspec.structs.replace(AUDITOR, valid_to=date(2026, 4, 19))
    assert shortfalls(nine(*without("a1"), auditor("a1", last_day))) == []
    assert shortfalls(nine(*without("a1"), auditor("a1", day_before))) == [("9(2)", "too-few-auditors")]


def test_the_certificate_of_another_province_is_none_for_a_self_organised_audit() -> None:
    assert shortfalls(nine(*without("a1"), auditor("a1", AUDITOR_ELSEWHERE))) == [("9(2)", "too-few-auditors")]


@pytest.mark.parametrize(
    "person",
    [
        energy_officer("s1", TITLE),
        energy_officer("s1", AUDITOR),
        NamedStaff(reference="s1", duties=("cleaner-production",), certificates=(POST_TRAINING,)),
        NamedStaff(reference="s1", duties=("safety",)),
    ],
)
def test_certified_staff_answer_for_energy_environment_or_safety_and_hold_a_certificate_for_it(person: NamedStaff) -> None:
    assert shortfalls(nine(*without("s1"), person)) == [("9(1)", "too-few-certified-staff")]


def test_a_person_with_two_certificates_counts_once_for_a_condition() -> None:
    twice = msgspec.structs.replace(energy_officer("s2"), duties=("energy", "safety"), certificates=(POST_TRAINING, POST_TRAINING))
    assert shortfalls(nine(*without("s1", "s2"), twice)) == [("9(1)", "too-few-certified-staff")]


def test_a_person_may_count_for_two_conditions_and_is_shown() -> None:
    both = NamedStaff(reference="b", duties=("energy", "cleaner-production"), certificates=(POST_TRAINING, AUDITOR))
    found = nine(*without("s1", "a1"), both)
    assert shortfalls(found) == []
    assert found.counted_twice == ("b",)


def test_a_lead_may_be_hired_from_outside() -> None:
    assert shortfalls(nine(*without("lead"), senior_lead(external=True))) == []


@pytest.mark.parametrize("change", [{"title_level": "intermediate"}, {"title_related": False}, {"duties": ("technical",)}, {"certificates": ()}])
def test_a_lead_has_a_related_senior_title_and_shows_its_certificate(change: dict[str, object]) -> None:
    lead = msgspec.structs.replace(senior_lead(), **change)
    assert shortfalls(nine(*without("lead"), lead)) == [("9(3)", "no-senior-lead")]


def test_under_the_stricter_reading_a_person_counts_for_one_condition_only() -> None:
    certified, auditors, lead = OF_ENTERPRISE
    counting = {certified: frozenset("abcd"), auditors: frozenset("defg"), lead: frozenset("h")}
    assert [str(fault.citation) for fault in once_in_all(counting, RULES, REGISTERED_ON)] == ["9", "9"]
    apart = {certified: frozenset("abcd"), auditors: frozenset("efgi"), lead: frozenset("h")}
    assert not list(once_in_all(apart, RULES, REGISTERED_ON))


def ten(**changes: object) -> Capability:
    return capability_of_consultancy(consultancy_facts(**changes), RULES, REGISTERED_ON)


def test_a_consultancy_that_meets_article_10_is_enough() -> None:
    found = ten()
    assert shortfalls(found) == []
    assert [str(line.citation) for line in found.lines] == ["10(1)", "10(1)", "10(2)", "10(3)", "10(3)", "10(3)"]


@pytest.mark.parametrize(
    ("change", "article", "code"),
    [
        ({"legal_person": False}, "10(1)", "consultancy-no-legal-person"),
        ({"quality_system": False}, "10(1)", "consultancy-lacks"),
        ({"instruments": False}, "10(2)", "consultancy-lacks"),
        ({"staff": consultancy_staff()[1:]}, "10(3)", "consultancy-too-few-senior-titles"),
        ({"staff": (*consultancy_staff()[:1], *consultancy_staff()[2:])}, "10(3)", "consultancy-too-few-technical-staff"),
        ({"staff": consultancy_staff()[:-1]}, "10(3)", "consultancy-too-few-auditors"),
    ],
)
def test_each_shortfall_of_a_consultancy_is_named_with_its_article(change: dict[str, object], article: str, code: str) -> None:
    assert shortfalls(ten(**change)) == [(article, code)]


def entered(reference: str, *, technical: bool = False, certificates: tuple[Certificate, ...] = ()) -> StaffEntered:
    return StaffEntered(
        reference=reference,
        title_level="senior",
        title_related=True,
        technical=technical,
        certificates=certificates,
        name="示例人员",
        certificate_numbers=(),
    )


def test_the_staff_of_the_day_counts_and_not_who_left_before() -> None:
    consultancy = Consultancy(AGGREGATE_ID)
    consultancy.stamp = stamp(date(2026, 1, 5))
    register.profile(consultancy, legal_person=True, quality_system=True, instruments=True, evidence_digest=None)
    for number in range(4):
        person = entered(f"p{number}", technical=True, certificates=(AUDITOR_ELSEWHERE,))
        register.enter_staff(consultancy, person, on=date(2026, 1, 5))
    register.staff_leaves(consultancy, reference="p0", left_on=REGISTERED_ON)
    on_last_day = capability_of_consultancy(facts_of(consultancy, REGISTERED_ON), RULES, REGISTERED_ON)
    assert shortfalls(on_last_day) == []
    assert on_last_day.counted_twice == ("p0", "p1", "p2", "p3")
    day_after = date(2026, 4, 21)
    assert [code for _, code in shortfalls(capability_of_consultancy(facts_of(consultancy, day_after), RULES, day_after))] == [
        "consultancy-too-few-technical-staff",
        "consultancy-too-few-auditors",
    ]


def test_of_an_unregistered_consultancy_nothing_is_known_and_everything_missing() -> None:
    found = capability_of_consultancy(facts_of(None, REGISTERED_ON), RULES, REGISTERED_ON)
    assert [article for article, _ in shortfalls(found)] == ["10(1)", "10(1)", "10(2)", "10(3)", "10(3)", "10(3)"]


def test_a_consultancy_that_stands_on_no_list_is_not_held_against_the_case() -> None:
    """Article 11: the list recommends, it admits nobody."""
    assert not any("list" in line.condition for line in ten().lines)
    assert shortfalls(ten()) == []
