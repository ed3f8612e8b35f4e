from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from domain.fact import Fact
from domain.scoring import score_sheet
from domain.scoring.events import Mark, SheetCorrected, SheetVoided, VetoReport
from domain.scoring.score_sheet import ScoreSheet, Standing
from tests.examples.panel import ENERGY, INDUSTRY, RULES, VISIT_ON
from tests.examples.scoring import FORM, locked, marks, opened, sheet_of, standing, veto
from tests.scenario import Scenario, given

OTHER_CASE = UUID("00000000-0000-4000-8000-0000000000c9")


def open_(*history: Fact, who: Standing | None = None, others: tuple[ScoreSheet, ...] = ()) -> Scenario[ScoreSheet]:
    asking = who or standing(INDUSTRY, stage="panel-appointed")
    return given(ScoreSheet, *history).when(lambda sheet: score_sheet.open_sheet(sheet, asking, others, form=FORM, rules=RULES, on=VISIT_ON))


def lock(
    *history: Fact,
    filled: tuple[Mark, ...] | None = None,
    vetoes: tuple[VetoReport, ...] = (),
    who: Standing | None = None,
    on: date = VISIT_ON,
) -> Scenario[ScoreSheet]:
    given_marks = marks() if filled is None else filled

    def decide(sheet: ScoreSheet) -> None:
        score_sheet.lock(sheet, who or standing(INDUSTRY), given_marks, vetoes, form=FORM, rules=RULES, on=on)

    return given(ScoreSheet, *(history or (opened(INDUSTRY),))).when(decide)


def correct(*history: Fact, reason: str = "漏计一项", **changes: Any) -> Scenario[ScoreSheet]:
    def decide(sheet: ScoreSheet) -> None:
        who = standing(INDUSTRY, **changes)
        score_sheet.correct(sheet, who, marks(B3="15"), (veto(),), reason=reason, form=FORM, rules=RULES, on=VISIT_ON)

    return given(ScoreSheet, *(history or (opened(INDUSTRY), locked()))).when(decide)


def without(item: str) -> tuple[Mark, ...]:
    return tuple(mark for mark in marks() if mark.item != item)


def unexplained(item: str, points: str) -> tuple[Mark, ...]:
    return (*without(item), Mark(item, Decimal(points)))


def test_an_expert_of_the_panel_gets_the_form_of_the_rules() -> None:
    open_().then(opened(INDUSTRY))


def test_opening_it_again_changes_nothing() -> None:
    open_(opened(INDUSTRY)).then()
    open_(opened(INDUSTRY), locked()).then()


def test_a_void_sheet_is_not_opened_again() -> None:
    open_(opened(INDUSTRY), SheetVoided(cause="unable")).then_refused(None, code="sheet-void")


@pytest.mark.parametrize("who", [standing(ENERGY), standing(INDUSTRY, case_id=OTHER_CASE)], ids=["another expert", "another case"])
def test_the_sheet_of_somebody_else_is_not_opened(who: Standing) -> None:
    open_(opened(INDUSTRY), who=who).then_refused(None, code="sheet-taken")


def test_an_expert_has_one_sheet_that_counts() -> None:
    open_(others=(sheet_of(INDUSTRY),)).then_refused("20(3)", code="sheet-exists")
    open_(others=(sheet_of(ENERGY),)).then(opened(INDUSTRY))


def test_after_a_void_sheet_there_may_be_another() -> None:
    void = given(ScoreSheet, opened(INDUSTRY), SheetVoided(cause="new-visit")).aggregate
    open_(others=(void,)).then(opened(INDUSTRY))


def test_who_does_not_sit_on_the_panel_does_not_score() -> None:
    open_(who=standing(INDUSTRY, seated=False)).then_refused("20(3)", code="no-seat-to-score")
    lock(who=standing(INDUSTRY, seated=False)).then_refused("20(3)", code="no-seat-to-score")


@pytest.mark.parametrize(
    ("stage", "code"),
    [
        ("listed-for-acceptance", "out-of-order"),
        ("accepted", "out-of-order"),
        ("graded", "out-of-order"),
        ("withdrawn", "case-closed"),
        ("published", "case-closed"),
    ],
)
def test_nobody_scores_before_the_panel_or_after_the_acceptance(stage: str, code: str) -> None:
    open_(who=standing(INDUSTRY, stage=stage)).then_refused("20(3)", code=code)
    lock(who=standing(INDUSTRY, stage=stage)).then_refused("20(3)", code=code)


