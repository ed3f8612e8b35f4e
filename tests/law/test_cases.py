"""Law a clerk can read and add to: every case of the files in this folder (README.md says how)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from domain.law.law_file import read
from domain.law.rulebook import in_force, rule_set
from tests.law.questions import QUESTIONS


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    name: str
    day: date
    rule_set: str | None = None
    situation: dict[str, Any] = {}
    outcome: Any
    articles: tuple[str, ...]


class Cases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    question: str
    cases: tuple[Case, ...]


FILES = sorted(Path(__file__).parent.glob("*.yaml"))
CASES = [pytest.param(file.question, case, id=f"{path.stem}: {case.name}") for path in FILES for file in [read(path, Cases)] for case in file.cases]


@pytest.mark.parametrize(("question", "case"), CASES)
def test_the_law_is_as_the_case_says(question: str, case: Case) -> None:
    asks_which = question == "rules-in-force"
    rules = rule_set(case.rule_set or "sz-2025-5") if case.rule_set or asks_which else in_force(case.day)
    outcome, articles = QUESTIONS[question](case.situation, rules, case.day)
    expected = tuple(case.outcome) if isinstance(case.outcome, list) else case.outcome
    assert (outcome, articles) == (expected, case.articles)


def test_every_question_is_asked() -> None:
    assert {read(path, Cases).question for path in FILES} == set(QUESTIONS)
