"""Time comes from application/clock.py, the environment from application/settings.py, legal figures from the rule data."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from tests.architecture.tree import LAYERS, python_files, text

if TYPE_CHECKING:
    from collections.abc import Iterator

CLOCK = "application/clock.py"
SETTINGS = "application/settings.py"
READERS = {
    "datetime.datetime.now": CLOCK,
    "datetime.datetime.utcnow": CLOCK,
    "datetime.datetime.today": CLOCK,
    "datetime.datetime.fromtimestamp": CLOCK,
    "datetime.date.today": CLOCK,
    "datetime.date.fromtimestamp": CLOCK,
    "time.time": CLOCK,
    "time.time_ns": CLOCK,
    "time.localtime": CLOCK,
    "time.gmtime": CLOCK,
    "sqlalchemy.func.now": CLOCK,
    "sqlalchemy.func.current_timestamp": CLOCK,
    "os.environ": SETTINGS,
    "os.environb": SETTINGS,
    "os.getenv": SETTINGS,
    "environs": SETTINGS,
}

ALONE = {("application/trail/package/witness.py", "time.time")}
"""Programs that travel alone to other offices, with the clock of that machine."""

# Where figures of the law would do harm. What is counted or indexed is no figure of the law.
DECIDING = ("domain/", "application/commands/", "application/handlers/")
COUNTING = {0, 1, 2}
ARITHMETIC: dict[str, str] = {
    "domain/calendar/holiday_notice.py": "bounds against slips of the pen, for years and lengths; no rule sets these",
    "domain/calendar/notice.py": "Saturday, December, and the last days of a year of which the next notice may speak; no rule sets these",
    "domain/calendar/periods.py": "twelve months make a year",
    "domain/register/credit_code.py": "the arithmetic of GB 32100: lengths, weights and the modulus are the code itself",
}


def readers(source: str) -> Iterator[str]:
    """Every name in ``READERS`` that the source refers to, called or passed on, under whatever local name."""
    tree = ast.parse(source)
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.split(".")[0]] = alias.name if alias.asname else alias.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
                if node.module in READERS:
                    yield node.module
    for node in ast.walk(tree):
        dotted = dotted_name(node, names)
        if dotted in READERS:
            yield dotted


def dotted_name(node: ast.AST, names: dict[str, str]) -> str:
    if isinstance(node, ast.Name):
        return names.get(node.id, "")
    if isinstance(node, ast.Attribute):
        before = dotted_name(node.value, names)
        return f"{before}.{node.attr}" if before else ""
    return ""


def figures(source: str) -> Iterator[str]:
    """Every number written out, also as text given to Decimal, except small counts and the versions of an event's shape."""
    tree = ast.parse(source)
    versions = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "SCHEMA"}
    texts = {id(argument) for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "Decimal" for argument in node.args}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in versions or isinstance(node.value, bool):
            continue
        number = isinstance(node.value, int | float) and node.value not in COUNTING
        spelt = id(node) in texts and isinstance(node.value, str) and bool(re.search("[3-9]|[12].", node.value))
        if number or spelt:
            yield f"line {node.lineno}: {node.value!r}"


def test_clock_and_environment_are_read_in_one_place_each() -> None:
    names = {path.as_posix(): readers(text(path)) for path in python_files(*LAYERS)}
    assert [(path, name) for path, found in names.items() for name in found if READERS[name] != path and (path, name) not in ALONE] == []


@pytest.mark.parametrize(
    "planted",
    [
        "from datetime import datetime\nt = datetime.now(tz)",
        "from datetime import datetime as moment\nt = moment.utcnow()",
        "import datetime\nt = datetime.date.today()",
        "from datetime import date\ndef f(day=date.today): ...",
        "import time\nt = time.time()",
        "from time import time as now\nt = now()",
        "import os\nx = os.environ['QINGJIAN_MODE']",
        "from os import environ, getenv\nx = environ.get('A')",
        "import os as system\nx = system.getenv('A')",
        "from environs import Env",
        "import sqlalchemy as sa\nc = sa.Column(server_default=sa.func.now())",
    ],
)
def test_a_planted_clock_or_environment_is_found(planted: str) -> None:
    assert list(readers(planted))


@pytest.mark.parametrize("harmless", ["case.now()", "import time\ntime.monotonic()", "from datetime import datetime\ndatetime.fromisoformat(x)"])
def test_what_only_sounds_like_a_clock_is_left_alone(harmless: str) -> None:
    assert not list(readers(harmless))


def test_no_figure_of_the_law_stands_in_code() -> None:
    deciding = [path for path in python_files(*LAYERS) if path.as_posix().startswith(DECIDING) and path.as_posix() not in ARITHMETIC]
    assert {str(path): found for path in deciding if (found := list(figures(text(path))))} == {}


@pytest.mark.parametrize(
    "planted",
    [
        "if score >= 60: ...",
        "if score >= Decimal('59.99'): ...",
        "if score < Decimal(60): ...",
        "LIMIT = 75.0",
        "timedelta(days=30)",
        "TEN_YEARS = 10",
        "def f(needed=3): ...",
    ],
)
def test_a_planted_figure_is_found(planted: str) -> None:
    assert list(figures(planted))


@pytest.mark.parametrize("harmless", ["case.version += 1", "SCHEMA: ClassVar[int] = 4", "total = Decimal('0')", "on = True", "paper = 'form 12'"])
def test_counting_is_no_figure(harmless: str) -> None:
    assert not list(figures(harmless))


def test_every_exempted_file_needs_its_exemption() -> None:
    present = {path.as_posix(): text(path) for path in python_files(*LAYERS)}
    assert not [name for name in ARITHMETIC if name in present and not list(figures(present[name]))]
