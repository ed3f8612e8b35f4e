"""The sample as it arrives, and the same rows on sheets that look different."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from application.intake.plan_import import Outcome, import_plans
from application.intake.plan_sheet import read_plan_sheet
from application.intake.workbook import read_workbook
from application.outcome import NotAllowedError
from domain.fact import Capacity
from tests.application.intake.sheets import HEADINGS, SAMPLE, expected, good_row, sample_rows, write

if TYPE_CHECKING:
    from pathlib import Path

    from application.casework import Casework

COMMAND_LINE = Capacity(person="system:cli", role="system")


def imported(casework: Casework, path: Path, *, dry_run: bool = False) -> list[Outcome]:
    return list(import_plans(casework, read_plan_sheet(read_workbook(path)), COMMAND_LINE, dry_run=dry_run))


def faults(outcomes: list[Outcome]) -> dict[int, list[tuple[str, str | None]]]:
    assert all(fault.reason for each in outcomes for fault in each.faults)
    return {each.row: [(fault.column, fault.article) for fault in each.faults] for each in outcomes}


def topics(casework: Casework) -> list[str]:
    return [entry.topic for entry in casework.recorder.select_notifications(1, 500)]


def test_every_row_of_the_sample_fares_as_expected(casework: Casework) -> None:
    outcomes = imported(casework, SAMPLE)
    assert faults(outcomes) == expected()
    assert [each.case for each in outcomes if each.accepted] == [f"QJ-2026-{number:06d}" for number in range(1, 16)]
    assert topics(casework).count("case.Planned") == 15


def test_a_dry_run_says_the_same_and_records_nothing(casework: Casework) -> None:
    outcomes = imported(casework, SAMPLE, dry_run=True)
    assert faults(outcomes) == expected()
    assert {each.case for each in outcomes} == {None}
    assert topics(casework) == []


def test_a_declared_pass_is_recorded_with_its_plan(casework: Casework) -> None:
    imported(casework, SAMPLE)
    assert topics(casework).count("enterprise.PriorPassRecorded") == 1


def test_a_second_import_plans_nobody_twice(casework: Casework) -> None:
    imported(casework, SAMPLE)
    again = imported(casework, SAMPLE)
    assert not any(each.accepted for each in again)
    assert faults(again)[2] == [("统一社会信用代码", "14")]
    assert topics(casework).count("case.Planned") == 15


def shuffled(headings: list[str]) -> list[str]:
    return random.Random(7).sample(headings, len(headings))


# 同样的内容，换一种排法，结果不变。
@pytest.mark.parametrize(
    "layout",
    [
        pytest.param({"headings": shuffled(HEADINGS)}, id="columns in another order"),
        pytest.param({"headings": [*HEADINGS[:5], "序号", *HEADINGS[5:], "备注"]}, id="columns of its own"),
        pytest.param({"shown_as": lambda heading: f" *{heading[:2]} {heading[2:]}\n（必填）："}, id="headings with blanks and remarks"),
        pytest.param({"at_row": 4, "at_column": 2}, id="headings further down and to the right"),
        pytest.param({"options": {"date_1904": True}}, id="days counted from 1904"),
    ],
)
def test_the_same_rows_on_another_sheet_fare_the_same(casework: Casework, tmp_path: Path, layout: dict[str, Any]) -> None:
    path = write(tmp_path / "other.xlsx", sample_rows(), **layout)
    offset = layout.get("at_row", 1) - 1
    assert faults(imported(casework, path, dry_run=True)) == {row + offset: found for row, found in expected().items()}


def test_blank_rows_are_passed_over(casework: Casework, tmp_path: Path) -> None:
    path = write(tmp_path / "blank.xlsx", sample_rows(), blank_after_each=2)
    assert list(faults(imported(casework, path, dry_run=True)).values()) == list(expected().values())


def titled(book: Any, sheet: Any) -> None:
    sheet.merge_range(0, 0, 0, len(HEADINGS) - 1, "深圳市自愿性清洁生产审核计划征集表")
    sheet.merge_range(40, 0, 40, len(HEADINGS) - 1, "注：请如实填写。")


def test_a_title_and_a_note_merged_across_the_sheet_are_no_plans(casework: Casework, tmp_path: Path) -> None:
    path = write(tmp_path / "titled.xlsx", sample_rows(), at_row=3, also=titled)
    assert faults(imported(casework, path, dry_run=True)) == {row + 2: found for row, found in expected().items()}


def test_a_day_merged_over_all_rows_counts_for_each(casework: Casework, tmp_path: Path) -> None:
    def merged(book: Any, sheet: Any) -> None:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.merge_range(1, 0, 30, 0, sample_rows()[0]["提交日期"], day)

    rows = [row | {"提交日期": ""} for row in sample_rows()]
    assert faults(imported(casework, write(tmp_path / "merged.xlsx", rows, also=merged), dry_run=True)) == expected()


def test_a_missing_column_is_named_on_every_row(casework: Casework, tmp_path: Path) -> None:
    path = write(tmp_path / "short.xlsx", [good_row()], headings=[each for each in HEADINGS if each != "主要产品"])
    assert faults(imported(casework, path)) == {2: [("主要产品", None)]}


def test_columns_that_may_be_empty_may_be_missing(casework: Casework, tmp_path: Path) -> None:
    optional = {"咨询服务机构", "咨询机构信用代码", "联系人", "联系电话", "上次通过验收日期"}
    path = write(tmp_path / "short.xlsx", [good_row()], headings=[each for each in HEADINGS if each not in optional])
    assert faults(imported(casework, path)) == {2: []}


def test_faults_of_the_cells_and_of_the_rules_show_together(casework: Casework, tmp_path: Path) -> None:
    row = good_row(计划启动日期="2026-02-30", 成立日期="2025年1月1日", 是否列入本年度强制名单="是", 联系电话=75500000763)
    assert faults(imported(casework, write(tmp_path / "many.xlsx", [row]))) == {
        2: [("成立日期", "15(1)"), ("计划启动日期", None), ("联系电话", None), ("是否列入本年度强制名单", "15(2)")]
    }
    assert topics(casework) == []


def test_a_row_after_a_faulty_one_of_the_same_enterprise_is_refused_too(casework: Casework, tmp_path: Path) -> None:
    path = write(tmp_path / "twice.xlsx", [good_row(企业名称=""), good_row()])
    assert faults(imported(casework, path)) == {2: [("企业名称", None)], 3: [("统一社会信用代码", None)]}


# 办理日期即表内提交日期。
@pytest.mark.parametrize(
    ("claimed", "article"),
    [("2026-03-02", "-"), ("2025-12-31", "-"), ("2026-03-03", None), ("2024-03-02", None), ("2019-01-02", None), ("", None)],
)
def test_the_day_asked_is_the_day_on_the_form(casework: Casework, tmp_path: Path, claimed: str, article: str | None) -> None:
    found = faults(imported(casework, write(tmp_path / "day.xlsx", [good_row(提交日期=claimed)])))
    assert found == {2: [] if article == "-" else [("提交日期", article)]}


def test_a_plan_of_last_year_gets_its_number_and_its_day_from_the_form(casework: Casework, tmp_path: Path) -> None:
    (outcome,) = imported(casework, write(tmp_path / "late.xlsx", [good_row(提交日期="2025-12-31")]))
    assert outcome.case == "QJ-2025-000001"


@pytest.mark.parametrize("dry_run", [True, False])
def test_who_may_not_plan_for_others_imports_nothing(casework: Casework, dry_run: bool) -> None:  # noqa: FBT001  a column of the table
    officer = Capacity(person="p-officer", role="bureau-officer")
    with pytest.raises(NotAllowedError):
        list(import_plans(casework, read_plan_sheet(read_workbook(SAMPLE)), officer, dry_run=dry_run))
    assert topics(casework) == []
