"""计划征集表的读入: a sheet of plan forms read cell by cell; every faulty cell is named by its column, and what can be read still is.

What the rules say of a row is not asked here; a row keeps its readable values beside its faults, so that both kinds show at once.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from application.intake.workbook import CellError, Formula, UnreadableWorkbookError, day_of
from domain.case.plan_form import CHOICE_UNKNOWN, FIELD_MISSING
from domain.case.plan_form_columns import Column, columns_by_heading, heading, sheet_form
from domain.law.refusal import Refusal
from domain.register.credit_code import CODE_NOT_TEXT
from domain.register.credit_code import normalised as half_width

if TYPE_CHECKING:
    from application.intake.workbook import Sheet
    from domain.law.refusal import Refused

FORMULA = Refusal("cell-formula", "单元格是公式，不是填写的内容。", "请改为直接填写内容（可复制后“选择性粘贴 → 数值”）。")
CELL_ERROR = Refusal("cell-error", "单元格显示为错误值。", "请重新填写。")
NOT_TEXT = Refusal("cell-not-text", "单元格是数字或日期格式，应为文本。", "请将单元格设为文本格式后重新填写。")
DAY_UNREADABLE = Refusal("cell-not-a-day", "“{found}”不是可识别的日期。", "请按 2026-04-09、2026/4/9 或 2026年4月9日 填写，或使用日期格式。")
DAY_IMPOSSIBLE = Refusal("cell-impossible-day", "“{found}”不是存在的日期。", "请核对年月日。")
DAY_AS_NUMBER = Refusal("cell-day-as-number", "单元格是数字 {found}，不是日期。", "请将单元格设为日期格式，或按文本填写日期。")
COLUMN_MISSING = Refusal("column-missing", "表中没有“{column}”这一列。", "请使用完整的计划征集表，不要删除栏目。")

HEADINGS_WANTED = 3
"""A row is taken for the headings only if it names at least so many columns."""
ROWS_SEARCHED = 30
EARLIEST_YEAR = 1800

_DAY = re.compile(r"([0-9]{4})([-/.年])([0-9]{1,2})(?:\2|月)([0-9]{1,2})日?(?:[T ]?0{1,2}:00(?::00(?:\.0+)?)?)?", re.ASCII)
_COMPACT_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})", re.ASCII)
_NOTHING = frozenset({"", "/", "\\", "-", "--", "—", "——", "无", "不适用", "N/A", "NA"})
"""What people write where there is nothing to say; read as blank in a column that may be left out."""


class Row(NamedTuple):
    """一行: the values that could be read, by key, and the faults of the others, by key."""

    number: int
    values: dict[str, Any]
    faults: dict[str, Refused]
    written: dict[str, object]
    """The cells as they stood, by key; for giving the sheet back."""


class PlanSheet(NamedTuple):
    """征集表: its rows, and headings that belong to no column of the form."""

    rows: tuple[Row, ...]
    ignored: tuple[str, ...]


def read_plan_sheet(sheets: tuple[Sheet, ...]) -> PlanSheet:
    """The rows of the one sheet with the form's headings. Raises UnreadableWorkbookError where there is none, or more than one."""
    found = [(sheet, number) for sheet in sheets if (number := _heading_row(sheet)) is not None]
    if not found:
        raise UnreadableWorkbookError("没有找到计划征集表的栏目（如“企业名称”“统一社会信用代码”）")
    if len(found) > 1:
        raise UnreadableWorkbookError(f"有多个工作表都是计划征集表：{'、'.join(sheet.name for sheet, _ in found)}；请每个文件只留一个")
    sheet, at = found[0]
    places, ignored = _columns(sheet.rows[at])
    notes = _wide_notes(sheet, places)
    rows = (_row(number, sheet.rows[number], places) for number in sorted(sheet.rows) if number > at and number not in notes)
    return PlanSheet(tuple(row for row in rows if row is not None), ignored)


def _heading_row(sheet: Sheet) -> int | None:
    known = {
        number: len({columns_by_heading()[heading(cell)].key for cell in cells.values() if heading(cell) in columns_by_heading()})
        for number, cells in sheet.rows.items()
        if number <= ROWS_SEARCHED
    }
    best = max(known, key=lambda number: (known[number], -number), default=None)
    return best if best is not None and known[best] >= HEADINGS_WANTED else None


