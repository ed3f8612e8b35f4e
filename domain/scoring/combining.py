"""综合得分: how the sheets of a panel combine into one score, exactly (R2025 20(3), 22).

Dated functions, chosen by the case's rule set under ``combine``. They start from the marks, never from a recorded total, so that a
decision can be derived again and a changed single mark is found. Fractions throughout: 59.996 stays below 60.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from domain.case.events.acceptance import Score

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from domain.law.rule_set import RuleSet
    from domain.scoring.events import Mark

    Marks = Sequence[Mark]


def points(marks: Marks) -> Fraction:
    """One sheet's points: the exact sum of its marks."""
    return sum((Fraction(mark.points) for mark in marks), Fraction())


def combine_mean_2025_04(sheets: Sequence[Marks]) -> Score:
    """算术平均: the arithmetic mean of the sheets (assumed, R-09). Raises ValueError where there is no sheet."""
    if not sheets:
        raise ValueError("no sheet, no score")
    mean = sum((points(marks) for marks in sheets), Fraction()) / len(sheets)
    return Score(mean.numerator, mean.denominator)


FUNCTIONS: Mapping[str, Callable[[Sequence[Marks]], Score]] = {"combine_mean_2025_04": combine_mean_2025_04}
"""Combining functions by the dated name a rule set gives under ``combine``."""


def combine(sheets: Sequence[Marks], rules: RuleSet) -> Score:
    """综合得分: by the function the case's rule set names."""
    return FUNCTIONS[rules.function("combine")](sheets)
