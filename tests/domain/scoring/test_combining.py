from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case.events.acceptance import Score
from domain.scoring.combining import combine, combine_mean_2025_04, points
from domain.scoring.events import Mark
from tests.examples.panel import RULES
from tests.examples.scoring import marks_worth


def combined(*totals: str) -> Fraction:
    score = combine([marks_worth(total) for total in totals], RULES)
    return Fraction(score.numerator, score.denominator)


@pytest.mark.parametrize(
    ("totals", "mean"),
    [
        # The mean is exact: a third stays a third.
        (("80", "80", "80"), Fraction(80)),
        (("59.5", "60", "60.5"), Fraction(60)),
        (("60", "60", "59.5"), Fraction(359, 6)),
        (("74.5", "75", "75"), Fraction(449, 6)),
        (("0", "100", "50", "50"), Fraction(50)),
    ],
)
def test_sheets_combine_to_their_exact_mean(totals: tuple[str, ...], mean: Fraction) -> None:
    assert combined(*totals) == mean


def test_a_score_just_below_the_mark_stays_below_it() -> None:
    assert combined("60", "60", "59.5") < 60


def test_the_score_is_kept_in_lowest_terms() -> None:
    assert combine_mean_2025_04([marks_worth("60"), marks_worth("61")]) == Score(121, 2)


def test_no_sheet_has_no_score() -> None:
    with pytest.raises(ValueError, match="no sheet"):
        combine_mean_2025_04([])


def test_a_changed_single_mark_changes_the_score() -> None:
    sheets = [list(marks_worth("70")) for _ in range(3)]
    before = combine(sheets, RULES)
    sheets[1][0] = Mark(sheets[1][0].item, sheets[1][0].points - Decimal("0.5"))
    assert combine(sheets, RULES) != before


@given(st.lists(st.lists(st.integers(0, 30), min_size=12, max_size=12), min_size=1, max_size=7))
def test_the_mean_is_that_of_counting_half_points(halves: list[list[int]]) -> None:
    sheets = [[Mark(f"i{n}", Decimal(half) / 2) for n, half in enumerate(sheet)] for sheet in halves]
    score = combine_mean_2025_04(sheets)
    assert Fraction(score.numerator, score.denominator) == Fraction(sum(map(sum, halves)), 2 * len(halves))
    assert points(sheets[0]) == Fraction(sum(halves[0]), 2)
