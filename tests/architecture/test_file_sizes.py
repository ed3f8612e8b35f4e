"""Small where it can be: a file is read in one sitting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.architecture.tree import LAYERS, python_files, text

if TYPE_CHECKING:
    from pathlib import Path

LIMIT = 300
TEST_LIMIT = 400
LONGER: dict[str, str] = {
    "application/trail/package/verify.py": "it travels alone inside every package and is read whole by whoever checks one",
}
"""Files that are whole where they must be, each with its reason."""


def too_long(path: Path, lines: int) -> bool:
    return lines > (TEST_LIMIT if path.parts[0] == "tests" else LIMIT)


def test_a_file_is_short_or_says_why_not() -> None:
    lines = {path: len(text(path).splitlines()) for path in python_files(*LAYERS, "benchmarks", "docs", "scripts", "tests")}
    assert {path.as_posix(): count for path, count in lines.items() if too_long(path, count)}.keys() == LONGER.keys()


def test_a_planted_long_file_is_found(tmp_path: Path) -> None:
    assert too_long(tmp_path.relative_to(tmp_path.anchor) / "x.py", LIMIT + 1)
