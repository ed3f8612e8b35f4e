"""绩效表的读入: a performance table as a workbook: made as a template, read back cell by cell as text.

Nothing is judged here: a cell that cannot be read keeps what stands in it, so that the form shows it beside its fault. A row of totals is
known by its first cell (合计). ``python -m application.intake.performance_sheet FILE`` reads in a process of its own, under limits.
"""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from application.intake.workbook import CellError, Formula, UnreadableWorkbookError, read_workbook
from domain.law.refusal import Refusal
from domain.papers.quantities import INVESTMENT, form

if TYPE_CHECKING:
    from application.intake.workbook import Sheet
    from domain.papers.quantities import Column

MEMORY = 768 * 1024 * 1024
SECONDS = 3
PATIENCE = 8
TOTALS = "合计"
HEADING_ROWS = 30
OWN_FIELDS = frozenset({"number", "name", "content", "other", "finished_on", INVESTMENT})

TABLE_UNREADABLE = Refusal("table-unreadable", "读不出这个工作簿：{cause}。", "请下载绩效表模板填写后再上传。")
TABLE_HEADINGS_MISSING = Refusal("table-headings-missing", "工作簿里没有绩效表的表头。", "请下载绩效表模板填写，不要删改表头。")
TABLE_TOO_LARGE = Refusal("table-too-large", "工作簿过大，读取超出时间或内存的限制。", "请删去无关的工作表和空行后再上传。")

Typed = dict[str, list[str]]


def template() -> bytes:
    """An empty workbook with the form's headings, units in them."""
    import xlsxwriter  # noqa: PLC0415  only where a template is made

    found = io.BytesIO()
    with xlsxwriter.Workbook(found, {"in_memory": True}) as book:
        sheet = book.add_worksheet("绩效表")
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        text = book.add_format({"num_format": "@"})
        for place, column in enumerate(form().columns):
            sheet.write(0, place, heading(column), head)
            sheet.set_column(place, place, 24 if column.kind == "text" and column.key != "number" else 12, text if column.kind == "text" else None)
        sheet.write(1, 0, "ZG1")
        sheet.write(2, 0, "WD1")
        sheet.write(3, 0, TOTALS)
        sheet.freeze_panes(1, 2)
    return found.getvalue()


def heading(column: Column) -> str:
    """The heading of a column, with its unit."""
    return form().header(column.key)


def read_apart(path: Path) -> Typed:
    """Read a workbook in a process with little memory and little time. Raises Refused."""
    asked = [sys.executable, "-m", "application.intake.performance_sheet", str(path)]
    root = str(Path(__file__).parents[2])
    try:
        done = subprocess.run(asked, capture_output=True, timeout=PATIENCE, check=False, cwd=root, env={"PYTHONPATH": root})  # noqa: S603  our own program
    except subprocess.TimeoutExpired:
        raise TABLE_TOO_LARGE(None, field="table") from None
    try:
        said = json.loads(done.stdout)
    except ValueError:
        raise TABLE_TOO_LARGE(None, field="table") from None
    if "unreadable" in said:
        raise TABLE_UNREADABLE(None, field="table", cause=said["unreadable"])
    if "no-headings" in said:
        raise TABLE_HEADINGS_MISSING(None, field="table")
    found: Typed = said["typed"]
    return found


def typed_of(sheets: tuple[Sheet, ...]) -> Typed | None:
    """Path of the form → what stands in the cell; none where no sheet has the headings."""
    for sheet in sheets:
        for number in sorted(sheet.rows)[:HEADING_ROWS]:
            columns = _columns(sheet.rows[number])
            if {"number", "name"} <= set(columns.values()):
                return _rows(sheet, number, columns)
    return None


def _columns(row: dict[int, object]) -> dict[int, str]:
    known = {_plain(heading(each)): each.key for each in form().columns} | {_plain(each.zh): each.key for each in form().columns}
    return {place: known[_plain(str(cell))] for place, cell in row.items() if _plain(str(cell)) in known}


def _rows(sheet: Sheet, head: int, columns: dict[int, str]) -> Typed:
    typed: Typed = {}
    row = 0
    for number in sorted(sheet.rows):
        cells = {columns[place]: written(cell) for place, cell in sheet.rows[number].items() if place in columns}
        if number <= head or not any(cells.values()):
            continue
        if _plain(cells.get("number", "")) == TOTALS:
            typed |= {f"table.totals.{key}": [text] for key, text in cells.items() if key in form().amounts}
            continue
        row += 1
        typed |= {_path(row, key): [text] for key, text in cells.items()}
    return typed


def _path(row: int, key: str) -> str:
    return f"table.schemes.{row}.{key}" if key in OWN_FIELDS else f"table.schemes.{row}.quantities.{key}"


def written(cell: object) -> str:
    """A cell as a person would type it."""
    if isinstance(cell, Formula):
        return "=?"
    if isinstance(cell, CellError):
        return "#?"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return format(Decimal(repr(cell)).normalize(), "f")
    return str(cell).strip()


def _plain(text: str) -> str:
    return "".join(text.split()).replace("(", "（").replace(")", "）")


def main() -> None:
    """Read the file named and print what stands in it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        typed = typed_of(read_workbook(Path(sys.argv[1])))
        said: dict[str, object] = {"no-headings": True} if typed is None else {"typed": typed}
    except UnreadableWorkbookError as fault:
        said = {"unreadable": str(fault)}
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main()
