"""批注表: the sheet given back with what came of each row, faulty cells coloured and their faults written beside them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import xlsxwriter

from domain.case.plan_form_columns import sheet_form

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from application.intake.plan_import import CellFault, Outcome
    from application.intake.plan_sheet import PlanSheet, Row

HEADINGS = ("原行号", "结果", "问题")


def write_marked(path: Path, sheet: PlanSheet, outcomes: Sequence[Outcome]) -> None:
    """Write the rows in the form's own order of columns; texts are written as texts, whatever they look like."""
    with xlsxwriter.Workbook(
        path, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "nan_inf_to_errors": True}
    ) as book:
        page = book.add_worksheet("计划征集表")
        formats = {
            (kind, faulty): book.add_format({**({"num_format": "yyyy-mm-dd"} if kind == "day" else {"num_format": "@"}), **_colour(faulty=faulty)})
            for kind in ("day", "text")
            for faulty in (False, True)
        }
        bold = book.add_format({"bold": True})
        page.write_row(0, 0, [*(column.zh for column in sheet_form().columns), *HEADINGS], bold)
        by_row = {each.row: each for each in outcomes}
        for at, row in enumerate((row for row in sheet.rows if row.number in by_row), start=1):
            _write_row(page, formats, at, row, by_row[row.number])
        page.freeze_panes(1, 0)
        own = len(sheet_form().columns)
        page.set_column(0, own - 1, 18)
        page.set_column(own + 2, own + 2, 80)


def _write_row(page: xlsxwriter.worksheet.Worksheet, formats: dict[tuple[str, bool], object], at: int, row: Row, outcome: Outcome) -> None:
    for place, column in enumerate(sheet_form().columns):
        faults = [each for each in outcome.faults if each.column == column.zh]
        value = row.written.get(column.key)
        shaped = formats["day" if isinstance(value, date) else "text", bool(faults)]
        _write_cell(page, at, place, value, shaped)
        if faults:
            page.write_comment(at, place, "\n".join(map(_said, faults)))
    verdict = f"已受理 {outcome.case or ''}".strip() if outcome.accepted else "不受理"
    for offset, text in enumerate((str(row.number), verdict, "\n".join(f"{each.column}：{_said(each)}" for each in outcome.faults))):
        page.write_string(at, len(sheet_form().columns) + offset, text)


def _write_cell(page: xlsxwriter.worksheet.Worksheet, at: int, place: int, value: object, shaped: object) -> None:
    """A cell as it stood; a formula or an error is left blank, so that nothing we wrote is taken for an answer when the sheet comes again."""
    if isinstance(value, date):
        page.write_datetime(at, place, value, shaped)
    elif isinstance(value, bool):
        page.write_boolean(at, place, value, shaped)
    elif isinstance(value, int | float):
        page.write_number(at, place, value, shaped)
    elif isinstance(value, str):
        page.write_string(at, place, value, shaped)
    else:
        page.write_blank(at, place, None, shaped)


def _said(fault: CellFault) -> str:
    article = f"（依据 {fault.article}）" if fault.article else ""
    return f"{fault.reason}{article}{fault.remedy}"


def _colour(*, faulty: bool) -> dict[str, str]:
    return {"bg_color": "#FFC7CE", "font_color": "#9C0006"} if faulty else {}
