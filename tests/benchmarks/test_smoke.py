"""The benchmarks still run: every variant prints a figure. What the figures are is measured elsewhere, on a quiet machine."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (?P<variant>\S.*?) +\| (?P<rate>\d+) \[\d+–\d+\] +\| (?P<ratio>\d+\.\d\d) +\| \d+ +\| \d+ +\| \d+ +\|$", re.MULTILINE)
GROWTH = re.compile(r"^\| (?P<variant>\S.*?) +\| \d+ +\| \d+ +\| \d+\.\d\d +\|$", re.MULTILINE)
WRITES = ["raw driver", "ours, recorder.insert_events", "ours, LeafStore.put (seals)", "eventsourcing, recorder.insert_events"]
COMMANDS = [
    "raw driver",
    "ours, Casework.handle",
    "eventsourcing, load, decide, save (no log)",
    "eventsourcing-sqlalchemy, load, decide, save, log",
]
LOADS = ["raw SELECT", "ours, Work.case", "eventsourcing, repository.get", "eventsourcing-sqlalchemy, repository.get"]
PASSES = ["export, all events and disclosures", "verify entries, tiles, root, manifests", "verify.py, everything"]
MOMENTS = ["case package", "any proof", "checkpoint after 1,000 new events"]
GROWN = ["raw driver, whole command", "ours, recorder.insert_events", "ours, Casework.handle"]


def printed(benchmark: str, database: str) -> str:
    command = (sys.executable, "-m", f"benchmarks.{benchmark}", "--quick", "--only", database)
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=300).stdout


def variants(pattern: re.Pattern[str], text: str) -> list[str]:
    return [found["variant"] for found in pattern.finditer(text)]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_appending_is_measured_in_every_variant_on_one_and_on_eight_threads(database: str) -> None:
    shown = printed("append", database)
    assert variants(ROW, shown) == [*WRITES, *COMMANDS] * 2
    assert variants(GROWTH, shown) == GROWN
    assert len(re.findall(r"^ours ÷ eventsourcing-sqlalchemy: \d+\.\d$", shown, re.MULTILINE)) == 2
    assert re.search(r"^disk: .* median \d+ µs", shown, re.MULTILINE)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_loading_is_measured_in_every_variant_for_short_and_long_cases(database: str) -> None:
    assert variants(ROW, printed("replay", database)) == LOADS * 2


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_the_clock_is_measured_with_few_and_many_deadlines_and_with_many_due_at_once(database: str) -> None:
    shown = printed("clock", database)
    assert re.findall(r"^\| ([\d,]+) +\| [\d.]+ +\| [\d.]+ +\| [\d.]+ +\| [+-][\d.]+ +\|$", shown, re.MULTILINE) == ["100", "2,000"]
    assert re.findall(r"^\| (whole commands, one by one|a round with 200 due) +\| \d+ +\| \d+\.\d\d +\|", shown, re.MULTILINE) == [
        "whole commands, one by one",
        "a round with 200 due",
    ]


def test_the_trail_is_measured_beside_one_pass_of_sha_256() -> None:
    command = (sys.executable, "-m", "benchmarks.trail", "--quick")
    shown = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=300).stdout
    passes = re.findall(r"^\| (.+?) +\| [\d.]+ +\| [\d.]+ +\| +\d* +\| [\d.]+ +\| [\d.]+ +\| +\d* +\|$", shown, re.MULTILINE)
    assert [each.partition(" (")[0] for each in passes] == ["floor: one SHA-256 pass", *PASSES]
    assert re.findall(r"^\| (.+?) +\| [\d.]+ +\| [\d.]+ +\| [\d.]+ +\| \d+ +\| \d+ +\|$", shown, re.MULTILINE) == MOMENTS


def test_history_is_measured_at_every_question() -> None:
    shown = printed("history", "sqlite")
    assert re.search(r"^\| a moment of a case of 40 events", shown, re.MULTILINE)
    assert re.search(r"^\| two moments of it", shown, re.MULTILINE)
    assert re.search(r"^\| who saw this case", shown, re.MULTILINE)
    assert re.search(r"^derived again: \d+ cases, \d+ differences, \d+ cases/s", shown, re.MULTILINE)
