from datetime import date, time
from uuid import UUID

from domain.case import acceptance_correction, panel, visit
from domain.case.audit_case import AuditCase
from domain.case.events.acceptance import AcceptanceCorrected, Accepted, Score
from domain.case.events.grade import Graded
from domain.fact import Fact, Stamp
from domain.law.reason import Reason
from tests.examples.acceptance import accept, accepted, adopted, drafted, signed
from tests.examples.panel import ENERGY, INDUSTRY, PANEL, PRODUCTION, RULES, SPARE, VISIT_ON, appointed, confirmed_case, expert, scheduled
from tests.examples.scoring import panel_sheets, sheet_id, sheet_of, veto
from tests.scenario import Scenario, given, stamp

FOUND_ON = date(2026, 11, 2)
AGAIN_ON = date(2026, 11, 12)
REASONS = (Reason("2024 年起任受托咨询机构技术顾问"),)
FOUR = (*PANEL, SPARE)
SHEETS = (sheet_of(INDUSTRY, "50", veto()), sheet_of(PRODUCTION, "70"), sheet_of(ENERGY, "80"), sheet_of(SPARE, "90"))
Facts = tuple[Fact | tuple[Fact, Stamp], ...]


def accepted_by(experts: tuple[UUID, ...]) -> Facts:
    """A case accepted by that panel; the first expert reported fraud, and the panel adopted it."""
    history = (*confirmed_case(*experts), appointed(*experts), scheduled(), drafted(), *map(signed, experts))
    sheets = SHEETS[: len(experts)]
    case = given(AuditCase, *history).when(lambda case: accept(case, sheets, vetoes=(adopted(),)), on=VISIT_ON).then_recorded(Accepted)
    return (*history, case.pending[-1])


def graded() -> Graded:
    return Graded(
        result="pass",
        grade="good",
        score=Score(70, 1),
        vetoes=(),
        departures=(),
        citations=(),
        method="grade_2025_04",
        proposed_by="p-officer",
        final_papers="submitted",
        missing_papers_reason=None,
        publication_deadline=None,
    )


def correct(history: Facts, *conflicted: UUID, reasons: tuple[Reason, ...] = REASONS, on: date = FOUND_ON) -> Scenario[AuditCase]:
    def decide(case: AuditCase) -> None:
        acceptance_correction.correct(case, conflicted, reasons, SHEETS, rules=RULES, on=on)

    return given(AuditCase, *history).when(decide, on=on)


def after_new_visit_needed(*later: Fact) -> Facts:
    history = (*accepted_by(PANEL), *later)
    return (*history, correct(history, INDUSTRY).then_recorded(AcceptanceCorrected).pending[-1])


def held_again(history: Facts) -> AuditCase:
    """The free place taken, the visit held again with new sheets."""
    case = given(AuditCase, *history).aggregate
    case.stamp = stamp(FOUND_ON)
    panel.invite(case, expert(SPARE), (), rules=RULES, on=FOUND_ON)
    panel.confirm(case, SPARE, (), undertaking_version="2026-1", no_interest_declared=True, rules=RULES, on=FOUND_ON)
    panel.replace(case, INDUSTRY, expert(SPARE), (), rules=RULES, on=FOUND_ON)
    visit.schedule_visit(case, visit_on=AGAIN_ON, starts_at=time(9), place="同址", rules=RULES, on=FOUND_ON)
    case.stamp = stamp(AGAIN_ON)
    case.record(drafted(()))
    for each in (SPARE, PRODUCTION, ENERGY):
        case.record(signed(each))
    accept(case, (sheet_of(SPARE, "60"), sheet_of(PRODUCTION, "60"), sheet_of(ENERGY, "60")), AGAIN_ON, held_on=AGAIN_ON, delivered_on=AGAIN_ON)
    return case


def test_three_sheets_left_are_combined_anew() -> None:
    case = correct(accepted_by(FOUR), SPARE).then_recorded(
        AcceptanceCorrected,
        void_sheets=(sheet_id(SPARE),),
        conflicted_experts=(SPARE,),
        score=Score(200, 3),
        new_visit_needed=False,
        vetoes_adopted=("fraud",),
    )
    assert (case.state, case.score) == ("accepted", Score(200, 3))
    assert [seal.expert_id for seal in case.sheets] == list(PANEL)


def test_a_veto_that_only_the_conflicted_expert_reported_falls() -> None:
    correct(accepted_by(FOUR), INDUSTRY).then_recorded(AcceptanceCorrected, score=Score(80, 1), vetoes_adopted=())


def test_two_sheets_left_need_a_new_visit() -> None:
    case = correct(accepted_by(PANEL), INDUSTRY).then_recorded(
        AcceptanceCorrected, score=None, sheets=(), new_visit_needed=True, void_sheets=tuple(map(sheet_id, PANEL))
    )
    assert (case.state, case.score, case.revision_deadline, case.visit_on) == ("panel-appointed", None, None, None)
    assert case.vacancies == {INDUSTRY}
    assert "Accepted" not in case.milestone_on


def test_the_acceptance_is_held_again_with_a_successor() -> None:
    case = held_again(after_new_visit_needed())
    assert (case.state, case.score, case.new_visit_needed) == ("accepted", Score(60, 1), False)
    assert case.revision_deadline is not None
    assert case.revision_deadline.last_day == date(2026, 12, 14)


def test_a_decided_result_stands_while_the_acceptance_is_held_again() -> None:
    history = after_new_visit_needed(graded())
    case = given(AuditCase, *history).aggregate
    assert (case.state, case.result, case.score) == ("graded", "pass", None)
    case = held_again(history)
    assert (case.state, case.result, case.score) == ("graded", "pass", Score(60, 1))
    assert case.revision_deadline is None


def test_a_new_visit_is_not_asked_for_twice() -> None:
    correct(after_new_visit_needed(), PRODUCTION).then_refused("20(3)", code="out-of-order")
    correct(after_new_visit_needed(graded()), PRODUCTION).then_refused("20(3)", code="out-of-order")


def test_a_correction_names_experts_who_scored_and_a_reason() -> None:
    correct(accepted_by(FOUR)).then_refused("20(3)", code="nobody-conflicted")
    correct(accepted_by(PANEL), SPARE).then_refused("20(3)", code="did-not-score")
    correct(accepted_by(FOUR), SPARE, reasons=(Reason(" "),)).then_refused("20(3)", code="acceptance-correction-without-reason")


def test_what_is_not_accepted_is_not_corrected() -> None:
    correct(confirmed_case(), SPARE).then_refused("20(3)", code="out-of-order")


def test_the_sheets_of_the_panel_are_what_the_acceptance_sealed() -> None:
    assert [seal.sheet_id for seal in accepted(panel_sheets("80", "80", "80")).sheets] == [sheet_id(each) for each in PANEL]
