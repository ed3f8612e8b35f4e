"""Two at the same moment, one person in two capacities, keys used again, midnight: what must hold whoever tries.

A race is told as it happens: the first decision is made, the second is written, and only then the first is to be written too. A
decision that no order of the two would allow is stale; asked anew it meets what the other has done.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from application.commands.acceptance import AcceptCase, DraftOpinion
from application.commands.endings import WithdrawCase
from application.commands.grading import DecideGrade, RejectGradeProposal
from application.commands.lists import DraftList, PublishList
from application.commands.objections import ProposeGradeCorrection
from application.commands.panel import WithdrawExpert
from application.commands.planning import AmendPlan, EndorsePlan, PlanCase, TransferDistrict
from application.commands.revision import LapseRevision, SubmitRevision
from application.commands.scoring import CorrectSheet, LockSheet, OpenSheet
from application.outcome import NotFoundError, ReusedKeyError, StaleError
from domain.case.audit_case import AuditCase
from domain.case.events.plan import Planned, Site
from domain.case.events.revision import Revised
from domain.fact import Capacity
from domain.law.reason import Reason
from domain.law.refusal import Refused
from domain.register.credit_code import enterprise_id
from domain.register.enterprise import Enterprise
from domain.scoring.score_sheet import ScoreSheet
from tests.application.put_on_record import at_nine, put_on_record
from tests.examples.acceptance import LAST_DAY, accepted_case, signed_case
from tests.examples.grading import IN_ORDER, PUBLISHED_ON, graded, proposed
from tests.examples.panel import ENERGY, INDUSTRY, PANEL, VISIT_ON, expert_capacity, visit_case
from tests.examples.plan import DISTRICT_OFFICER, form, planned
from tests.examples.register import CASE_ID, CODE, ENTERPRISE_ID, OTHER_CODE, case_opened, enterprise_registered
from tests.examples.revision import final_papers
from tests.examples.scoring import marks, sheet_id
from tests.scenario import APPROVER, OFFICER, stamp

if TYPE_CHECKING:
    from application.casework import Casework
    from application.clock import SetClock
    from application.commands.command import Command
    from tests.examples.panel import History

SIGNER = Capacity(person="p-signer", role="enterprise-signer", organisation=str(ENTERPRISE_ID))
CLOCK = Capacity(person="system:clock", role="system")
COMMAND_LINE = Capacity(person="system:cli", role="system")
EXPERT = expert_capacity(INDUSTRY)
ACCEPT = AcceptCase(
    case_id=CASE_ID,
    held_on=VISIT_ON,
    steps=("briefing", "papers", "site", "questions"),
    performance_confirmed=True,
    goals_attained=True,
    level="II",
    indicator_system="示例行业清洁生产评价指标体系",
    no_fee_charged=True,
    delivered_on=VISIT_ON,
)


def on_record(casework: Casework, clock: SetClock, history: History, on: date) -> None:
    """The case of the example enterprise, at nine on a day."""
    put_on_record(casework, (Enterprise, ENTERPRISE_ID, (enterprise_registered(), case_opened(CASE_ID))), (AuditCase, CASE_ID, history))
    at_nine(clock, on)


def at_the_visit(casework: Casework, clock: SetClock, *locked: UUID) -> None:
    """The day of the visit, every expert with a sheet, some of them locked, the opinion signed."""
    on_record(casework, clock, signed_case(), VISIT_ON)
    for expert in PANEL:
        casework.handle(OpenSheet(case_id=CASE_ID, sheet_id=sheet_id(expert)), expert_capacity(expert))
    for expert in locked:
        casework.handle(lock(expert), expert_capacity(expert))


def lock(expert: UUID) -> LockSheet:
    return LockSheet(case_id=CASE_ID, sheet_id=sheet_id(expert), marks=marks(), vetoes=())


def corrected(expert: UUID) -> CorrectSheet:
    return CorrectSheet(case_id=CASE_ID, sheet_id=sheet_id(expert), marks=marks(A1="1"), vetoes=(), reason="误填")


def final(on: date = LAST_DAY) -> SubmitRevision:
    filed = final_papers()
    return SubmitRevision(case_id=CASE_ID, **{name: getattr(filed, name) for name in filed.__struct_fields__})


def published(list_id: UUID) -> PublishList:
    return PublishList(list_id=list_id, number="示例1号", published_on=PUBLISHED_ON, address="https://example.org", remedies="可提出异议。")


def overtaken(casework: Casework, first: tuple[Command, Capacity], second: tuple[Command, Capacity]) -> None:
    """The first is decided, the second written; then the first cannot be written any more."""
    with pytest.raises(StaleError), casework.together() as batch:  # noqa: PT012  the race is the block
        batch(*first)
        casework.handle(*second)


def refused(casework: Casework, command: Command, by: Capacity) -> str:
    with pytest.raises(Refused) as no:
        casework.handle(command, by)
    return no.value.code


def state(casework: Casework) -> str:
    return AuditCase(CASE_ID).replay((recorded.fact, recorded.stamp) for recorded in casework.events.get(CASE_ID)).state


def sheet(casework: Casework, expert: UUID) -> ScoreSheet:
    return ScoreSheet(sheet_id(expert)).replay((recorded.fact, recorded.stamp) for recorded in casework.events.get(sheet_id(expert)))


# ------------------------------------------------------------------------------------------------------------------ races


def test_a_sheet_is_not_locked_in_a_case_withdrawn_at_the_same_moment(casework: Casework, clock: SetClock) -> None:
    """Neither order allows both: after a locked sheet nobody withdraws, in a withdrawn case nobody scores."""
    at_the_visit(casework, clock)
    overtaken(casework, (lock(INDUSTRY), EXPERT), (WithdrawCase(case_id=CASE_ID, reason="停产"), SIGNER))
    assert refused(casework, lock(INDUSTRY), EXPERT) in {"case-closed", "sheet-void"}
    assert [sheet(casework, each).status for each in PANEL] == ["void"] * 3


def test_a_case_is_not_withdrawn_while_a_sheet_is_being_locked(casework: Casework, clock: SetClock) -> None:
    at_the_visit(casework, clock)
    overtaken(casework, (WithdrawCase(case_id=CASE_ID, reason="停产"), SIGNER), (lock(INDUSTRY), EXPERT))
    assert refused(casework, WithdrawCase(case_id=CASE_ID, reason="停产"), SIGNER) == "withdrawal-too-late"


def test_one_expert_does_not_come_by_two_sheets_at_once(casework: Casework, clock: SetClock) -> None:
    on_record(casework, clock, visit_case(), VISIT_ON)
    other = OpenSheet(case_id=CASE_ID, sheet_id=UUID(int=0xFEED))
    overtaken(casework, (other, EXPERT), (OpenSheet(case_id=CASE_ID, sheet_id=sheet_id(INDUSTRY)), EXPERT))
    assert refused(casework, other, EXPERT) == "sheet-exists"


def test_a_sheet_is_locked_once(casework: Casework, clock: SetClock) -> None:
    at_the_visit(casework, clock)
    overtaken(casework, (lock(INDUSTRY), EXPERT), (lock(INDUSTRY), EXPERT))
    assert refused(casework, lock(INDUSTRY), EXPERT) == "sheet-locked"


def test_two_experts_lock_their_sheets_at_once(casework: Casework, clock: SetClock) -> None:
    at_the_visit(casework, clock)
    with casework.together() as batch:
        batch(lock(INDUSTRY), EXPERT)
        casework.handle(lock(ENERGY), expert_capacity(ENERGY))
    assert {sheet(casework, each).status for each in (INDUSTRY, ENERGY)} == {"locked"}


def test_an_expert_who_leaves_at_the_same_moment_locks_nothing(casework: Casework, clock: SetClock) -> None:
    at_the_visit(casework, clock)
    leaves = WithdrawExpert(case_id=CASE_ID, expert_id=INDUSTRY, cause="unable", reason="急病")
    overtaken(casework, (lock(INDUSTRY), EXPERT), (leaves, OFFICER))
    with pytest.raises(NotFoundError):
        casework.handle(lock(INDUSTRY), EXPERT)


@pytest.mark.parametrize("accepted_first", [True, False])
def test_no_mark_changes_under_an_acceptance_that_seals_it(casework: Casework, clock: SetClock, accepted_first: bool) -> None:  # noqa: FBT001
    at_the_visit(casework, clock, *PANEL)
    both: tuple[tuple[Command, Capacity], tuple[Command, Capacity]] = ((corrected(INDUSTRY), EXPERT), (ACCEPT, OFFICER))
    overtaken(casework, *(both if accepted_first else both[::-1]))
    if accepted_first:
        assert refused(casework, corrected(INDUSTRY), EXPERT) == "out-of-order"
    else:
        casework.handle(ACCEPT, OFFICER)
        accepted = AuditCase(CASE_ID).replay((each.fact, each.stamp) for each in casework.events.get(CASE_ID))
        assert {seal.expert_id: seal.version for seal in accepted.sheets}[INDUSTRY] == 3, "the corrected version is sealed"


def test_a_new_draft_of_the_opinion_and_the_acceptance_do_not_pass_each_other(casework: Casework, clock: SetClock) -> None:
    at_the_visit(casework, clock, *PANEL)
    anew = DraftOpinion(case_id=CASE_ID, opinion_digest="cd" * 32, conclusion="补充意见")
    overtaken(casework, (ACCEPT, OFFICER), (anew, OFFICER))
    assert refused(casework, ACCEPT, OFFICER) == "opinion-unsigned"


def test_a_result_is_decided_or_sent_back(casework: Casework, clock: SetClock) -> None:
    on_record(casework, clock, (planned(), *IN_ORDER, proposed()), date(2026, 4, 21))
    back = RejectGradeProposal(case_id=CASE_ID, reason="再议")
    overtaken(casework, (DecideGrade(case_id=CASE_ID), APPROVER), (back, APPROVER))
    assert refused(casework, DecideGrade(case_id=CASE_ID), APPROVER) == "out-of-order"


def test_a_list_is_not_published_over_a_correction_that_is_proposed_meanwhile(casework: Casework, clock: SetClock) -> None:
    on_record(casework, clock, (planned(), *IN_ORDER, graded()), PUBLISHED_ON)
    list_id = casework.handle(DraftList(kind="results", year=2026, title="示例", subjects=(CASE_ID,)), OFFICER).created
    assert list_id is not None
    correction = ProposeGradeCorrection(
        case_id=CASE_ID, result="fail", grade=None, vetoes=("fraud",), ground="found-later", reasons=(Reason("台账不实"),)
    )
    overtaken(casework, (published(list_id), APPROVER), (correction, OFFICER))
    assert refused(casework, published(list_id), APPROVER) == "list-entry-moved"
    assert state(casework) == "graded"


def test_a_case_on_two_drafts_is_published_once(casework: Casework, clock: SetClock) -> None:
    on_record(casework, clock, (planned(), *IN_ORDER, graded()), PUBLISHED_ON)
    drafts = [casework.handle(DraftList(kind="results", year=2026, title=f"示例{n}", subjects=(CASE_ID,)), OFFICER).created for n in (1, 2)]
    assert drafts[0] is not None
    assert drafts[1] is not None
    overtaken(casework, (published(drafts[0]), APPROVER), (published(drafts[1]), APPROVER))
    assert refused(casework, published(drafts[0]), APPROVER) == "list-entry-moved"


def test_a_lapse_is_not_recorded_over_papers_that_came_in(casework: Casework, clock: SetClock) -> None:
    on_record(casework, clock, accepted_case(), LAST_DAY)
    clock.moment = datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day, 15, 59, 59, tzinfo=UTC)
    with pytest.raises(StaleError), casework.together() as batch:  # noqa: PT012  the race is the block
        batch(final(), SIGNER)
        clock.moment += timedelta(seconds=2)
        casework.handle(LapseRevision(case_id=CASE_ID), CLOCK)
    # The lapse was written first; papers that arrive anew are late by then.
    assert refused(casework, final(), SIGNER) == "revision-too-late"


def test_a_plan_moves_to_another_district_or_is_endorsed_by_the_first(casework: Casework, clock: SetClock) -> None:
    on_record(casework, clock, ((planned(), stamp(date(2026, 3, 2))),), date(2026, 3, 3))
    moved = TransferDistrict(case_id=CASE_ID, site=Site("宝安区示例路8号", "440306", main=True), handover_digest="ab" * 32, reason="搬迁")
    overtaken(casework, (EndorsePlan(case_id=CASE_ID), DISTRICT_OFFICER), (moved, DISTRICT_OFFICER))
    assert refused_or_hidden(casework, EndorsePlan(case_id=CASE_ID), DISTRICT_OFFICER)
    amended = AmendPlan(case_id=CASE_ID, form=form())
    overtaken(casework, (amended, SIGNER), (amended, SIGNER))


def refused_or_hidden(casework: Casework, command: Command, by: Capacity) -> bool:
    try:
        casework.handle(command, by)
    except Exception as no:  # noqa: BLE001  whichever no it is
        return type(no).__name__ in {"Refused", "NotFoundError", "NotAllowedError"}
    return False


def test_one_enterprise_under_two_codes_plans_once(casework: Casework) -> None:
    from application.commands.register import ChangeCreditCode, RegisterEnterprise  # noqa: PLC0415  needed here alone

    casework.handle(RegisterEnterprise(credit_code=CODE, name="示例甲"), OFFICER)
    first, second = PlanCase(form=form()), PlanCase(form=form(credit_code=OTHER_CODE))
    # A plan under the new code while the code is being changed: the stream of that code is begun by one of them alone.
    change = ChangeCreditCode(enterprise_id=ENTERPRISE_ID, credit_code=OTHER_CODE)
    overtaken(casework, (second, COMMAND_LINE), (change, OFFICER))
    casework.handle(first, COMMAND_LINE)
    assert refused(casework, second, COMMAND_LINE) == "case-open"
    assert enterprise_id(OTHER_CODE) != ENTERPRISE_ID


# ---------------------------------------------------------------------------------------------------- persons and capacities


def test_who_proposed_a_result_does_not_decide_it_in_any_capacity(casework: Casework, clock: SetClock) -> None:
    on_record(casework, clock, (planned(), *IN_ORDER, proposed()), date(2026, 4, 21))
    again = Capacity(person=OFFICER.person, role="bureau-approver")
    for command in (DecideGrade(case_id=CASE_ID), RejectGradeProposal(case_id=CASE_ID, reason="再议")):
        assert refused(casework, command, again) == "proposer-cannot-decide"
    assert state(casework) == "revised"


# ------------------------------------------------------------------------------------------------------------- keys, receipts


def test_a_refused_request_uses_no_key_up(casework: Casework) -> None:
    """The mended form may come under the same key: nothing was done under it."""
    with pytest.raises(Refused):
        casework.handle(PlanCase(form=form(industry="A0111")), COMMAND_LINE, command_id="form-1")
    done = casework.handle(PlanCase(form=form()), COMMAND_LINE, command_id="form-1")
    assert casework.handle(PlanCase(form=form()), COMMAND_LINE, command_id="form-1").created == done.created
    with pytest.raises(ReusedKeyError):
        casework.handle(PlanCase(form=form(credit_code=OTHER_CODE)), COMMAND_LINE, command_id="form-1")


def test_a_key_of_one_capacity_answers_no_other_capacity_of_the_person(casework: Casework, clock: SetClock) -> None:
    on_record(casework, clock, (planned(), *IN_ORDER, proposed()), date(2026, 4, 21))
    casework.handle(RejectGradeProposal(case_id=CASE_ID, reason="再议"), APPROVER, command_id="k")
    elsewhere = Capacity(person=APPROVER.person, role="district-officer", organisation="440306")
    with pytest.raises(NotFoundError):
        casework.handle(RejectGradeProposal(case_id=CASE_ID, reason="再议"), elsewhere, command_id="k")


# ------------------------------------------------------------------------------------------------------------ midnight, leap day


@pytest.mark.parametrize(
    ("moment", "in_time"),
    [
        # 24:00 in Shenzhen is 16:00 in UTC.
        (datetime(2026, 11, 16, 15, 59, 59, 999999, tzinfo=UTC), True),
        (datetime(2026, 11, 16, 16, 0, 0, tzinfo=UTC), False),
    ],
)
def test_final_papers_are_in_time_until_24_00_in_shenzhen(casework: Casework, clock: SetClock, moment: datetime, in_time: bool) -> None:  # noqa: FBT001
    assert LAST_DAY == date(2026, 11, 16)  # noqa: SIM300  the day the moments are told of
    on_record(casework, clock, accepted_case(), LAST_DAY)
    clock.moment = moment
    if in_time:
        casework.handle(final(), SIGNER)
        last = list(casework.events.get(CASE_ID))[-1]
        assert isinstance(last.fact, Revised)
        assert (last.fact.received_on, last.stamp.on) == (LAST_DAY, LAST_DAY)
    else:
        assert refused(casework, final(), SIGNER) == "revision-too-late"


@pytest.mark.parametrize(
    ("hour", "minute", "founded_on", "taken"),
    [
        # Founded on 29 February 2024, two years end on 28 February 2026; the corresponding day itself is enough.
        (15, 59, date(2024, 2, 29), True),
        # A second after midnight of the day before is that day: founded on 1 March 2024 is a day short on 28 February.
        (15, 59, date(2024, 3, 1), False),
        # At 16:00 UTC on 28 February it is 1 March in Shenzhen.
        (16, 0, date(2024, 3, 1), True),
    ],
)
def test_two_years_are_counted_in_shenzhen_over_a_leap_day(
    casework: Casework,
    clock: SetClock,
    hour: int,
    minute: int,
    founded_on: date,
    taken: bool,  # noqa: FBT001
) -> None:
    clock.moment = datetime(2026, 2, 28, hour, minute, tzinfo=UTC)
    asked: Any = PlanCase(form=form(founded_on=founded_on))
    if taken:
        case_id = casework.handle(asked, COMMAND_LINE).created
        assert case_id is not None
        first = next(iter(casework.events.get(case_id)))
        assert isinstance(first.fact, Planned)
        assert first.stamp.on == (date(2026, 3, 1) if hour == 16 else date(2026, 2, 28))
    else:
        assert refused(casework, asked, COMMAND_LINE) == "founded-too-recently"
