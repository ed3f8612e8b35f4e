"""谁可以: panel, sheets, acceptance and final papers, each command held against every role and every seat."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
import pytest

from application.commands import acceptance, panel, revision, scoring
from application.permissions.table import permissions
from domain.case.audit_case import AuditCase
from domain.law.reason import Reason
from domain.register.consultancy import Consultancy
from tests.examples.acceptance import CORRECTIONS, OPINION_DIGEST
from tests.examples.audit import defect
from tests.examples.panel import ENERGY, INDUSTRY, PRODUCTION, SPARE, VISIT_ON, conflict, expert_capacity, invited, visit_case, withdrew
from tests.examples.register import CONSULTANCY_ID, able_consultancy
from tests.examples.revision import final_papers, ticks
from tests.examples.scoring import marks, sheet_id, sheet_of
from tests.rights.test_audit_review_endings import ACTORS
from tests.scenario import AGGREGATE_ID, given

if TYPE_CHECKING:
    from application.commands.command import Command
    from domain.scoring.score_sheet import ScoreSheet

CASE = AGGREGATE_ID
OFFICER, APPROVER = {"officer"}, {"approver"}
ENTERPRISE = {"filler", "signer", "consultant"}
NEWCOMER = UUID("00000000-0000-4000-8000-0000000000ab")
SEATS = {"seated": INDUSTRY, "also seated": PRODUCTION, "conflicted": ENERGY, "gone": SPARE, "invited": NEWCOMER}
"""A confirmed expert with a sheet, another, one who must withdraw, one who left, one who has not answered."""
EVERYBODY = {**ACTORS, **{name: expert_capacity(expert_id) for name, expert_id in SEATS.items()}}


class PanelAtHand:
    """A commissioned case with its visit scheduled; the conditions look at seats, sheets and mandate."""

    def __init__(self, on: date = VISIT_ON) -> None:
        self.on = self.today = on
        newcomer = invited(SPARE)
        newcomer = msgspec.structs.replace(newcomer, expert=msgspec.structs.replace(newcomer.expert, expert_id=NEWCOMER))
        self._case = given(AuditCase, *visit_case(), conflict(ENERGY), withdrew(SPARE), newcomer).aggregate
        self._things = {
            CONSULTANCY_ID: given(Consultancy, *able_consultancy(), aggregate_id=CONSULTANCY_ID).aggregate,
            sheet_id(INDUSTRY): sheet_of(INDUSTRY),
        }

    def case(self, case_id: UUID) -> AuditCase:
        assert case_id == CASE
        return self._case

    def find(self, kind: type[Any], aggregate_id: UUID) -> Consultancy | ScoreSheet | None:
        found = self._things.get(aggregate_id)
        return found if isinstance(found, kind) else None


def allowed(command: Command, work: PanelAtHand | None = None) -> set[str]:
    row: Any = permissions()[type(command)]
    return {name for name, actor in EVERYBODY.items() if row(actor, command, work or PanelAtHand())}


ACCEPT = acceptance.AcceptCase(
    case_id=CASE,
    held_on=VISIT_ON,
    steps=(),
    performance_confirmed=True,
    goals_attained=True,
    level="II",
    indicator_system="示例",
    no_fee_charged=True,
)
DECLARE = panel.DeclareConflict(case_id=CASE, expert_id=INDUSTRY, party="enterprise", kind="other", text="示例")
REVISE = revision.SubmitRevision(case_id=CASE, **msgspec.structs.asdict(final_papers()))


# Who may do what; everybody who is not named may not.
@pytest.mark.parametrize(
    ("command", "who"),
    [
        (panel.InviteExpert(case_id=CASE, expert_id=INDUSTRY), OFFICER),
        (DECLARE, OFFICER | {"seated"}),
        (
            panel.ConfirmExpert(case_id=CASE, undertaking_version="2026-1", no_interest_declared=True),
            {"invited", "seated", "also seated", "conflicted"},
        ),
        (panel.WithdrawExpert(case_id=CASE, expert_id=ENERGY, cause="interest", reason="示例"), OFFICER | {"conflicted"}),
        (panel.ReplaceExpert(case_id=CASE, left_id=SPARE, successor_id=NEWCOMER), OFFICER),
        (panel.AppointPanel(case_id=CASE, experts=(), bureau_members=(), district_members=()), OFFICER),
        (panel.ScheduleVisit(case_id=CASE, visit_on=VISIT_ON, starts_at=time(9), place="示例"), OFFICER),
        (panel.PostponeVisit(case_id=CASE, visit_on=VISIT_ON, starts_at=time(9), reason="示例"), OFFICER),
        (panel.RequestRecusal(case_id=CASE, expert_id=INDUSTRY, grounds="示例"), ENTERPRISE),
        (panel.DecideRecusal(case_id=CASE, expert_id=INDUSTRY, granted=True, reason="示例"), OFFICER | APPROVER),
        (scoring.OpenSheet(case_id=CASE, sheet_id=sheet_id(INDUSTRY)), {"seated", "also seated"}),
        (scoring.LockSheet(case_id=CASE, sheet_id=sheet_id(INDUSTRY), marks=marks()), {"seated"}),
        (scoring.CorrectSheet(case_id=CASE, sheet_id=sheet_id(INDUSTRY), marks=marks(), reason="示例"), {"seated"}),
        (
            acceptance.DraftOpinion(case_id=CASE, opinion_digest=OPINION_DIGEST, conclusion="示例", corrections=CORRECTIONS),
            OFFICER | {"seated", "also seated"},
        ),
        (acceptance.SignOpinion(case_id=CASE, opinion_digest=OPINION_DIGEST), {"seated", "also seated"}),
        (ACCEPT, OFFICER),
        (acceptance.DeliverOpinion(case_id=CASE, delivered_on=VISIT_ON), OFFICER),
        (acceptance.CorrectAcceptance(case_id=CASE, conflicted_experts=(INDUSTRY,), reasons=(Reason("示例"),)), OFFICER | APPROVER),
        (REVISE, {"signer", "consultant"}),
        (revision.ReviewRevision(case_id=CASE, ticks=ticks()), OFFICER),
        (revision.ReturnRevision(case_id=CASE, defects=(defect(),)), OFFICER),
        (revision.RequestExtension(case_id=CASE, reason="示例"), ENTERPRISE),
        (revision.ExtendRevision(case_id=CASE, reason="示例", count=14), OFFICER | APPROVER),
        (revision.LapseRevision(case_id=CASE), {"clock"}),
        (revision.RemindOfRevision(case_id=CASE, last_day=date(2026, 11, 16), days_left=7), {"clock"}),
        (revision.RecalculateRevisionDeadline(case_id=CASE, cause="示例"), OFFICER | {"clock", "command line"}),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, set) else "",
)
def test_only_those_named_may(command: Command, who: set[str]) -> None:
    assert allowed(command) == who


def test_every_command_of_these_topics_is_held_against_the_table() -> None:
    mark = next(mark for mark in test_only_those_named_may.pytestmark if mark.name == "parametrize")  # type: ignore[attr-defined]  # pytest's
    asked = {type(row[0]) for row in mark.args[1]}
    topics = {module.__name__ for module in (acceptance, panel, revision, scoring)}
    assert asked == {command for command in permissions() if command.__module__ in topics}


def test_the_sheet_nobody_opened_is_nobodys() -> None:
    assert allowed(scoring.LockSheet(case_id=CASE, sheet_id=sheet_id(PRODUCTION), marks=marks())) == set()


def test_a_consultancy_asks_for_a_recusal_only_while_its_mandate_runs() -> None:
    request = panel.RequestRecusal(case_id=CASE, expert_id=INDUSTRY, grounds="示例")
    assert "consultant" not in allowed(request, PanelAtHand(on=date(2028, 1, 1)))


def test_an_expert_who_confirmed_and_was_not_appointed_does_not_write_the_opinion() -> None:
    work = PanelAtHand()
    work._case = given(AuditCase, *visit_case()).aggregate
    draft = acceptance.DraftOpinion(case_id=CASE, opinion_digest=OPINION_DIGEST, conclusion="示例", corrections=CORRECTIONS)
    row: Any = permissions()[acceptance.DraftOpinion]
    assert row(expert_capacity(INDUSTRY), draft, work)
    assert not row(expert_capacity(SPARE), draft, work)
