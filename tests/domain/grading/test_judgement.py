"""Articles 22 and 23: pass mark, excellence, vetoes."""

from __future__ import annotations

import pytest

from domain.case.judgement import FUNCTIONS, grade_2025_04, shown
from domain.law.figure import UnknownFigure
from tests.examples.grading import RULES, VETO_ARTICLES, score


@pytest.mark.parametrize(
    ("points", "result", "grade", "articles"),
    [
        # 综合得分低于60分的企业，其验收结果为“不合格”
        ("0", "fail", None, ["22"]),
        ("59.99", "fail", None, ["22"]),
        ("59.996", "fail", None, ["22"]),
        ("1799/30", "fail", None, ["22"]),
        # 综合得分达到60分及以上的企业，其验收结果为“合格”；小于75分为“良好”等级
        ("60", "pass", "good", ["22", "23"]),
        ("74.99", "pass", "good", ["22", "23"]),
        ("74.999999996", "pass", "good", ["22", "23"]),
        # 大于等于75分为“优秀”等级
        ("75", "pass", "excellent", ["22", "23"]),
        ("100", "pass", "excellent", ["22", "23"]),
    ],
)
def test_score_alone_decides_where_no_veto_holds(points: str, result: str, grade: str | None, articles: list[str]) -> None:
    judgement = grade_2025_04(score(points), (), RULES)
    assert (judgement.result, judgement.grade, [str(each) for each in judgement.citations]) == (result, grade, articles)


@pytest.mark.parametrize(("veto", "article"), VETO_ARTICLES)
def test_every_veto_fails_a_case_with_95_points(veto: str, article: str) -> None:
    judgement = grade_2025_04(score("95"), (veto,), RULES)
    assert (judgement.result, judgement.grade, [str(each) for each in judgement.citations]) == ("fail", None, [article])


def test_a_veto_and_too_few_points_are_both_named() -> None:
    judgement = grade_2025_04(score("40"), ("fraud", "other-rules"), RULES)
    assert [str(each) for each in judgement.citations] == ["22(1)", "22(5)", "22"]


def test_a_veto_the_law_does_not_know_is_not_passed_over() -> None:
    with pytest.raises(UnknownFigure):
        grade_2025_04(score("95"), ("bad-mood",), RULES)


@pytest.mark.parametrize(
    ("points", "printed"), [("59.996", "59.99"), ("59.9999", "59.99"), ("60", "60.00"), ("239/3", "79.66"), ("7.05", "7.05"), ("100", "100.00")]
)
def test_a_score_is_cut_and_never_rounded_when_shown(points: str, printed: str) -> None:
    assert shown(score(points), RULES) == printed


def test_the_steps_say_the_score_as_cut_and_the_mark() -> None:
    judgement = grade_2025_04(score("59.996"), (), RULES)
    assert [(step.parameters, str(step.citation)) for step in judgement.steps] == [({"score": "59.99", "mark": "60"}, "22")]
    assert "{" not in str(judgement.steps[0])


def test_the_rule_set_names_its_grading_function() -> None:
    assert FUNCTIONS[RULES.function("grade")] is grade_2025_04
