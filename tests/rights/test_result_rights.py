"""谁可以: compliance, grade, lists, objections and corrections, each command held against every role."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from application.commands import grading, lists, objections
from application.permissions.predicates import may_see
from application.permissions.table import permissions
from domain.case.audit_case import AuditCase
from tests.examples.grading import IN_ORDER, OBJECTION, REASONS, graded, published
from tests.examples.plan import COMMISSIONED, planned
from tests.rights.test_audit_review_endings import ACTORS, CaseAtHand
from tests.scenario import AGGREGATE_ID, given

if TYPE_CHECKING:
    from application.commands.command import Command

CASE = AGGREGATE_ID
LIST = UUID(int=0x11)
OFFICES = {"officer"}
APPROVERS = {"approver"}


class ResultAtHand(CaseAtHand):
    """The same commissioned case with its result, published or not."""

    def __init__(self, *, is_published: bool = True) -> None:
        super().__init__(on=date(2026, 5, 8))
        history = (planned(**COMMISSIONED), *IN_ORDER, graded(), *((published(),) if is_published else ()))
        self._case = given(AuditCase, *history).aggregate


def allowed(command: Command) -> set[str]:
    row: Any = permissions()[type(command)]
    return {name for name, actor in ACTORS.items() if row(actor, command, ResultAtHand())}


OBJECT = objections.RaiseObjection(case_id=CASE, party_kind="person", party_name="示例甲", party_contact="示例路1号", text="有误")


# Who may do what; everybody who is not named may not.
@pytest.mark.parametrize(
    ("command", "who"),
    [
        (grading.RecheckCompliance(case_id=CASE, sources=("示例生态环境局",)), OFFICES),
        (grading.ProposeGrade(case_id=CASE, result="pass", grade="good"), OFFICES),
        (grading.RejectGradeProposal(case_id=CASE, reason="证据不足"), APPROVERS),
        (grading.DecideGrade(case_id=CASE), APPROVERS),
        (lists.DraftList(kind="results", year=2026, title="示例", subjects=(CASE,)), OFFICES),
        (lists.PublishList(list_id=LIST, number="1", published_on=date(2026, 5, 6), address="https://example.org"), APPROVERS),
        (lists.DiscardList(list_id=LIST, reason="重来"), OFFICES | APPROVERS),
        (lists.CorrectList(list_id=LIST, reason="更正"), APPROVERS),
        (lists.NotifyResult(case_id=CASE, notified_on=date(2026, 5, 6), channel="mail"), OFFICES),
        (OBJECT, {"public", "filler", "signer", "consultant", "officer"}),
        (objections.DecideObjection(case_id=CASE, objection_id=OBJECTION, upheld=True, reason="属实"), OFFICES | APPROVERS),
        (objections.ProposeGradeCorrection(case_id=CASE, result="fail", ground="found-later", reasons=REASONS), OFFICES),
        (objections.RejectGradeCorrection(case_id=CASE, reason="证据不足"), APPROVERS),
        (objections.CorrectGrade(case_id=CASE), APPROVERS),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, set) else "",
)
def test_only_those_named_may(command: Command, who: set[str]) -> None:
    assert allowed(command) == who


def test_every_command_of_these_topics_is_held_against_the_table() -> None:
    mark = next(mark for mark in test_only_those_named_may.pytestmark if mark.name == "parametrize")  # type: ignore[attr-defined]  # pytest's
    asked = {type(row[0]) for row in mark.args[1]}
    topics = {module.__name__ for module in (grading, lists, objections)}
    assert asked == {command for command in permissions() if command.__module__ in topics}


def test_the_public_may_know_of_a_case_only_once_its_result_is_published() -> None:
    at_hand: Any = [ResultAtHand(is_published=each) for each in (False, True)]
    assert [may_see(ACTORS["public"], work.case(CASE), work) for work in at_hand] == [False, True]
