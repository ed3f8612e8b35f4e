"""Cell by cell: what a cell of the form may hold, and what is said of it where it may not."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import pytest

from application.intake.plan_sheet import Row, read_plan_sheet
from application.intake.workbook import UnreadableWorkbookError, read_workbook
from tests.application.intake.sheets import HEADINGS, SAMPLE, Written, good_row, sample_rows, write

if TYPE_CHECKING:
    from pathlib import Path


def read(folder: Path, **cells: Any) -> Row:
    (row,) = read_plan_sheet(read_workbook(write(folder / "one.xlsx", [good_row(**cells)]))).rows
    return row


def fault(folder: Path, heading: str, cell: object) -> str | None:
    """Code of the one fault a cell makes, none where it is read."""
    found = list(read(folder, **{heading: cell}).faults.values())
    assert len(found) <= 1
    return found[0].code if found else None


@pytest.mark.parametrize(
    "written",
    [
        date(2026, 4, 9),
        datetime(2026, 4, 9, 10, 30),  # noqa: DTZ001  a sheet knows no zones
        "2026-04-09",
        "2026/4/9",
        "2026.4.9",
        "2026年4月9日",
        " 2026 年 04 月 09 日 ",
        "２０２６／４／９",
        "20260409",
        "2026-04-09 00:00:00",
    ],
)
def test_a_day_is_read_in_the_usual_forms(tmp_path: Path, written: object) -> None:
    assert read(tmp_path, 计划启动日期=written).values["form.planned_start"] == date(2026, 4, 9)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2026-02-30", "cell-impossible-day"),
        ("2026年13月1日", "cell-impossible-day"),
        ("0026-04-09", "cell-impossible-day"),
        ("26/4/9", "cell-not-a-day"),
        ("9/4/2026", "cell-not-a-day"),
        ("2026-4", "cell-not-a-day"),
        ("2026-4/9", "cell-not-a-day"),
        ("四月", "cell-not-a-day"),
        (46121, "cell-day-as-number"),
        (20260409, "cell-day-as-number"),
        (1e300, "cell-day-as-number"),
        (True, "cell-day-as-number"),
        (Written("=TODAY()", 46121), "cell-formula"),
        (Written("=1/0", "#DIV/0!"), "cell-formula"),
        ("=TODAY()", "cell-formula"),
        ("", "field-missing"),
        (" \u3000 ", "field-missing"),
    ],
)
def test_what_is_no_day_is_refused(tmp_path: Path, written: object, code: str) -> None:
    assert fault(tmp_path, "计划启动日期", written) == code


def test_a_time_of_day_is_no_day(tmp_path: Path) -> None:
    def at_ten(book: Any, sheet: Any) -> None:
        sheet.write_datetime(1, HEADINGS.index("成立日期"), time(10, 0), book.add_format({"num_format": "hh:mm"}))

    (row,) = read_plan_sheet(read_workbook(write(tmp_path / "time.xlsx", [good_row()], also=at_ten))).rows
    assert row.faults["form.founded_on"].code == "cell-day-as-number"


# 文本栏目不收数字、日期、公式。
@pytest.mark.parametrize("heading", ["企业名称", "注册地址", "生产地址", "所属区", "行业代码", "主要产品", "联系人", "联系电话"])
@pytest.mark.parametrize(
    ("written", "code"),
    [
        (12345, "cell-not-text"),
        (1.5, "cell-not-text"),
        (True, "cell-not-text"),
        (date(2026, 1, 1), "cell-not-text"),
        (Written('="甲"&"乙"', "甲乙"), "cell-formula"),
        (Written('="甲"', ""), "cell-formula"),
        ("=1+1", "cell-formula"),
    ],
)
def test_a_text_column_takes_text_alone(tmp_path: Path, heading: str, written: object, code: str) -> None:
    assert fault(tmp_path, heading, written) == code


@pytest.mark.parametrize("heading", ["统一社会信用代码", "咨询机构信用代码"])
def test_a_code_that_is_a_number_has_lost_its_digits(tmp_path: Path, heading: str) -> None:
    assert fault(tmp_path, heading, 914403001922038216) == "credit-code-not-text"


@pytest.mark.parametrize(
    ("heading", "written", "key", "value"),
    [
        ("法人类型", "独立法人", "form.legal_standing", "independent-legal-person"),
        ("法人类型", " 视同法人的 独立核算单位 ", "form.legal_standing", "accounted-as-legal-person"),
        ("法人类型", "个体工商户", "form.legal_standing", "none"),
        ("审核方式", "自行组织", "form.audit_mode", "self"),
        ("审核方式", "委托咨询服务机构", "form.audit_mode", "commissioned"),
        ("是否列入本年度强制名单", "是", "form.on_mandatory_list", True),
        ("是否列入本年度强制名单", " 否 ", "form.on_mandatory_list", False),
        ("是否列入本年度强制名单", False, "form.on_mandatory_list", False),
        ("上次通过验收日期", "", "form.last_pass_on", None),
        ("上次通过验收日期", "无", "form.last_pass_on", None),
        ("咨询服务机构", "/", "form.consultancy_name", None),
    ],
)
def test_a_choice_is_read_by_its_words(tmp_path: Path, heading: str, written: object, key: str, value: object) -> None:
    assert read(tmp_path, **{heading: written}).values[key] == value


@pytest.mark.parametrize(
    ("heading", "written", "code"),
    [
        ("审核方式", "待定", "choice-unknown"),
        ("审核方式", "", "field-missing"),
        ("法人类型", "", "field-missing"),
        ("是否列入本年度强制名单", "不清楚", "choice-unknown"),
        ("是否列入本年度强制名单", 0, "cell-not-text"),
        ("是否列入本年度强制名单", "", "field-missing"),
    ],
)
def test_a_word_outside_the_choices_is_refused(tmp_path: Path, heading: str, written: object, code: str) -> None:
    assert fault(tmp_path, heading, written) == code


def test_an_error_cell_is_named_as_one(tmp_path: Path) -> None:
    path = write(tmp_path / "error.xlsx", [good_row(主要产品="#REF!")])
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(broken, "w") as out:
        for name in whole.namelist():
            content = whole.read(name)
            if name.endswith("sheet1.xml"):
                place = f'r="{chr(65 + HEADINGS.index("主要产品"))}2"'.encode()
                before, cell, after = content.partition(b"<c " + place)
                content = before + b"<c " + place + b' t="e"><v>#REF!</v></c>' + after.partition(b"</c>")[2]
                assert cell
            out.writestr(name, content)
    (row,) = read_plan_sheet(read_workbook(broken)).rows
    assert row.faults["form.main_products"].code == "cell-error"


# --------------------------------------------------------------------------------------------------------- whole workbooks


def unreadable(path: Path) -> str:
    with pytest.raises(UnreadableWorkbookError) as fault:
        read_plan_sheet(read_workbook(path))
    return str(fault.value)


def test_a_sheet_beside_the_form_is_left_alone(tmp_path: Path) -> None:
    path = write(tmp_path / "help.xlsx", sample_rows(), also=lambda book, _: book.add_worksheet("填表说明").write_string(0, 0, "请逐项填写"))
    assert len(read_plan_sheet(read_workbook(path)).rows) == 30


def test_two_sheets_of_the_form_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "two.xlsx", [good_row()], also=lambda book, _: book.add_worksheet("第二批").write_row(0, 0, HEADINGS))
    assert "第二批" in unreadable(path)


def test_columns_that_belong_to_nobody_are_told(tmp_path: Path) -> None:
    path = write(tmp_path / "more.xlsx", [good_row()], headings=[*HEADINGS, "备注"])
    assert read_plan_sheet(read_workbook(path)).ignored == ("备注",)


def test_a_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    assert "企业名称" in unreadable(write(tmp_path / "double.xlsx", [good_row()], headings=[*HEADINGS, "企业名称"]))


def test_a_workbook_without_the_form_is_refused(tmp_path: Path) -> None:
    assert unreadable(write(tmp_path / "other.xlsx", [], headings=["甲", "乙"]))


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 cut off", b"\xd0\xcf\x11\xe0 an old workbook"])
def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "no.xlsx"
    path.write_bytes(content)
    assert unreadable(path)


def changed(tmp_path: Path, name: str, content: bytes) -> Path:
    path = tmp_path / "changed.xlsx"
    with zipfile.ZipFile(SAMPLE) as whole, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for each in whole.namelist():
            out.writestr(each, content if each.endswith(name) else whole.read(each))
    return path


def test_entities_are_refused(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    assert "声明" in unreadable(changed(tmp_path, "sheet1.xml", bomb))


def test_a_cell_at_the_end_of_the_world_is_refused_before_room_is_made_for_it(tmp_path: Path) -> None:
    far = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    assert "过大" in unreadable(changed(tmp_path, "sheet1.xml", far))


def test_a_file_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    assert "过大" in unreadable(changed(tmp_path, "sheet1.xml", b" " * 200_000_001))


def test_a_formula_without_a_stored_result_is_known_as_one() -> None:
    rows = read_plan_sheet(read_workbook(SAMPLE)).rows
    assert [row.number for row in rows if row.faults.get("form.enterprise_name")] == [26]
