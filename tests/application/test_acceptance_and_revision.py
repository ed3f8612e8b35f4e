"""From the acceptance list to the final papers by real commands: panel, blind sheets, acceptance, its correction, the last day."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
import pytest

from application.commands.acceptance import AcceptCase, CorrectAcceptance, DeliverOpinion, DraftOpinion, SignOpinion
from application.commands.panel import (
    AppointPanel,
    ConfirmExpert,
    DecideRecusal,
    DeclareConflict,
    InviteExpert,
    PostponeVisit,
    ReplaceExpert,
    RequestRecusal,
    ScheduleVisit,
    WithdrawExpert,
)
from application.commands.revision import (
    ExtendRevision,
    LapseRevision,
    RecalculateRevisionDeadline,
    RequestExtension,
    ReturnRevision,
    ReviewRevision,
    SubmitRevision,
)
from application.commands.scoring import CorrectSheet, LockSheet, OpenSheet
from application.outcome import NotAllowedError, NotFoundError
from domain.case.audit_case import AuditCase
from domain.case.events.acceptance import Accepted, Score
from domain.case.events.revision import ExtensionRequested, Revised
from domain.fact import Capacity
from domain.law.reason import Reason
from domain.law.refusal import Refused
from domain.register.consultancy import Consultancy
from domain.register.enterprise import Enterprise
from domain.register.expert import Expert
from domain.register.person_events import ExpertRegistered, InterestRecorded
from domain.scoring.score_sheet import ScoreSheet
from tests.application.put_on_record import at_nine, put_on_record
from tests.examples.acceptance import CORRECTIONS, LAST_DAY, OPINION_DIGEST
from tests.examples.audit import defect
from tests.examples.panel import ENERGY, FIELDS, INDUSTRY, PANEL, PANEL_ON, PRODUCTION, SPARE, VISIT_ON, expert_capacity, listed_case
from tests.examples.register import CASE_ID, CONSULTANCY_ID, ENTERPRISE_ID, able_consultancy, case_opened, enterprise_registered
from tests.examples.revision import HANDED_IN_ON, final_papers, on_platform, ticks
from tests.examples.scoring import marks, marks_worth, sheet_id
from tests.scenario import APPROVER, OFFICER

if TYPE_CHECKING:
    from application.casework import Casework
    from application.clock import SetClock
    from application.commands.command import Command
    from application.outcome import Answer

CASE = CASE_ID
SIGNER = Capacity(person="p-signer", role="enterprise-signer", organisation=str(ENTERPRISE_ID))
CLOCK = Capacity(person="system:clock", role="system")
STEPS = ("briefing", "papers", "site", "questions")
ACCEPT: dict[str, Any] = {
    "held_on": VISIT_ON,
    "steps": STEPS,
    "performance_confirmed": True,
    "goals_attained": True,
    "level": "II",
    "indicator_system": "示例行业清洁生产评价指标体系",
    "no_fee_charged": True,
    "delivered_on": VISIT_ON,
}


class Office:
    """Sends commands about the one case, each in its capacity."""

    def __init__(self, casework: Casework, clock: SetClock) -> None:
        self.casework = casework
        self.clock = clock

    def on(self, day: date) -> None:
        at_nine(self.clock, day)

    def officer(self, kind: type[Command], /, **members: Any) -> Answer:
        return self.casework.handle(kind(case_id=CASE, **members), OFFICER)  # type: ignore[call-arg]  # every command here is about a case

    def by(self, actor: Capacity, kind: type[Command], /, **members: Any) -> Answer:
        return self.casework.handle(kind(case_id=CASE, **members), actor)  # type: ignore[call-arg]  # as above

    def expert(self, acting: UUID, kind: type[Command], /, **members: Any) -> Answer:
        return self.by(expert_capacity(acting), kind, **members)

    def case(self) -> AuditCase:
        return AuditCase(CASE).replay((recorded.fact, recorded.stamp) for recorded in self.casework.events.get(CASE))

    def sheet(self, sheet: UUID) -> ScoreSheet:
        return ScoreSheet(sheet).replay((recorded.fact, recorded.stamp) for recorded in self.casework.events.get(sheet))

    # whole stretches

    def invite(self, *experts: UUID) -> None:
        for each in experts:
            self.officer(InviteExpert, expert_id=each)

    def confirm(self, *experts: UUID) -> None:
        for each in experts:
            self.expert(each, ConfirmExpert, undertaking_version="2026-1", no_interest_declared=True)

    def schedule(self, visit_on: date = VISIT_ON) -> None:
        self.officer(ScheduleVisit, visit_on=visit_on, starts_at=time(9, 30), place="南山区示例工业园1栋")

    def form_panel(self, *experts: UUID) -> None:
        named = experts or PANEL
        self.invite(*named, SPARE)
        self.confirm(*named, SPARE)
        self.officer(AppointPanel, experts=named, bureau_members=("p-officer",), district_members=("p-nanshan",))
        self.schedule()
        self.on(VISIT_ON)

    def score(self, expert_id: UUID, total: str, sheet: UUID | None = None) -> None:
        named = sheet or sheet_id(expert_id)
        self.expert(expert_id, OpenSheet, sheet_id=named)
        self.expert(expert_id, LockSheet, sheet_id=named, marks=marks_worth(total))

    def sign(self, *experts: UUID) -> None:
        self.officer(DraftOpinion, opinion_digest=OPINION_DIGEST, conclusion="同意通过现场验收", corrections=CORRECTIONS)
        for each in experts or PANEL:
            self.expert(each, SignOpinion, opinion_digest=OPINION_DIGEST)

    def accept(self) -> None:
        self.form_panel()
        for each, total in zip(PANEL, ("80", "80", "80.5"), strict=True):
            self.score(each, total)
        self.sign()
        self.officer(AcceptCase, **ACCEPT)

    def hand_in(self, **changes: Any) -> Answer:
        filed = final_papers(**changes)
        return self.by(SIGNER, SubmitRevision, **msgspec.structs.asdict(filed))


def expert_of_register(expert_id: UUID, *interests: InterestRecorded) -> tuple[Any, ...]:
    registered = ExpertRegistered(person=f"p-{expert_id.int}", title_level="senior", practising_since=date(2000, 7, 1), fields=FIELDS[expert_id])
    return (registered, *interests)


@pytest.fixture
def office(casework: Casework, clock: SetClock) -> Office:
    """A commissioned case on the acceptance list; three experts and a spare in the register, on 20 September 2026."""
    experts = [(Expert, each, expert_of_register(each)) for each in (*PANEL, SPARE)]
    put_on_record(
        casework,
        (Enterprise, ENTERPRISE_ID, (enterprise_registered(), case_opened(CASE))),
        (Consultancy, CONSULTANCY_ID, able_consultancy()),
        (AuditCase, CASE, listed_case()),
        *experts,
    )
    at_nine(clock, PANEL_ON)
    return Office(casework, clock)


def test_a_case_runs_from_the_acceptance_list_to_its_reviewed_final_papers(office: Office) -> None:
    office.accept()
    accepted = office.case().accepted
    assert accepted is not None
    assert accepted.score == Score(481, 6)
    office.on(HANDED_IN_ON)
    office.hand_in()
    office.officer(ReviewRevision, ticks=ticks())
    case = office.case()
    assert (case.state, list(case.milestone_on)[-2:]) == ("revised", ["Accepted", "Revised"])


def test_the_acceptance_seals_each_sheet_by_the_hash_of_its_last_event(office: Office) -> None:
    office.accept()
    hashes = {recorded.originator_id: recorded.leaf_hash.hex() for each in PANEL for recorded in office.casework.events.get(sheet_id(each))}
    assert {seal.sheet_id: (seal.version, seal.leaf_hash) for seal in office.case().sheets} == {
        sheet_id(each): (2, hashes[sheet_id(each)]) for each in PANEL
    }


def test_the_register_of_the_day_is_searched_before_the_invitation(office: Office) -> None:
    stranger = UUID("00000000-0000-4000-8000-00000000000e")
    tie = InterestRecorded(organisation_id=CONSULTANCY_ID, kind="employer", from_on=None, until_on=date(2020, 1, 1))
    facts = ExpertRegistered(person="p-e", title_level="senior", practising_since=date(2000, 7, 1), fields=("industry",))
    put_on_record(office.casework, (Expert, stranger, (facts, tie)))
    with pytest.raises(Refused, check=lambda no: (no.code, str(no.citation)) == ("known-interest", "20(3)")):
        office.invite(stranger)
    with pytest.raises(Refused, check=lambda no: no.code == "expert-unknown"):
        office.invite(CASE)


def test_an_expert_sees_nothing_of_the_case_before_the_invitation(office: Office) -> None:
    with pytest.raises(NotFoundError):
        office.confirm(INDUSTRY)


def test_a_sheet_put_again_is_one_sheet(office: Office) -> None:
    office.form_panel()
    first = office.expert(INDUSTRY, OpenSheet, sheet_id=sheet_id(INDUSTRY))
    again = office.expert(INDUSTRY, OpenSheet, sheet_id=sheet_id(INDUSTRY))
    assert (first.created, again.created) == (sheet_id(INDUSTRY), sheet_id(INDUSTRY))
    assert (first.versions, again.versions) == ({str(sheet_id(INDUSTRY)): 1}, {})


def test_a_second_sheet_of_one_expert_is_refused(office: Office) -> None:
    office.form_panel()
    office.expert(INDUSTRY, OpenSheet, sheet_id=sheet_id(INDUSTRY))
    with pytest.raises(Refused, check=lambda no: no.code == "sheet-exists"):
        office.expert(INDUSTRY, OpenSheet, sheet_id=UUID(int=0x77))


def test_nobody_locks_the_sheet_of_another(office: Office) -> None:
    office.form_panel()
    office.expert(INDUSTRY, OpenSheet, sheet_id=sheet_id(INDUSTRY))
    with pytest.raises(NotAllowedError):
        office.expert(ENERGY, LockSheet, sheet_id=sheet_id(INDUSTRY), marks=marks())
    with pytest.raises(NotAllowedError):
        office.officer(LockSheet, sheet_id=sheet_id(INDUSTRY), marks=marks())


def test_a_corrected_sheet_is_sealed_in_its_last_version(office: Office) -> None:
    office.form_panel()
    for each in PANEL:
        office.score(each, "80")
    office.expert(ENERGY, CorrectSheet, sheet_id=sheet_id(ENERGY), marks=marks_worth("50"), reason="误记")
    office.sign()
    office.officer(AcceptCase, **ACCEPT)
    assert office.case().score == Score(70, 1)
    assert [seal.version for seal in office.case().sheets] == [2, 2, 3]
    with pytest.raises(Refused, check=lambda no: no.code == "out-of-order"):
        office.expert(ENERGY, CorrectSheet, sheet_id=sheet_id(ENERGY), marks=marks_worth("90"), reason="误记")


def test_an_expert_who_left_is_replaced_and_the_sheet_void(office: Office) -> None:
    office.form_panel()
    office.score(INDUSTRY, "0")
    office.expert(INDUSTRY, DeclareConflict, expert_id=INDUSTRY, party="enterprise", kind="family", text="亲属任职")
    office.expert(INDUSTRY, WithdrawExpert, expert_id=INDUSTRY, cause="interest", reason="亲属任职")
    assert office.sheet(sheet_id(INDUSTRY)).status == "void"
    office.officer(ReplaceExpert, left_id=INDUSTRY, successor_id=SPARE)
    seated = (SPARE, PRODUCTION, ENERGY)
    for each in seated:
        office.score(each, "80")
    office.sign(*seated)
    office.officer(AcceptCase, **ACCEPT)
    assert office.case().score == Score(80, 1)
    with pytest.raises(NotFoundError):
        office.expert(INDUSTRY, SignOpinion, opinion_digest=OPINION_DIGEST)


def test_a_recusal_granted_makes_the_expert_withdraw(office: Office) -> None:
    office.form_panel()
    office.by(SIGNER, RequestRecusal, expert_id=ENERGY, grounds="现任职于竞争企业")
    office.officer(DecideRecusal, expert_id=ENERGY, granted=True, reason="经核实")
    with pytest.raises(NotAllowedError):
        office.expert(ENERGY, OpenSheet, sheet_id=sheet_id(ENERGY))
    office.officer(WithdrawExpert, expert_id=ENERGY, cause="recusal", reason="准予回避")
    assert office.case().vacancies == {ENERGY}


def test_a_visit_is_postponed_and_held_on_the_new_day(office: Office) -> None:
    office.form_panel()
    later = VISIT_ON + timedelta(days=1)
    office.officer(PostponeVisit, visit_on=later, starts_at=time(9), reason="台风")
    office.expert(INDUSTRY, OpenSheet, sheet_id=sheet_id(INDUSTRY))
    with pytest.raises(Refused, check=lambda no: no.code == "visit-not-held"):
        office.expert(INDUSTRY, LockSheet, sheet_id=sheet_id(INDUSTRY), marks=marks())
    office.on(later)
    office.expert(INDUSTRY, LockSheet, sheet_id=sheet_id(INDUSTRY), marks=marks())


def test_too_few_sheets_left_bring_a_new_visit_with_new_sheets(office: Office) -> None:
    office.accept()
    office.on(date(2026, 11, 2))
    office.officer(CorrectAcceptance, conflicted_experts=(INDUSTRY,), reasons=(Reason("任受托机构顾问"),))
    assert [office.sheet(sheet_id(each)).void_for for each in PANEL] == ["found-later", "new-visit", "new-visit"]
    office.officer(ReplaceExpert, left_id=INDUSTRY, successor_id=SPARE)
    again_on = date(2026, 11, 12)
    office.schedule(again_on)
    office.on(again_on)
    seated = (SPARE, PRODUCTION, ENERGY)
    for number, each in enumerate(seated, start=1):
        office.score(each, "66", UUID(int=0x800 + number))
    office.sign(*seated)
    office.officer(AcceptCase, **{**ACCEPT, "held_on": again_on, "delivered_on": again_on})
    assert (office.case().state, office.case().score) == ("accepted", Score(66, 1))


def test_late_final_papers_are_refused_under_21_and_kept_as_a_request(office: Office) -> None:
    office.accept()
    office.on(LAST_DAY + timedelta(days=1))
    for _ in range(2):
        with pytest.raises(Refused, check=lambda no: (no.code, str(no.citation)) == ("revision-too-late", "21")):
            office.hand_in()
    facts = [recorded.fact for recorded in office.casework.events.get(CASE)]
    assert [fact.received_on for fact in facts if isinstance(fact, ExtensionRequested)] == [LAST_DAY + timedelta(days=1)]
    assert (office.case().state, office.case().revised) == ("accepted", None)
    office.officer(ExtendRevision, reason="台风停产", count=14)
    office.hand_in()
    assert isinstance(office.case().revised, Revised)


def test_late_papers_sent_again_under_their_key_are_told_the_same(office: Office) -> None:
    office.accept()
    office.on(LAST_DAY + timedelta(days=1))
    command = SubmitRevision(case_id=CASE, **msgspec.structs.asdict(final_papers()))
    told = []
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            office.casework.handle(command, SIGNER, command_id="late-1")
        told.append((str(refused.value), str(refused.value.citation), refused.value.kind.remedy))
    assert told[0] == told[1]


def test_faulty_late_papers_are_refused_and_not_kept(office: Office) -> None:
    office.accept()
    office.on(LAST_DAY + timedelta(days=1))
    with pytest.raises(Refused, check=lambda no: no.code == "channel-unknown"):
        office.hand_in(channel="pigeon")
    assert office.case().extension_request is None


def test_the_platform_had_them_in_time(office: Office) -> None:
    office.accept()
    office.on(date(2026, 11, 20))
    office.by(CLOCK, LapseRevision)
    filed = on_platform()
    office.by(SIGNER, SubmitRevision, **msgspec.structs.asdict(filed))
    case = office.case()
    assert (case.state, case.lapsed) == ("revised", False)


def test_returned_papers_come_back_within_the_term_set(office: Office) -> None:
    office.accept()
    office.on(HANDED_IN_ON)
    office.hand_in()
    office.on(date(2026, 11, 20))
    office.officer(ReturnRevision, defects=(defect(),), last_day=date(2026, 12, 1))
    office.on(date(2026, 12, 1))
    office.hand_in()
    revised = office.case().revised
    assert revised is not None
    assert (revised.round, revised.last_day) == (2, date(2026, 12, 1))


def test_a_second_extension_is_the_approvers(office: Office) -> None:
    office.accept()
    office.by(SIGNER, RequestExtension, reason="停产检修")
    office.officer(ExtendRevision, reason="停产检修", count=14)
    with pytest.raises(Refused, check=lambda no: (no.code, str(no.citation)) == ("extension-needs-approver", "21")):
        office.officer(ExtendRevision, reason="检修未完", count=28)
    office.by(APPROVER, ExtendRevision, reason="检修未完", count=28)
    assert office.case().extensions == 2


def test_a_calendar_that_says_the_same_moves_nothing(office: Office) -> None:
    office.accept()
    assert office.by(CLOCK, RecalculateRevisionDeadline, cause="示例通知").versions == {}


def test_an_opinion_delivered_later_moves_the_last_day(office: Office) -> None:
    office.form_panel()
    for each in PANEL:
        office.score(each, "80")
    office.sign()
    office.officer(AcceptCase, **{**ACCEPT, "delivered_on": None})
    office.on(date(2026, 10, 23))
    office.officer(DeliverOpinion, delivered_on=date(2026, 10, 23))
    deadline = office.case().revision_deadline
    assert deadline is not None
    assert deadline.last_day == date(2026, 11, 23)


def test_what_was_accepted_comes_back_from_the_record_as_it_went_in(office: Office) -> None:
    office.accept()
    recorded = [each.fact for each in office.casework.events.get(CASE) if isinstance(each.fact, Accepted)]
    assert [each.steps for each in recorded] == [STEPS]
    assert recorded[0].corrections == CORRECTIONS
