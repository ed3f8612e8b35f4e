"""The result reaches the enterprise: grade, objection and correction with the five years of article 14, in one transaction."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
import pytest

from application.commands.grading import DecideGrade, ProposeGrade, RecheckCompliance, RejectGradeProposal
from application.commands.lists import NotifyResult
from application.commands.objections import CorrectGrade, DecideObjection, ProposeGradeCorrection, RaiseObjection, RejectGradeCorrection
from application.commands.review import HearEnterprise
from application.outcome import NotFoundError
from domain.case.audit_case import AuditCase
from domain.case.events.grade import Graded, ObjectionRaised
from domain.fact import Capacity
from domain.law.refusal import Refused
from domain.register.enterprise import Enterprise
from domain.register.expert import Expert
from tests.application.put_on_record import at_nine, put_on_record
from tests.examples.grading import (
    GRADED_ON,
    PUBLISHED_ON,
    REASONS,
    UNINVOLVED,
    accepted,
    graded,
    published,
    rechecked,
    reviewed,
    revised,
)
from tests.examples.panel import INDUSTRY, PANEL, appointed, confirmed, invited
from tests.examples.plan import planned
from tests.examples.register import ENTERPRISE_ID, case_closed, case_opened, enterprise_registered, expert_registered, passed
from tests.scenario import APPROVER, OFFICER

if TYPE_CHECKING:
    from application.casework import Casework
    from application.clock import SetClock

CASE = UUID("00000000-0000-4000-8000-0000000000c1")
PUBLIC = Capacity(person="p-neighbour", role="public")
PANELLED = tuple(fact for each in PANEL for fact in (invited(each), confirmed(each)))
ACCEPTED = (planned(), *PANELLED, appointed(), accepted(), revised(), reviewed())


def given_case(casework: Casework, *more: Any, enterprise: tuple[Any, ...] = ()) -> None:
    experts = [(Expert, each, (msgspec.structs.replace(expert_registered(), person=f"p-{each}"),)) for each in PANEL]
    put_on_record(
        casework,
        (AuditCase, CASE, (*ACCEPTED, *more)),
        (Enterprise, ENTERPRISE_ID, (enterprise_registered(), case_opened(CASE), *enterprise)),
        *experts,
    )


def case_of(casework: Casework) -> AuditCase:
    return AuditCase(CASE).replay((recorded.fact, recorded.stamp) for recorded in casework.events.get(CASE))


def enterprise_of(casework: Casework) -> Enterprise:
    return Enterprise(ENTERPRISE_ID).replay((recorded.fact, recorded.stamp) for recorded in casework.events.get(ENTERPRISE_ID))


def test_a_pass_decided_by_two_persons_starts_the_five_years(casework: Casework, clock: SetClock) -> None:
    given_case(casework)
    at_nine(clock, GRADED_ON)
    casework.handle(RecheckCompliance(case_id=CASE, sources=("示例生态环境局",)), OFFICER)
    casework.handle(ProposeGrade(case_id=CASE, result="pass", grade="excellent"), OFFICER)
    casework.handle(RejectGradeProposal(case_id=CASE, reason="请核对分数"), APPROVER)
    casework.handle(ProposeGrade(case_id=CASE, result="pass", grade="excellent"), OFFICER)
    answer = casework.handle(DecideGrade(case_id=CASE), APPROVER)
    assert answer.versions.keys() == {str(CASE), str(ENTERPRISE_ID)}
    last = enterprise_of(casework).passes[CASE]
    assert (last.decided_on, last.window_last_day, last.first_day) == (GRADED_ON, date(2031, 4, 20), date(2031, 4, 21))


def test_a_fail_starts_no_waiting_time(casework: Casework, clock: SetClock) -> None:
    given_case(casework, rechecked("示例罚字1号"))
    at_nine(clock, GRADED_ON)
    casework.handle(ProposeGrade(case_id=CASE, result="fail"), OFFICER)
    answer = casework.handle(DecideGrade(case_id=CASE), APPROVER)
    assert answer.versions.keys() == {str(CASE)}
    assert enterprise_of(casework).last_pass is None
    assert case_of(casework).milestone_on["Graded"] == GRADED_ON


def test_a_refused_decision_leaves_case_and_enterprise_as_they_were(casework: Casework, clock: SetClock) -> None:
    given_case(casework, rechecked())
    at_nine(clock, GRADED_ON)
    casework.handle(ProposeGrade(case_id=CASE, result="pass", grade="excellent"), OFFICER)
    with pytest.raises(Refused, check=lambda no: no.code == "proposer-cannot-decide"):
        casework.handle(DecideGrade(case_id=CASE), Capacity(person=OFFICER.person, role="bureau-approver"))
    assert (case_of(casework).graded, enterprise_of(casework).last_pass) == (None, None)


def test_what_was_decided_comes_back_from_the_record_as_it_went_in(casework: Casework) -> None:
    given_case(casework, rechecked(), graded())
    facts = [recorded.fact for recorded in casework.events.get(CASE)]
    assert next(fact for fact in facts if isinstance(fact, Graded)) == graded()[0]


def given_published(casework: Casework, clock: SetClock, *, result: str = "pass") -> None:
    vetoes = () if result == "pass" else ("fraud",)
    standing = (passed(case_id=CASE),) if result == "pass" else ()
    given_case(casework, rechecked(), graded(vetoes=vetoes), published(), enterprise=(*standing, case_closed(CASE)))
    at_nine(clock, PUBLISHED_ON)


def object_to(casework: Casework, by: Capacity = PUBLIC) -> UUID:
    asked = RaiseObjection(case_id=CASE, party_kind="person", party_name="示例甲", party_contact="示例路1号", text="方案没有实施")
    created = casework.handle(asked, by).created
    assert created is not None
    return created


def test_the_public_objects_to_a_published_result_and_the_name_is_kept_apart(casework: Casework, clock: SetClock) -> None:
    given_published(casework, clock)
    objection_id = object_to(casework)
    raised = case_of(casework).objections[objection_id]
    assert raised == ObjectionRaised(
        objection_id=objection_id, party_kind="person", party_name="示例甲", party_contact="示例路1号", text="方案没有实施", late=False
    )
    assert "示例甲".encode() not in casework.recorder.select_events(CASE, desc=True, limit=1)[0].state


def test_a_late_objection_is_kept_and_the_answer_says_as_what(casework: Casework, clock: SetClock) -> None:
    given_published(casework, clock)
    at_nine(clock, date(2026, 6, 5))
    asked = RaiseObjection(case_id=CASE, party_kind="enterprise", party_name="示例企业", party_contact="示例路2号", text="分数有误")
    assert casework.handle(asked, OFFICER).remark == "kept-as-complaint"
    assert [each.late for each in case_of(casework).objections.values()] == [True]


def test_before_publication_the_public_learns_nothing(casework: Casework, clock: SetClock) -> None:
    given_case(casework, rechecked(), graded())
    at_nine(clock, PUBLISHED_ON)
    with pytest.raises(NotFoundError):
        object_to(casework)


@pytest.mark.parametrize("person", [OFFICER.person, APPROVER.person, f"p-{INDUSTRY}", "p-nanshan"])
def test_whoever_graded_or_sat_on_the_panel_does_not_decide_the_objection(casework: Casework, clock: SetClock, person: str) -> None:
    given_published(casework, clock)
    asked = DecideObjection(case_id=CASE, objection_id=object_to(casework), upheld=True, reason="经核实")
    with pytest.raises(Refused, check=lambda no: no.code == "had-part-in-grade"):
        casework.handle(asked, Capacity(person=person, role="bureau-approver"))


def test_an_upheld_objection_turns_a_fail_into_a_pass_whose_five_years_start_that_day(casework: Casework, clock: SetClock) -> None:
    given_published(casework, clock, result="fail")
    objection_id = object_to(casework)
    casework.handle(DecideObjection(case_id=CASE, objection_id=objection_id, upheld=True, reason="经核实"), UNINVOLVED)
    at_nine(clock, date(2026, 6, 5))
    casework.handle(
        ProposeGradeCorrection(case_id=CASE, result="pass", grade="excellent", ground="objection", objection_id=objection_id, reasons=REASONS),
        OFFICER,
    )
    casework.handle(CorrectGrade(case_id=CASE), APPROVER)
    assert enterprise_of(casework).passes[CASE].decided_on == date(2026, 6, 5)
    assert (case_of(casework).result, case_of(casework).grade) == ("pass", "excellent")


def test_fraud_found_later_takes_the_pass_away_at_once(casework: Casework, clock: SetClock) -> None:
    given_published(casework, clock)
    at_nine(clock, date(2026, 6, 5))
    proposal = ProposeGradeCorrection(case_id=CASE, result="fail", vetoes=("fraud",), ground="found-later", reasons=REASONS)
    casework.handle(proposal, OFFICER)
    casework.handle(RejectGradeCorrection(case_id=CASE, reason="证据不足"), APPROVER)
    casework.handle(proposal, OFFICER)
    with pytest.raises(Refused, check=lambda no: no.code == "correction-without-hearing"):
        casework.handle(CorrectGrade(case_id=CASE), APPROVER)
    assert enterprise_of(casework).last_pass is not None
    hear(casework)
    casework.handle(CorrectGrade(case_id=CASE), APPROVER)
    assert enterprise_of(casework).last_pass is None
    assert case_of(casework).result == "fail"


def hear(casework: Casework) -> None:
    casework.handle(HearEnterprise(case_id=CASE, act="grade-correction", heard_on=date(2026, 6, 5), statement="企业陈述"), OFFICER)


def test_the_enterprise_is_told_its_result(casework: Casework, clock: SetClock) -> None:
    given_published(casework, clock)
    casework.handle(NotifyResult(case_id=CASE, notified_on=PUBLISHED_ON, channel="qingjian"), OFFICER)
    notified = case_of(casework).notified
    assert notified is not None
    assert notified.notified_on == PUBLISHED_ON
