"""判定: what articles 22 and 23 make of a score and of vetoes, step by step.

Pure and dated: a rule set names its function, so that a case of an earlier rule set is judged as it was then.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import msgspec

from domain.law.citation import Citation
from domain.law.label import Label, named_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from domain.case.events.acceptance import Score
    from domain.law.rule_set import RuleSet

VETO_HOLDS, BELOW_PASS_MARK, REACHES_PASS_MARK = "veto-holds", "below-pass-mark", "reaches-pass-mark"
BELOW_EXCELLENT, REACHES_EXCELLENT = "below-excellent", "reaches-excellent"

SENTENCES = {
    VETO_HOLDS: "存在直接判定不合格的情形：{veto}。",
    BELOW_PASS_MARK: "综合得分 {score} 分，低于 {mark} 分。",
    REACHES_PASS_MARK: "综合得分 {score} 分，达到 {mark} 分。",
    BELOW_EXCELLENT: "综合得分 {score} 分，小于 {mark} 分，为「良好」等级。",
    REACHES_EXCELLENT: "综合得分 {score} 分，大于等于 {mark} 分，为「优秀」等级。",
}
"""Code of a step to its Chinese template."""


class Step(msgspec.Struct, frozen=True):
    """判定步骤: one step in words, with the article it applies."""

    code: str
    """One of ``SENTENCES``; ``web`` has it in English."""
    parameters: dict[str, str | Label]
    citation: Citation

    def __str__(self) -> str:
        return SENTENCES[self.code].format(**self.parameters)


class Judgement(msgspec.Struct, frozen=True):
    """判定结论: result and grade with the steps that lead there."""

    result: str
    """``pass`` or ``fail``."""
    grade: str | None
    """``excellent`` or ``good`` for a pass."""
    steps: tuple[Step, ...]

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The articles applied, each once, in the order of the steps."""
        return tuple(dict.fromkeys(step.citation for step in self.steps))


def shown(score: Score, rules: RuleSet, on: date | None = None) -> str:
    """The score for people: cut, never rounded, so that nobody reads 60.00 beside a fail."""
    places = rules.integer("scoring/display-places", on)
    scale = int(Decimal(1).scaleb(places))
    whole, part = divmod(score.numerator * scale // score.denominator, scale)
    return f"{whole}.{part:0{places}d}" if places else str(whole)


def grade_2025_04(score: Score, vetoes: tuple[str, ...], rules: RuleSet, on: date | None = None) -> Judgement:
    """验收结果: a veto fails whatever the score; else the exact score is held against pass mark and excellence (22, 23).

    ``vetoes`` are codes of ``grading/vetoes``; an unknown one raises UnknownFigure rather than being passed over.
    """
    exact = Fraction(score.numerator, score.denominator)
    cut = shown(score, rules, on)
    steps = tuple(_veto_step(veto, rules, on) for veto in vetoes)
    pass_mark, excellent_from = rules.decimal("grading/pass-mark", on), rules.decimal("grading/excellent-from", on)
    article_22, article_23 = rules.cite("grading/pass-mark", on=on), rules.cite("grading/excellent-from", on=on)
    if exact < Fraction(pass_mark):
        steps += (Step(BELOW_PASS_MARK, {"score": cut, "mark": str(pass_mark)}, article_22),)
    if steps:
        return Judgement("fail", None, steps)
    passes = Step(REACHES_PASS_MARK, {"score": cut, "mark": str(pass_mark)}, article_22)
    if exact < Fraction(excellent_from):
        return Judgement("pass", "good", (passes, Step(BELOW_EXCELLENT, {"score": cut, "mark": str(excellent_from)}, article_23)))
    return Judgement("pass", "excellent", (passes, Step(REACHES_EXCELLENT, {"score": cut, "mark": str(excellent_from)}, article_23)))


def _veto_step(veto: str, rules: RuleSet, on: date | None) -> Step:
    citation = rules.cite("grading/vetoes", veto, on)
    return Step(VETO_HOLDS, {"veto": named_in(rules, "grading/vetoes", veto, on)}, citation)


FUNCTIONS: Mapping[str, Callable[[Score, tuple[str, ...], RuleSet, date | None], Judgement]] = {"grade_2025_04": grade_2025_04}
"""Grading functions by the dated name a rule set gives under ``grade``."""


def judge(score: Score, vetoes: tuple[str, ...], rules: RuleSet, on: date | None = None) -> Judgement:
    """判定: by the function the case's rule set names."""
    return FUNCTIONS[rules.function("grade")](score, vetoes, rules, on)
