"""``cases import`` and ``cases show``, as they are typed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from python_calamine import CalamineWorkbook

from application.clock import SetClock
from application.settings import Settings
from tests.application.intake.sheets import SAMPLE, Written, expected, good_row, write
from web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def run(migrated_database_url: str, tmp_path: Path) -> Iterator[Callable[..., Result]]:
    settings = Settings(
        mode="demo",
        instance_dir=tmp_path,
        database_url=migrated_database_url,
        storage_url=f"file://{tmp_path}/papers",
        trail_origin="test.qingjian.example/log",
        secret_key="k" * 32,
    )
    app = create_app(settings, clock=SetClock(MORNING))
    runner = app.test_cli_runner()

    def typed(*words: object) -> Result:
        return runner.invoke(args=["cases", *map(str, words)])

    yield typed
    app.extensions["qingjian"].engine.dispose()


def as_json(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_the_sample_comes_out_as_the_shape_others_rely_on(run: Callable[..., Result]) -> None:
    result = run("import", SAMPLE, "--json")
    answer = as_json(result)
    assert result.exit_code == 1
    assert (answer["accepted"], answer["refused"]) == (15, 15)
    assert {row["row"]: [(fault["column"], fault["article"]) for fault in row["faults"]] for row in answer["rows"]} == expected()
    for row in answer["rows"]:
        assert row.keys() == {"row", "outcome", "case", "faults"}
        assert (row["outcome"] == "accepted") == (row["faults"] == []) == (row["case"] is not None)
        assert all(fault.keys() == {"column", "article", "reason"} and fault["reason"] for fault in row["faults"])


def test_a_sheet_without_a_fault_ends_with_0(run: Callable[..., Result], tmp_path: Path) -> None:
    result = run("import", write(tmp_path / "good.xlsx", [good_row()]))
    assert result.exit_code == 0
    assert "QJ-2026-000001" in result.stdout


def test_a_dry_run_plans_nothing(run: Callable[..., Result], tmp_path: Path) -> None:
    good = write(tmp_path / "good.xlsx", [good_row()])
    assert as_json(run("import", good, "--dry-run", "--json"))["rows"][0] == {"row": 2, "outcome": "accepted", "case": None, "faults": []}
    assert run("import", good).exit_code == 0


def test_a_file_that_cannot_be_read_is_one_line_and_1(run: Callable[..., Result], tmp_path: Path) -> None:
    path = tmp_path / "no.xlsx"
    path.write_text("hello")
    result = run("import", path, "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1


def test_a_file_that_is_not_there_could_not_be_run(run: Callable[..., Result], tmp_path: Path) -> None:
    assert run("import", tmp_path / "none.xlsx").exit_code == 2


def test_the_sheet_is_given_back_with_its_faults(run: Callable[..., Result], tmp_path: Path) -> None:
    rows = [good_row(), good_row(企业名称=Written('="甲"', "甲"), 主要产品="=HYPERLINK(1)", 计划启动日期="2026-02-30")]
    marked = tmp_path / "marked.xlsx"
    run("import", write(tmp_path / "mixed.xlsx", rows), "--marked", marked)
    headings, first, second = CalamineWorkbook.from_path(marked).get_sheet_by_index(0).to_python()
    assert headings[-3:] == ["原行号", "结果", "问题"]
    assert first[-2] == "已受理 QJ-2026-000001"
    faulty = dict(zip(headings, second, strict=True))
    assert (faulty["企业名称"], faulty["主要产品"], faulty["计划启动日期"]) == ("", "=HYPERLINK(1)", "2026-02-30")
    assert all(name in str(faulty["问题"]) for name in ("企业名称", "主要产品", "计划启动日期", "统一社会信用代码"))


def test_a_sheet_given_back_can_be_mended_and_sent_again(run: Callable[..., Result], tmp_path: Path) -> None:
    marked = tmp_path / "marked.xlsx"
    before = as_json(run("import", SAMPLE, "--dry-run", "--json", "--marked", marked))
    again = as_json(run("import", marked, "--dry-run", "--json"))
    assert [row["outcome"] for row in again["rows"]] == [row["outcome"] for row in before["rows"]]


def test_a_case_is_shown_by_its_number_and_as_of_a_version(run: Callable[..., Result], tmp_path: Path) -> None:
    run("import", write(tmp_path / "good.xlsx", [good_row()]))
    shown = as_json(run("show", "QJ-2026-000001", "--json"))
    assert (shown["state"], shown["version"], shown["milestones"]) == ("planned", 1, {"Planned": "2026-03-02"})
    assert "contact_name" not in shown["events"][0]["data"]
    assert as_json(run("show", shown["id"], "--version", 1, "--json")) == shown
    assert "planned" in run("show", shown["id"]).stdout


@pytest.mark.parametrize(
    "words",
    [
        ("show", "QJ-2026-000009"),
        ("show", "nobody"),
        ("show", "QJ-2026-000001", "--as-of", "2026-03-01T00:00:00Z"),
        ("show", "QJ-2026-000001", "--as-of", "yesterday"),
        ("show", "QJ-2026-000001", "--as-of", "2026-03-02T01:00:00"),
        ("show", "QJ-2026-000001", "--as-of", "2026-03-02T01:00:00Z", "--version", "1"),
        ("import", str(SAMPLE), "--as", "nobody"),
    ],
)
def test_what_cannot_be_shown_or_done_is_one_line_and_1(run: Callable[..., Result], tmp_path: Path, words: tuple[str, ...]) -> None:
    run("import", write(tmp_path / "good.xlsx", [good_row()]))
    result = run(*words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1
