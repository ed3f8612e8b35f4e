"""Article 20(4): a named party objects in time; who had a part in the grade does not decide."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from domain.case import objections
from domain.case.audit_case import AuditCase
from domain.case.events.grade import ObjectionDecided, ObjectionRaised
from domain.fact import Capacity, Fact, Stamp
from tests.examples.grading import IN_ORDER, OBJECTION, PUBLISHED_PASS, RULES, UNINVOLVED, graded, objected, objection_decided
from tests.scenario import APPROVER, OFFICER, Scenario, given

if TYPE_CHECKING:
    from uuid import UUID

History = tuple[Fact | tuple[Fact, Stamp], ...]
OBJECTED: History = (*PUBLISHED_PASS, objected())
MEMBER = Capacity(person="p-panel-member", role="bureau-officer")


def object_to(
    history: History = PUBLISHED_PASS,
    *,
    on: date = date(2026, 5, 8),
    kind: str = "person",
    name: str = "示例甲",
    contact: str = "示例路1号",
    text: str = "方案没有实施",
) -> Scenario[AuditCase]:
    return given(AuditCase, *history).when(
        lambda case: objections.raise_objection(
            case, objection_id=OBJECTION, party_kind=kind, party_name=name, party_contact=contact, text=text, rules=RULES, on=on
        ),
        on=on,
    )


def test_a_named_party_objects_to_a_published_result() -> None:
    object_to().then(objected()[0])


@pytest.mark.parametrize(("on", "late"), [(date(2026, 5, 11), False), (date(2026, 5, 12), True)])
def test_an_objection_after_the_last_day_is_kept_as_a_complaint(on: date, late: bool) -> None:  # noqa: FBT001
    object_to(on=on).then_recorded(ObjectionRaised, late=late)


@pytest.mark.parametrize(("name", "contact"), [("", "示例路1号"), ("示例甲", " "), ("", "")])
def test_an_anonymous_objection_is_refused(name: str, contact: str) -> None:
    object_to(name=name, contact=contact).then_refused("20(4)", code="anonymous-objection")


def test_an_objection_has_words_and_a_kind_of_party() -> None:
    refused = object_to(text=" ", kind="ghost").then_refused("20(4)", code="objection-without-text")
    assert {each.code for each in refused.every} == {"objection-without-text", "unknown-objecting-party"}


def test_there_is_nothing_to_object_to_before_publication() -> None:
    object_to((*IN_ORDER, graded())).then_refused("20(4)", code="out-of-order")


def test_one_objection_is_entered_once() -> None:
    object_to(OBJECTED).then_refused("20(4)", code="objection-known")


def decide(history: History = OBJECTED, *, by: Capacity = UNINVOLVED, objection_id: UUID = OBJECTION, reason: str = "经核实") -> Scenario[AuditCase]:
    return given(AuditCase, *history).when(
        lambda case: objections.decide_objection(
            case, objection_id=objection_id, upheld=True, reason=reason, panel_persons=frozenset({MEMBER.person, "p-expert"})
        ),
        by=by,
        on=date(2026, 5, 20),
    )


def test_a_person_without_part_in_the_grade_decides() -> None:
    decide().then(ObjectionDecided(objection_id=OBJECTION, upheld=True, reason="经核实"))


@pytest.mark.parametrize(
    "by",
    [OFFICER, APPROVER, MEMBER, Capacity(person="p-expert", role="bureau-approver"), Capacity(person=OFFICER.person, role="bureau-approver")],
)
def test_proposer_decider_and_panel_do_not_decide_an_objection(by: Capacity) -> None:
    decide(by=by).then_refused("20(4)", code="had-part-in-grade")


def test_an_objection_is_decided_once_with_a_reason() -> None:
    decide((*OBJECTED, objection_decided())).then_refused("20(4)", code="objection-decided")
    decide(reason="").then_refused("20(4)", code="decision-without-reason")


def test_only_an_objection_that_was_raised_is_decided() -> None:
    decide(PUBLISHED_PASS).then_refused("20(4)", code="no-such-objection")


def test_a_complaint_is_decided_too() -> None:
    decide((*PUBLISHED_PASS, objected(late=True))).then_recorded(ObjectionDecided, upheld=True)
