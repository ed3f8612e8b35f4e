"""The commands on the law: what they print, and the one line they say when they cannot."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from domain.calendar.working_days import shipped_calendar
from domain.law.readings import readings
from domain.law.rulebook import rule_set
from web.cli.law import law

IN_2025 = ("--rule-set", "sz-2025-5")


def run(*words: str) -> Result:
    return CliRunner().invoke(law, words)


def deadline(*words: str) -> dict[str, object]:
    result = run("deadline", *words)
    assert result.exit_code == 0, result.output
    assert result.stdout.count("\n") == 1
    answer = json.loads(result.stdout)
    assert isinstance(answer, dict)
    return answer


def test_the_month_for_final_papers_as_one_line_of_json() -> None:
    assert deadline("--rule", "revision", "--start", "2026-01-31", *IN_2025) == {
        "last_day": "2026-02-28",
        "provisional": False,
        "article": "21",
        "calendar": {"2026": shipped_calendar().editions[2026]},
    }


def test_the_five_years_come_with_the_first_day_after_them() -> None:
    answer = deadline("--rule", "reapplication", "--start", "2024-02-29", *IN_2025)
    assert (answer["last_day"], answer["first_day"], answer["provisional"], answer["article"]) == ("2029-02-28", "2029-03-01", False, "14")


def test_a_year_without_a_notice_is_provisional() -> None:
    assert deadline("--rule", "revision", "--start", "2029-01-31", *IN_2025)["provisional"] is True


@pytest.mark.parametrize(("rule", "article"), [("publication", "信息公开条例 26"), ("notice", "20(4)"), ("objection", "20(4)")])
def test_other_rules_answer_as_well(rule: str, article: str) -> None:
    assert deadline("--rule", rule, "--start", "2026-03-04", *IN_2025)["article"] == article


def test_without_a_rule_set_the_one_in_force_today_answers() -> None:
    assert deadline("--rule", "revision", "--start", "2026-01-31")["article"] == "21"


FAULTY = [
    (),
    ("--rule", "revision"),
    ("--rule", "coffee", "--start", "2026-01-31"),
    ("--rule", "revision", "--start", "2026-02-30"),
    ("--rule", "revision", "--start", "31.1.2026"),
    ("--rule", "revision", "--start", "２０２６-01-31"),
    ("--rule", "revision", "--start", "20260131"),
    ("--rule", "revision", "--start", "2026-01-31\n2026"),
    ("--rule", "revision", "--start", "9999-12-31", *IN_2025),
    ("--rule", "reapplication", "--start", "9998-12-31", *IN_2025),
    ("--rule", "revision", "--start", "2026-01-31", "--rule-set", "sz-1999-1"),
    ("--rule", "revision", "--start", "2021-01-31", "--rule-set", "sz-2019-9"),
]


@pytest.mark.parametrize("words", FAULTY, ids=str)
def test_faulty_input_is_one_line_on_standard_error_and_exit_code_one(words: tuple[str, ...]) -> None:
    result = run("deadline", *words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1


def test_an_unknown_figure_names_its_path_and_day() -> None:
    assert "revision/starts-on on 2021-01-31" in run("deadline", "--rule", "revision", "--start", "2021-01-31", "--rule-set", "sz-2019-9").stderr


def test_the_figures_are_shown_with_their_articles() -> None:
    shown = run("show", "--as-of", "2026-03-02").stdout.splitlines()
    assert any(line.startswith("* sz-2025-5") for line in shown)
    assert any(line.startswith("grading/pass-mark  60 points  [22]") and "暂定" not in line for line in shown)
    assert any(line.startswith("scoring/combination  mean  [20(3)]  暂定 R-09") for line in shown)
    assert any(rule_set("sz-2025-5").digest in line for line in shown)


def test_every_figure_is_shown() -> None:
    shown = run("show", *IN_2025).stdout.splitlines()
    assert [path for path in rule_set("sz-2025-5").paths if not any(line.startswith(f"{path}  ") for line in shown)] == []


def test_an_unknown_figure_is_shown_as_unknown() -> None:
    shown = run("show", "--as-of", "2021-03-02").stdout.splitlines()
    assert any(line.startswith("grading/pass-mark  ?") for line in shown)


def test_the_readings_are_shown_with_their_alternatives() -> None:
    plain, full = run("show", *IN_2025).stdout, run("show", *IN_2025, "--readings").stdout
    bearing = [each for each in readings() if each.rule_sets != ("sz-2019-9",)]
    assert [each.id for each in bearing if each.question not in full or any(other.zh not in full for other in each.alternatives)] == []
    assert [each.id for each in bearing if each.question in plain] == []


@pytest.mark.parametrize("words", [("--as-of", "yesterday"), ("--as-of", "2018-01-01"), ("--rule-set", "sz-1999-1")], ids=str)
def test_a_day_or_a_rule_set_that_is_not_there_is_one_line_and_exit_code_one(words: tuple[str, ...]) -> None:
    result = run("show", *words)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
