"""列表文件的内容: the rows of a list as a workbook or as lines of text, written one after another, in the words of a language."""

from __future__ import annotations

import csv
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from projections import case_file, changes, worklist
from projections.positions import positions
from web import texts, wording
from web.desks.narrowing import case_filter, days, work_filter
from web.spreadsheets import Column, workbook
from web.system import system

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Connection, RowMapping

    from application.list_files import Asked, Task
    from domain.fact import Capacity

    Row = Sequence[Any]
    Put = Callable[[Row], None]

TOLD_EVERY = 2_000
"""Rows between two words of progress."""
MOST_WORK = 100_000
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet program takes for a formula when it opens a text file."""

CASE_COLUMNS = (
    ("number", 18, ""),
    ("enterprise_name", 34, ""),
    ("credit_code", 22, ""),
    ("district", 12, "district"),
    ("industry", 10, ""),
    ("consultancy_name", 34, ""),
    ("state", 18, "state"),
    ("planned_on", 12, ""),
    ("due_on", 12, ""),
    ("due_provisional", 8, ""),
    ("score", 8, ""),
    ("result", 10, "result"),
    ("grade", 10, "grade"),
    ("graded_on", 12, ""),
    ("list_number", 22, ""),
    ("updated_on", 12, ""),
)
WORK_COLUMNS = (
    ("task", 26, "task"),
    ("heading", 10, "heading"),
    ("number", 18, ""),
    ("enterprise_name", 34, ""),
    ("credit_code", 22, ""),
    ("district", 12, "district"),
    ("state", 18, "state"),
    ("due_on", 12, ""),
    ("provisional", 8, ""),
    ("article", 12, "article"),
    ("since", 12, ""),
)
CHANGE_COLUMNS = (
    ("position", 10, ""),
    ("on", 12, ""),
    ("recorded_at", 28, ""),
    ("number", 18, ""),
    ("enterprise_name", 34, ""),
    ("district", 12, "district"),
    ("topic", 24, "event"),
    ("role", 14, "role"),
)
"""Column of the read model, width, vocabulary of its codes."""
COLUMNS = {"cases": CASE_COLUMNS, "worklist": WORK_COLUMNS, "changes": CHANGE_COLUMNS}


def write(task: Task, told: Callable[[int, int], None]) -> int:
    """Write the file that was asked for; returns the position of the read model it is of."""
    asked, query = task.asked, {name: values[0] for name, values in parse_qs(task.asked.query).items()}
    today = system().today
    with system().reading() as looking:
        position = positions(looking)["case_file"].position
        total = _total(looking, asked, task.capacity, today, query)
    written = 0
    told(0, total)
    with system().reading() as connection, _book(asked, task.path) as put:
        for row in _rows(connection, asked, task.capacity, today, query):
            put([_cell(row[name], vocabulary, asked.language) for name, _, vocabulary in COLUMNS[asked.kind]])
            written += 1
            if written % TOLD_EVERY == 0:
                told(written, max(total, written))
    told(written, written)
    return position


def _total(connection: Connection, asked: Asked, capacity: Capacity, today: date, query: Mapping[str, str]) -> int:
    if asked.kind == "cases":
        return case_file.count(connection, capacity, today, case_filter(query), most=None)
    if asked.kind == "worklist":
        return sum(worklist.headings(connection, capacity, today, work_filter(query)).values())
    return changes.count(connection, capacity, today, days(query))


def _rows(connection: Connection, asked: Asked, capacity: Capacity, today: date, query: Mapping[str, str]) -> Iterator[RowMapping]:
    if asked.kind == "cases":
        yield from case_file.streamed(connection, capacity, today, case_filter(query))
    elif asked.kind == "worklist":
        yield from worklist.open_items(connection, capacity, today, work_filter(query), limit=MOST_WORK)
    else:
        yield from changes.streamed(connection, capacity, today, days(query))


def _cell(value: Any, vocabulary: str, language: str) -> Any:
    if value is None or isinstance(value, bool) or not vocabulary:
        return texts.word("workbook", "yes" if value else "no", language) if isinstance(value, bool) else value
    return wording.article(value, language) if vocabulary == "article" else wording.code(vocabulary, str(value), language)


@contextmanager
def _book(asked: Asked, path: Path) -> Iterator[Put]:
    headings = [texts.word("workbook", name, asked.language) for name, _, _ in COLUMNS[asked.kind]]
    if asked.form == "xlsx":
        columns = [Column(heading, width) for heading, (_, width, _) in zip(headings, COLUMNS[asked.kind], strict=True)]
        with workbook(path) as book:
            yield book.sheets(texts.word("workbook", asked.kind, asked.language), columns)
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        yield lambda row: writer.writerow([_harmless(value) for value in row])


def _harmless(value: Any) -> Any:
    """What would be taken for a formula gets an apostrophe before it; nothing else is changed."""
    if isinstance(value, date):
        return value.isoformat()
    return "'" + value if isinstance(value, str) and value.startswith(FORMULAS) else value
