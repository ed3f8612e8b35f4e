"""谁可以: registration, submission, review, adverse acts and endings, each command held against every role."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from application.commands import audit, endings, review
from application.permissions.table import permissions
from domain.case.audit_case import AuditCase
from domain.fact import Capacity
from domain.register.consultancy import Consultancy
from tests.examples.audit import DIGEST, defect, receipt, registration, submission
from tests.examples.plan import COMMISSIONED
from tests.examples.register import CONSULTANCY_ID, ENTERPRISE_ID, able_consultancy
from tests.examples.review import REASONS, checklist, submitted_case
from tests.scenario import AGGREGATE_ID, given

if TYPE_CHECKING:
    from application.commands.command import Command

ELSEWHERE = UUID("00000000-0000-4000-8000-00000000ffff")
ACTORS = {
    "filler": Capacity(person="p-1", role="enterprise-filler", organisation=str(ENTERPRISE_ID)),
    "signer": Capacity(person="p-2", role="enterprise-signer", organisation=str(ENTERPRISE_ID)),
    "signer elsewhere": Capacity(person="p-3", role="enterprise-signer", organisation=str(ELSEWHERE)),
    "consultant": Capacity(person="p-4", role="consultant", organisation=str(CONSULTANCY_ID)),
    "consultant elsewhere": Capacity(person="p-5", role="consultant", organisation=str(ELSEWHERE)),
    "district": Capacity(person="p-6", role="district-officer", organisation="440305"),
    "officer": Capacity(person="p-7", role="bureau-officer"),
    "approver": Capacity(person="p-8", role="bureau-approver"),
    "expert": Capacity(person="p-9", role="expert", organisation=str(ELSEWHERE)),
    "leadership": Capacity(person="p-10", role="leadership"),
    "auditor": Capacity(person="p-11", role="auditor"),
    "regulator": Capacity(person="p-12", role="regulator"),
    "administrator": Capacity(person="p-13", role="administrator"),
    "public": Capacity(person="p-14", role="public"),
    "clock": Capacity(person="system:clock", role="system"),
    "command line": Capacity(person="system:cli", role="system"),
}


class CaseAtHand:
    """A commissioned case under review, its consultancy mandated until ``until``: what the conditions look at."""

    def __init__(self, on: date = date(2026, 9, 10)) -> None:
        self.on = self.today = on
        self._case = given(AuditCase, *submitted_case(**COMMISSIONED)).aggregate
        self._consultancy = given(Consultancy, *able_consultancy(), aggregate_id=CONSULTANCY_ID).aggregate

    def case(self, case_id: UUID) -> AuditCase:
        assert case_id == AGGREGATE_ID
        return self._case

    def find(self, kind: type[Consultancy], aggregate_id: UUID) -> Consultancy | None:
        assert kind is Consultancy
        return self._consultancy if aggregate_id == CONSULTANCY_ID else None


def members_of(filed: Any) -> dict[str, Any]:
    return {name: getattr(filed, name) for name in filed.__struct_fields__}


def allowed(command: Command, work: CaseAtHand | None = None) -> set[str]:
    row: Any = permissions()[type(command)]
    return {name for name, actor in ACTORS.items() if row(actor, command, work or CaseAtHand())}


CASE = AGGREGATE_ID
REGISTER = audit.RegisterAudit(case_id=CASE, **members_of(registration()))
SUBMIT = audit.SubmitForAcceptance(case_id=CASE, **members_of(submission()))
REPLY = review.FilePenaltyReply(case_id=CASE, source="示例处", queried_on=date(2026, 9, 4), replied_on=date(2026, 9, 9), reply_digest=DIGEST)


# Who may do what; everybody who is not named may not.
@pytest.mark.parametrize(
    ("command", "who"),
    [
        (REGISTER, {"filler", "signer", "consultant"}),
        (SUBMIT, {"signer", "consultant"}),
        (audit.ReturnSubmission(case_id=CASE, defects=(defect(),)), {"officer"}),
        (audit.RecordPlatformReceipt(case_id=CASE, act="submitted", platform=receipt()), {"officer"}),
        (REPLY, {"officer"}),
        (review.DecidePenaltyMatch(case_id=CASE, reference="示例1号", concerns_enterprise=True), {"officer"}),
        (review.PassPrecheck(case_id=CASE, checklist=checklist()), {"officer"}),
        (review.ProposeAdverseAct(case_id=CASE, act="precheck-failure", reasons=REASONS), {"officer", "approver"}),
        (review.HearEnterprise(case_id=CASE, act="precheck-failure", heard_on=date(2026, 9, 10), waived=True), {"officer", "approver"}),
        (review.FailPrecheck(case_id=CASE, checklist=checklist()), {"approver"}),
        (endings.WithdrawCase(case_id=CASE, reason="停产"), {"signer"}),
        (endings.DiscontinueCase(case_id=CASE), {"approver"}),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, set) else "",
)
def test_only_those_named_may(command: Command, who: set[str]) -> None:
    assert allowed(command) == who


def test_every_command_of_these_topics_is_held_against_the_table() -> None:
    mark = next(mark for mark in test_only_those_named_may.pytestmark if mark.name == "parametrize")  # type: ignore[attr-defined]  # pytest's
    asked = {type(row[0]) for row in mark.args[1]}
    topics = {module.__name__ for module in (audit, endings, review)}
    assert asked == {command for command in permissions() if command.__module__ in topics}


@pytest.mark.parametrize("command", [REGISTER, SUBMIT])
def test_a_consultancy_may_only_while_its_mandate_runs(command: Command) -> None:
    assert "consultant" not in allowed(command, CaseAtHand(on=date(2028, 1, 1)))
