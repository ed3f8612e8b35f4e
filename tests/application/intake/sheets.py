"""Sheets of the plan form made on the spot: the sample's rows, given back with something changed."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import xlsxwriter
from python_calamine import CalamineWorkbook

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SAMPLES = Path(__file__).parents[2] / "samples"
SAMPLE = SAMPLES / "plan-forms-2026.xlsx"
HEADINGS: list[str] = CalamineWorkbook.from_path(SAMPLE).get_sheet_by_index(0).to_python()[0]  # type: ignore[assignment]
PASSING = 2
"""Row of the sample with a plan that audits itself and has no fault."""


class Written(NamedTuple):
    """A formula as it is written into a cell, with the result stored beside it."""

    formula: str
    result: object = 0


@cache
def expected() -> dict[int, list[tuple[str, str | None]]]:
    """Row to the faults that stand beside the sample."""
    rows = json.loads((SAMPLES / "plan-forms-2026.expected.json").read_text())["rows"]
    return {each["row"]: [(fault["column"], fault["article"]) for fault in each["faults"]] for each in rows}


def sample_rows() -> list[dict[str, Any]]:
    """The sample's rows as heading to value; the cell with the formula has its formula."""
    rows: list[dict[str, Any]] = [
        dict(zip(HEADINGS, row, strict=True)) for row in CalamineWorkbook.from_path(SAMPLE).get_sheet_by_index(0).to_python()[1:]
    ]
    rows[26 - 2]["企业名称"] = Written('=HYPERLINK("http://127.0.0.1","深圳市示例公式有限公司")', "深圳市示例公式有限公司")
    return rows


def good_row(**changes: Any) -> dict[str, Any]:
    """A row without a fault, with these cells changed."""
    return sample_rows()[PASSING - 2] | changes


def write(  # noqa: PLR0913  the ways in which sheets differ
    path: Path,
    rows: Sequence[dict[str, Any]],
    *,
    headings: Sequence[str] = HEADINGS,
    shown_as: Callable[[str], str] = str,
    at_row: int = 1,
    at_column: int = 0,
    blank_after_each: int = 0,
    options: dict[str, Any] | None = None,
    also: Callable[[Any, Any], object] | None = None,
) -> Path:
    """Write a sheet: its headings on row ``at_row``, then the rows, each followed by so many blank ones."""
    with xlsxwriter.Workbook(path, options or {}) as book:
        sheet = book.add_worksheet("计划征集表")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for place, heading in enumerate(headings, start=at_column):
            sheet.write_string(at_row - 1, place, shown_as(heading))
        for number, row in enumerate(rows):
            line = at_row + number * (1 + blank_after_each)
            for place, heading in enumerate(headings, start=at_column):
                _write_cell(sheet, line, place, row.get(heading, ""), day)
        if also is not None:
            also(book, sheet)
    return path


def _write_cell(sheet: Any, line: int, place: int, value: object, day: object) -> None:
    if isinstance(value, Written):
        sheet.write_formula(line, place, value.formula, None, value.result)
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value, day)
    elif isinstance(value, bool):
        sheet.write_boolean(line, place, value)
    elif isinstance(value, int | float):
        sheet.write_number(line, place, value)
    elif value != "":
        sheet.write_string(line, place, str(value))
