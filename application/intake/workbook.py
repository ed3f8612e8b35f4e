"""工作簿: a spreadsheet as somebody sent it, read without trusting it: cells with their kind, formulas and errors known as such.

calamine gives values and days; what it does not tell (formulas with or without a stored result, error cells, how large a sheet claims to
be) is read from the sheet's own XML first.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_BYTES = 20_000_000
MOST_UNPACKED = 200_000_000
MOST_ROWS = 20_000
MOST_COLUMNS = 200

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.ASCII)
Place = tuple[int, int]
"""Row and column, counted from 1."""


class UnreadableWorkbookError(ValueError):
    """The file is no workbook that can be read; the text says why, for the person who sent it."""


class Formula(NamedTuple):
    """公式: stands for the value of a cell that holds a formula, whatever result is stored with it."""


class CellError(NamedTuple):
    """错误值: stands for the value of a cell that shows an error (``#REF!``)."""


class Sheet(NamedTuple):
    """工作表: rows by their number on the sheet; blank cells are left out, a merged cell stands in every place it covers."""

    name: str
    rows: dict[int, dict[int, object]]
    merged: tuple[tuple[Place, Place], ...]


class _Marks(NamedTuple):
    formulas: frozenset[Place]
    errors: frozenset[Place]


def read_workbook(path: Path) -> tuple[Sheet, ...]:
    """The visible sheets of an xlsx file, in order. Raises UnreadableWorkbookError."""
    try:
        _refuse_large(path)
        marks = _marks_of_sheets(path)
        with CalamineWorkbook.from_path(path) as book:
            visible = [each for each in book.sheets_metadata if each.visible == SheetVisibleEnum.Visible and each.typ == SheetTypeEnum.WorkSheet]
            return tuple(_sheet(book, each.name, marks[each.name]) for each in visible)
    except UnreadableWorkbookError:
        raise
    except (OSError, zipfile.BadZipFile, CalamineError, ET.ParseError, KeyError, ValueError, RuntimeError, NotImplementedError) as fault:
        raise UnreadableWorkbookError("不是可读的 xlsx 工作簿") from fault


def _refuse_large(path: Path) -> None:
    if path.stat().st_size > MOST_BYTES:
        raise UnreadableWorkbookError(f"文件超过 {MOST_BYTES // 1_000_000} MB")


def _sheet(book: CalamineWorkbook, name: str, marks: _Marks) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    values = sheet.to_python(skip_empty_area=False) if sheet.end is not None else []
    merged = tuple(((top + 1, left + 1), (bottom + 1, right + 1)) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ())
    cells: dict[Place, object] = {(row, column): value for row, line in enumerate(values, 1) for column, value in enumerate(line, 1) if value != ""}
    cells |= dict.fromkeys(marks.formulas, Formula()) | dict.fromkeys(marks.errors - marks.formulas, CellError())
    for (top, left), (bottom, right) in merged:
        if (top, left) in cells and bottom <= MOST_ROWS and right <= MOST_COLUMNS:
            cells |= {(row, column): cells[top, left] for row in range(top, bottom + 1) for column in range(left, right + 1)}
    rows: dict[int, dict[int, object]] = {}
    for (row, column), value in sorted(cells.items(), key=lambda each: each[0]):
        rows.setdefault(row, {})[column] = value
    return Sheet(name, rows, merged)


def _marks_of_sheets(path: Path) -> dict[str, _Marks]:
    with zipfile.ZipFile(path) as parts:
        if sum(each.file_size for each in parts.infolist()) > MOST_UNPACKED:
            raise UnreadableWorkbookError("文件展开后过大")
        names = {each.filename.lstrip("/").lower(): each.filename for each in parts.infolist()}
        return {name: _marks(parts, names[part.lower()]) for name, part in _parts_of_sheets(parts, names) if part.lower() in names}


def _parts_of_sheets(parts: zipfile.ZipFile, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    relations = _parsed(parts, names["xl/_rels/workbook.xml.rels"])
    targets = {each.get("Id"): posixpath.normpath(posixpath.join("/xl", each.get("Target", ""))).lstrip("/") for each in relations}
    for sheet in _parsed(parts, names["xl/workbook.xml"]).iter():
        if sheet.tag.endswith("}sheet"):
            reference = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)
            yield sheet.get("name", ""), targets.get(reference, "")


def _marks(parts: zipfile.ZipFile, part: str) -> _Marks:
    formulas, errors = set(), set()
    row = column = 0
    for event, element in _elements(parts, part):
        tag = element.tag.rpartition("}")[2]
        if event == "start" and tag == "row":
            row, column = int(element.get("r") or row + 1), 0
        elif event == "start" and tag == "c":
            row, column = _place(element.get("r"), row, column + 1)
            if element.get("t") == "e":
                errors.add((row, column))
        elif event == "end":
            if tag == "f":
                formulas.add((row, column))
            if tag in {"v", "is", "f"} and (row > MOST_ROWS or column > MOST_COLUMNS):
                raise UnreadableWorkbookError(f"工作表过大：第 {row} 行第 {column} 列仍有内容（最多 {MOST_ROWS} 行、{MOST_COLUMNS} 列）")
            if tag == "row":
                element.clear()
    return _Marks(frozenset(formulas), frozenset(errors))


def _elements(parts: zipfile.ZipFile, part: str) -> Iterator[tuple[str, ET.Element]]:
    _refuse_entities(parts, part)
    with parts.open(part) as stream:
        yield from ET.iterparse(stream, ("start", "end"))  # noqa: S314  a document with a type declaration was refused


def _parsed(parts: zipfile.ZipFile, part: str) -> ET.Element:
    _refuse_entities(parts, part)
    return ET.fromstring(parts.read(part))  # noqa: S314  a document with a type declaration was refused


def _refuse_entities(parts: zipfile.ZipFile, part: str) -> None:
    """Entities are declared in a document type, which no spreadsheet program writes."""
    with parts.open(part) as stream:
        start = stream.read(4096)
    if b"<!DOCTYPE" in start or b"<\x00!\x00D\x00" in start or b"\x00<\x00!\x00D" in start:
        raise UnreadableWorkbookError("文件含有不允许的声明")


def _place(reference: str | None, row: int, column: int) -> Place:
    found = _REFERENCE.fullmatch(reference or "")
    if found is None:
        return row, column
    letters, number = found.groups()
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return int(number), place


def day_of(value: object) -> date | None:
    """The day of a cell with a date, its time of day left out; None for any other cell."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