def _columns(cells: dict[int, object]) -> tuple[dict[str, int], tuple[str, ...]]:
    places: dict[str, int] = {}
    ignored = []
    for place, cell in cells.items():
        column = columns_by_heading().get(heading(cell))
        if column is None:
            ignored.append(str(cell).strip())
        elif column.key in places:
            raise UnreadableWorkbookError(f"“{column.zh}”这一列出现了两次")
        else:
            places[column.key] = place
    return places, tuple(ignored)


def _wide_notes(sheet: Sheet, places: dict[str, int]) -> set[int]:
    """Rows that are one cell merged across several columns of the form: a title or a note, no plan."""
    wide = {
        row
        for (top, left), (bottom, right) in sheet.merged
        if sum(left <= place <= right for place in places.values()) >= HEADINGS_WANTED
        for row in range(top, bottom + 1)
        if row in sheet.rows
    }
    return {row for row in wide if len({str(cell) for cell in sheet.rows[row].values()}) == 1}


def _row(number: int, cells: dict[int, object], places: dict[str, int]) -> Row | None:
    if all(_blank(cells.get(place)) for place in places.values()):
        return None
    values: dict[str, Any] = {}
    faults: dict[str, Refused] = {}
    for column in sheet_form().columns:
        read = _read(column, cells.get(places[column.key])) if column.key in places else _left_out(column)
        if isinstance(read, _Fault):
            faults[column.key] = read.refused
        else:
            values[column.key] = read
    return Row(number, values, faults, {key: cells[place] for key, place in places.items() if place in cells})


class _Fault(NamedTuple):
    refused: Refused


def _left_out(column: Column) -> object:
    return _Fault(COLUMN_MISSING(field=column.key, column=column.zh)) if column.required else None


def _read(column: Column, cell: object) -> object:
    """The value of a cell, None where it is blank, or its fault."""
    if isinstance(cell, Formula) or (isinstance(cell, str) and cell.strip().startswith("=")):
        return _Fault(FORMULA(field=column.key))
    if isinstance(cell, CellError):
        return _Fault(CELL_ERROR(field=column.key))
    if _blank(cell) or (not column.required and isinstance(cell, str) and cell.strip().upper() in _NOTHING):
        return None if column.kind in {"text", "code"} or not column.required else _Fault(FIELD_MISSING(field=column.key))
    return _day(column, cell) if column.kind == "day" else _words(column, cell)


def _words(column: Column, cell: object) -> object:
    if column.kind == "yes-no" and isinstance(cell, bool):
        return cell
    if not isinstance(cell, str):
        return _Fault((CODE_NOT_TEXT if column.key.endswith("_code") else NOT_TEXT)(field=column.key))
    return cell if column.kind in {"text", "code"} else _choice(column, cell)


def _choice(column: Column, cell: str) -> object:
    word = "".join(half_width(cell).split())
    code = next((code for code, words in column.choices.items() if word in words), column.otherwise)
    if code is None:
        return _Fault(CHOICE_UNKNOWN(field=column.key, found=cell.strip()))
    return code == "yes" if column.kind == "yes-no" else code


def _day(column: Column, cell: object) -> object:
    day = day_of(cell)
    if day is not None:
        return day if day.year >= EARLIEST_YEAR else _Fault(DAY_IMPOSSIBLE(field=column.key, found=day))
    if not isinstance(cell, str):
        return _Fault(DAY_AS_NUMBER(field=column.key, found=f"{cell:g}" if isinstance(cell, float) else str(cell)))
    written = half_width(cell)
    found = _DAY.fullmatch(written)
    parts = (found[1], found[3], found[4]) if found else compact.groups() if (compact := _COMPACT_DAY.fullmatch(written)) else None
    if parts is None:
        return _Fault(DAY_UNREADABLE(field=column.key, found=cell.strip()))
    try:
        day = date(*map(int, parts))
    except ValueError:
        return _Fault(DAY_IMPOSSIBLE(field=column.key, found=cell.strip()))
    return day if day.year >= EARLIEST_YEAR else _Fault(DAY_IMPOSSIBLE(field=column.key, found=cell.strip()))


def _blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not half_width(cell))
