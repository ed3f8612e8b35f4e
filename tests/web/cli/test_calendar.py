"""``calendar add``, as it is typed."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from application.clock import SetClock
from application.settings import Settings
from tests.clock.office import Office
from web.app import create_app
from web.system import System

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result

NOTICE = """\
year: 2027
title: 示例：2027年部分节假日安排的通知
issuer: 示例机关
documents:
- number: 示例〔2026〕1号
  published_on: 2026-11-05
days_off:
- name: 元旦
  from: 2027-01-01
  to: 2027-01-03
- name: 春节
  from: 2027-02-05
  to: 2027-02-11
working_days: [2027-02-14]
"""


@pytest.fixture
def parts(migrated_database_url: str, tmp_path: Path) -> Iterator[System]:
    settings = Settings(
        mode="demo",
        instance_dir=tmp_path,
        database_url=migrated_database_url,
        storage_url=f"file://{tmp_path}/papers",
        trail_origin="test.qingjian.example/log",
        secret_key="k" * 32,
    )
    made = System(settings, clock=SetClock(datetime(2027, 1, 31, 1, tzinfo=UTC)))
    made.projector.prepare()
    yield made
    made.engine.dispose()


@pytest.fixture
def add(parts: System, tmp_path: Path) -> Callable[..., Result]:
    app = create_app(parts.settings)
    app.extensions["qingjian"] = parts

    def typed(text: str, *words: str) -> Result:
        path = tmp_path / "notice.yaml"
        path.write_text(text)
        return app.test_cli_runner().invoke(args=["calendar", "add", str(path), *words])

    return typed


def office(parts: System) -> Office:
    assert isinstance(parts.clock, SetClock)
    return Office(parts.casework, parts.projector, parts.clock)


def test_a_notice_is_entered_and_the_deadlines_that_move_are_listed(add: Callable[..., Result], parts: System) -> None:
    office(parts).put_accepted(1, date(2027, 1, 8))
    office(parts).put_accepted(2, date(2027, 1, 20))
    office(parts).put_accepted(3, date(2026, 11, 2))
    result = add(NOTICE, "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert [(each["was"], each["now"]) for each in found["moved"]] == [("2027-02-09", "2027-02-12")]
    assert [each["last_day"] for each in found["confirmed"]] == ["2027-02-22"]
    assert found["differences"] == []
    assert "chinesecalendar：没有该年的数据" in result.stderr


def test_what_was_recalculated_is_not_recalculated_again_by_the_clock(add: Callable[..., Result], parts: System) -> None:
    office(parts).put_accepted(1, date(2027, 1, 8))
    assert "移动 1 个期限" in add(NOTICE).stdout
    head = parts.log.head()
    assert office(parts).round(datetime(2027, 1, 31, 2, tzinfo=UTC)).done == 0
    assert parts.log.head() == head


def test_a_notice_that_differs_from_the_calendars_of_others_is_entered_and_the_days_are_named(add: Callable[..., Result]) -> None:
    wrong = NOTICE.replace("2027", "2026").replace("[2026-02-14]", "[]")
    result = add(wrong, "--json")
    assert result.exit_code == 0, result.output
    assert {"library": "holidays", "day": "2026-10-01"} in json.loads(result.stdout)["differences"]
    assert "chinesecalendar：2026-10-01 与通知不同" in result.stderr


REFUSED = [
    (
        "a Wednesday as a make-up day",
        NOTICE.replace("[2027-02-14]", "\n- 2027-02-14\n- 2027-01-06"),
        16,
        "notice.yaml:16: 2027年1月6日 不是周六或周日",
    ),
    ("a day off and worked", NOTICE.replace("[2027-02-14]", "[2027-02-07]"), 14, "自相矛盾"),
    (
        "no source",
        NOTICE.replace("- number: 示例〔2026〕1号\n  published_on: 2026-11-05\n", "").replace("documents:", "documents: []"),
        4,
        "没有来源",
    ),
    ("no documents at all", NOTICE.replace("documents:\n- number: 示例〔2026〕1号\n  published_on: 2026-11-05\n", ""), 1, "没有来源"),
    ("the year written twice", f"{NOTICE}year: 2027\n", 15, "written twice"),
    ("a day that is none", NOTICE.replace("2027-02-11", "2027-02-30"), 13, "no day of the calendar"),
    ("an unknown key", f"{NOTICE}surprise: 1\n", 15, "surprise"),
    ("no YAML", "year: [", 1, ""),
    ("nothing", "", 1, ""),
]


@pytest.mark.parametrize(("text", "line", "words"), [pytest.param(*each[1:], id=each[0]) for each in REFUSED])
def test_a_faulty_notice_is_refused_with_its_line(add: Callable[..., Result], parts: System, text: str, line: int, words: str) -> None:
    result = add(text)
    assert result.exit_code == 1, result.output
    assert f"notice.yaml:{line}: " in result.stderr
    assert words in result.stderr
    assert "Traceback" not in result.output
    assert {event.fact.TOPIC for event in parts.log.read(0, 9)} <= {"refusal.RequestRefused"}, "no notice was entered"


def test_a_year_entered_twice_is_refused(add: Callable[..., Result]) -> None:
    add(NOTICE)
    result = add(NOTICE.replace("[2027-02-14]", "[]"))
    assert (result.exit_code, "notice.yaml:1: 2027 年的通知已经录入" in result.stderr) == (1, True)
    assert add(f"{NOTICE.replace('[2027-02-14]', '[]')}amends: 示例：国务院调整\n").exit_code == 0


def test_a_file_that_is_not_there_is_said_in_one_line(add: Callable[..., Result], parts: System, tmp_path: Path) -> None:
    app = create_app(parts.settings)
    app.extensions["qingjian"] = parts
    result = app.test_cli_runner().invoke(args=["calendar", "add", str(tmp_path / "none.yaml")])
    assert (result.exit_code, len(result.stderr.strip().splitlines())) == (1, 1)
