"""电子表格: tables as xlsx, row by row, in memory that does not grow with them.

Text stays text: a code of 18 digits keeps its digits, and what begins like a formula is none.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import xlsxwriter
from flask import Response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
WIDEST = 60
"""Characters of the widest column."""
LONGEST_CELL = 32_767
"""Characters a cell can hold."""
MOST_ROWS = 1_048_575
"""Rows of one sheet under its heading."""


class Column(NamedTuple):
    """A column: its heading and its width in characters."""

    heading: str
    width: int = 14


class Sheet:
    """One sheet that is being written, from the top down."""

    def __init__(self, sheet: Worksheet, formats: dict[str, Format], columns: Sequence[Column]) -> None:
        self._sheet, self._formats, self._next = sheet, formats, 1
        for number, column in enumerate(columns):
            sheet.set_column(number, number, min(column.width, WIDEST))
            sheet.write_string(0, number, column.heading, formats["heading"])
        sheet.freeze_panes(1, 0)

    def write(self, row: Sequence[Any]) -> None:
        """Write one row; none leaves a cell empty. Raises ValueError where the sheet is full."""
        if self._next > MOST_ROWS:
            raise ValueError(f"a sheet holds {MOST_ROWS} rows")
        for number, value in enumerate(row):
            self._cell(number, value)
        self._next += 1

    def _cell(self, number: int, value: Any) -> None:
        at = (self._next, number)
        if value is None:
            return
        if isinstance(value, bool):
            self._sheet.write_boolean(*at, value)
        elif isinstance(value, int | Decimal):
            self._sheet.write_number(*at, value)
        elif isinstance(value, date):
            self._sheet.write_datetime(*at, value, self._formats["day"])
        else:
            self._sheet.write_string(*at, str(value)[:LONGEST_CELL])


class Book:
    """A workbook that is being written."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._formats = {"heading": book.add_format({"bold": True, "bottom": 1}), "day": book.add_format({"num_format": "yyyy-mm-dd"})}

    def sheet(self, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]] = ()) -> Sheet:
        """Begin a sheet and write the rows given; more can follow as long as no other sheet is begun."""
        sheet = Sheet(self._book.add_worksheet(name), self._formats, columns)
        for row in rows:
            sheet.write(row)
        return sheet

    def sheets(self, name: str, columns: Sequence[Column]) -> Callable[[Sequence[Any]], None]:
        """What writes rows to a sheet, and goes on in a further one where it is full."""
        written, standing = 0, self.sheet(name, columns)

        def write(row: Sequence[Any]) -> None:
            nonlocal written, standing
            if written and written % MOST_ROWS == 0:
                standing = self.sheet(f"{name} {written // MOST_ROWS + 1}", columns)
            standing.write(row)
            written += 1

        return write


@contextmanager
def workbook(path: Path) -> Iterator[Book]:
    """Write a workbook to a file; it is complete when the block ends."""
    book = xlsxwriter.Workbook(str(path), OPTIONS)
    yield Book(book)
    book.close()


CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attachment(content: bytes, kind: str, name: str) -> Response:
    """A file to keep, not to show."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return Response(content, mimetype=kind, headers=headers)