def test_a_locked_sheet_has_its_total() -> None:
    sheet = lock().then(locked())
    assert (sheet.total, sheet.counts) == (Decimal(80), True)


def test_an_open_sheet_shows_no_marks() -> None:
    sheet = sheet_of(INDUSTRY, lock=False)
    assert (sheet.marks, sheet.vetoes, sheet.total, sheet.counts) == ((), (), None, False)


def test_a_sheet_is_locked_once() -> None:
    lock(opened(INDUSTRY), locked()).then_refused("20(3)", code="sheet-locked")


def test_a_void_sheet_is_not_locked() -> None:
    lock(opened(INDUSTRY), SheetVoided(cause="unable")).then_refused(None, code="sheet-void")


def test_no_sheet_is_locked_before_the_day_of_the_visit() -> None:
    lock(on=VISIT_ON - timedelta(days=1)).then_refused("20(3)", code="visit-not-held")
    lock(who=standing(INDUSTRY, stage="panel-appointed", visit_on=None)).then_refused("20(3)", code="out-of-order")


def test_every_item_has_a_mark() -> None:
    refused = lock(filled=without("B3")).then_refused("20(3)", code="mark-missing")
    assert refused.field == "marks.B3"


def test_no_item_is_marked_twice() -> None:
    lock(filled=(*marks(), Mark("B3", Decimal(9), "另记"))).then_refused("20(3)", code="mark-twice")


def test_no_mark_is_given_for_what_the_form_does_not_ask() -> None:
    lock(filled=(*marks(), Mark("Z9", Decimal(1)))).then_refused("20(3)", code="mark-unknown")


@pytest.mark.parametrize("points", ["15.5", "-0.5", "0.33", "1E+9", "NaN", "Infinity"])
def test_a_mark_lies_within_the_maximum_in_whole_steps(points: str) -> None:
    lock(filled=marks(B3=points)).then_refused("20(3)", code="mark-out-of-range")


@pytest.mark.parametrize("points", ["0", "0.5", "15"])
def test_the_ends_of_the_scale_may_be_given(points: str) -> None:
    lock(filled=marks(B3=points)).then_recorded(type(locked()))


@pytest.mark.parametrize("points", ["15", "8.5"])
def test_a_full_mark_and_a_low_one_are_explained(points: str) -> None:
    lock(filled=unexplained("B3", points)).then_refused("20(3)", code="mark-unexplained")


@pytest.mark.parametrize("points", ["9", "14.5"])
def test_a_mark_between_needs_no_explanation(points: str) -> None:
    lock(filled=unexplained("B3", points)).then_recorded(type(locked()))


def test_all_faults_of_a_sheet_are_named_at_once() -> None:
    refused = lock(filled=(*without("A1"), Mark("Z9", Decimal(1))), vetoes=(veto("fraud", ""),)).then_refused("20(3)")
    assert {each.field for each in refused.every} == {"marks.A1", "marks.Z9", "vetoes.fraud"}


def test_a_veto_is_reported_with_evidence() -> None:
    lock(vetoes=(veto(),)).then(locked(None, veto()))
    lock(vetoes=(veto(evidence=" "),)).then_refused("22", code="veto-without-evidence")


def test_a_veto_is_one_of_the_sheet_and_reported_once() -> None:
    lock(vetoes=(veto("smell"),)).then_refused("22", code="veto-not-on-sheet")
    lock(vetoes=(veto(), veto())).then_refused("22", code="veto-reported-twice")


def test_a_correction_is_a_new_version_with_its_reason() -> None:
    sheet = correct().then(SheetCorrected(marks=marks(B3="15"), vetoes=(veto(),), total=Decimal(83), reason="漏计一项"))
    assert (sheet.total, sheet.version) == (Decimal(83), 3)


def test_no_correction_without_a_reason() -> None:
    correct(reason="").then_refused(None, code="correction-unexplained")


def test_what_is_not_locked_is_not_corrected() -> None:
    correct(opened(INDUSTRY)).then_refused("20(3)", code="sheet-not-locked")


def test_no_correction_after_the_acceptance() -> None:
    correct(stage="accepted").then_refused("20(3)", code="out-of-order")


def test_a_sheet_becomes_void_once() -> None:
    sheet = given(ScoreSheet, opened(INDUSTRY), locked()).when(lambda sheet: score_sheet.void(sheet, "unable")).then(SheetVoided(cause="unable"))
    assert not sheet.counts
    given(ScoreSheet, opened(INDUSTRY), SheetVoided(cause="unable")).when(lambda sheet: score_sheet.void(sheet, "interest")).then()
