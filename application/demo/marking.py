"""评分: marks whose mean over a panel is exactly what is wanted, for the boundaries of articles 22 and 23."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from domain.scoring.events import Mark

if TYPE_CHECKING:
    from application.demo.dice import Dice
    from domain.law.rule_set import RuleSet
    from domain.scoring.sheet_form import SheetForm

WIDEST = 4
"""Points by which two experts of a panel lie apart at most from its mean."""
SPANS = {(50, 59): 7, (60, 69): 32, (70, 74): 20, (75, 84): 32, (85, 93): 9}
"""Scores as often as they come, in points."""


def wanted(score: tuple[str, int] | None, rules: RuleSet, dice: Dice) -> Fraction:
    """综合得分 as chosen: hundredths from a mark of the rule set, or by chance."""
    if score is not None:
        path, hundredths = score
        return Fraction(rules.decimal(path)) + Fraction(hundredths, 100)
    least, most = dice.weighed(SPANS)
    return Fraction(dice.between(least * 10, most * 10 + 9), 10)


def panel_size(mean: Fraction, least: int, form: SheetForm, *, exact: bool) -> int:
    """专家人数: the smallest panel, from ``least`` on, whose sheets can have exactly this mean."""
    size = least
    while exact and (mean * size / Fraction(form.mark_step)).denominator > 1:
        size += 1
    return size


def totals(mean: Fraction, experts: int, form: SheetForm, dice: Dice) -> list[Decimal]:
    """各表合计: one for each expert, apart from one another, with the mean nearest to the one wanted."""
    step, full = Fraction(form.mark_step), int(Fraction(form.total) / Fraction(form.mark_step))
    each, rest = divmod(round(mean * experts / step), experts)
    steps = [each + (number < rest) for number in range(experts)]
    for number in range(1, experts, 2):
        room = min(int(WIDEST / step), full - steps[number], steps[number - 1])
        apart = dice.between(0, room)
        steps[number] += apart
        steps[number - 1] -= apart
    return [form.mark_step * count for count in steps]


def marks(total: Decimal, form: SheetForm, dice: Dice) -> tuple[Mark, ...]:
    """一张评分表: a mark for every item, with its reason where the form asks for one, adding up to ``total``."""
    room = [int(item.maximum / form.mark_step) for item in form.items]
    left = int(total / form.mark_step)
    share = Fraction(left, sum(room))
    steps = [int(most * share) for most in room]
    for number in dice.shuffled(range(len(room))) * 2:
        taken = min(1 if share < 1 else room[number], room[number] - steps[number], left - sum(steps))
        steps[number] += taken
    for _ in range(4):
        one, other = dice.between(0, len(room) - 1), dice.between(0, len(room) - 1)
        moved = dice.between(0, min(steps[one] // 4, room[other] - steps[other])) if one != other else 0
        steps[one] -= moved
        steps[other] += moved
    points = [Decimal(count) * form.mark_step for count in steps]
    return tuple(
        Mark(item.id, mark, "示例：理由见现场记录。" if form.needs_reason(item.id, mark) else None)
        for item, mark in zip(form.items, points, strict=True)
    )


def mean_of(found: list[Decimal]) -> Fraction:
    """综合得分 of sheets with these totals."""
    return sum(map(Fraction, found), Fraction()) / len(found)
