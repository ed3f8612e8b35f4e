"""Marks add up to sheets, sheets to the mean that was wanted."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.demo.dice import Dice
from application.demo.marking import marks, mean_of, panel_size, totals, wanted
from domain.law.rulebook import rule_set
from domain.scoring.marking import marking_faults
from domain.scoring.sheet_form import sheet_form

RULES = rule_set("sz-2025-5")
FORM = sheet_form(RULES.word("scoring/sheet"))
LEAST = RULES.integer("panel/minimum-experts")


@given(st.integers(0, 1_000), st.integers())
def test_every_total_has_lawful_marks(tenths: int, seed: int) -> None:
    total = FORM.mark_step * tenths
    found = marks(total, FORM, Dice(seed))
    assert sum(mark.points for mark in found) == total
    assert list(marking_faults(found, (), FORM, RULES, RULES.valid_from)) == []


@given(st.integers(0, 10_000), st.integers(0, 8), st.integers())
def test_a_panel_that_is_large_enough_has_exactly_the_mean_wanted(hundredths: int, more: int, seed: int) -> None:
    mean = Fraction(hundredths, 100)
    size = panel_size(mean, LEAST + more, FORM, exact=True)
    found = totals(mean, size, FORM, Dice(seed))
    assert mean_of(found) == mean
    assert all(0 <= total <= FORM.total for total in found)


@pytest.mark.parametrize(("path", "hundredths", "score"), [("grading/pass-mark", -1, "59.99"), ("grading/excellent-from", 0, "75")])
def test_a_score_is_given_by_its_distance_from_a_mark(path: str, hundredths: int, score: str) -> None:
    assert wanted((path, hundredths), RULES, Dice(1)) == Fraction(score)
