"""Crashes: a process killed in the middle of writing, folding, signing or exporting leaves a record that is consistent with what was signed."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from application.store.trail_log import TrailLog
from application.trail.inspection import Inspection
from application.trail.package.verify import main as verify
from application.trail.soundness import faults
from application.trail.tree import check_consistency
from tests.architecture.tree import ROOT
from tests.trail.filling import casework_on, sealing_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from application.casework import Casework

ROUNDS = 25
"""For each act on each database: two hundred kills in all."""
LONGEST = 0.06
"""Seconds from the first sign of work to the kill, at most."""
CONTROL = 60
"""Kills within which the control must have lost something."""


class Victims:
    """The process whose children are killed."""

    def __init__(self, url: str, folder: Path) -> None:
        command = (sys.executable, "-m", "tests.drills.crashing", url, str(folder))
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def kill_one(self, act: str, seed: int, seconds: float) -> list[str]:
        """What one of them said before it was killed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{act} {seed} {seconds}\n")
        self._process.stdin.flush()
        said = []
        while (line := self._process.stdout.readline().rstrip("\n")) != ".":
            assert line, "the drill itself ended"
            said.append(line)
        assert not [each for each in said if each.startswith("fault")], said
        return said

    def end(self) -> None:
        self._process.communicate()


@pytest.fixture
def casework(migrated_database_url: str, tmp_path: Path) -> Iterator[Casework]:
    made = casework_on(migrated_database_url)
    sealing_of(made, tmp_path).seal()
    (tmp_path / "packages").mkdir()
    yield made
    made.engine.dispose()


@pytest.fixture
def victims(casework: Casework, migrated_database_url: str, tmp_path: Path) -> Iterator[Victims]:
    found = Victims(migrated_database_url, tmp_path)
    yield found
    found.end()


def last(said: list[str], word: str) -> int:
    """The last number said after a word; 0 where it was never said."""
    return max((int(each.split()[1]) for each in said if each.startswith(word)), default=0)


def let_the_server_notice(casework: Casework) -> None:
    """On PostgreSQL the dead client's last statement may still be running."""
    if casework.engine.dialect.name == "postgresql":
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND pid <> pg_backend_pid()"
        with casework.engine.connect() as connection:
            while connection.execute(text(others)).scalar_one():
                connection.rollback()


@pytest.mark.drill
@pytest.mark.parametrize("act", ["append", "fold", "seal", "export"])
def test_whatever_is_killed_the_record_agrees_with_what_was_signed(casework: Casework, victims: Victims, tmp_path: Path, act: str) -> None:
    dice, log, sealing = random.Random(act), TrailLog(casework.engine), sealing_of(casework, tmp_path)
    for seed in range(ROUNDS):
        said = victims.kill_one(act, seed, dice.uniform(0, LONGEST))
        let_the_server_notice(casework)
        assert log.length() >= last(said, "written"), f"round {seed}: lost what was acknowledged"
        kept = log.last_checkpoint()
        assert kept is not None
        assert kept.size >= last(said, "signed"), f"round {seed}: lost a signature that was given"
        assert faults(casework.engine, tmp_path / "trail.key") == [], f"round {seed}"
        assert Inspection(log).run() == [], f"round {seed}"
        found = sealing.seal().checkpoint
        check_consistency(kept.size, found.size, kept.root, found.root, log.tree(found.size).consistency(kept.size))
        packages = [Path(each.removeprefix("package ")) for each in said if each.startswith("package")]
        assert {path.name for path in (tmp_path / "packages").glob("*.zip")} >= {path.name for path in packages}
        for path in (tmp_path / "packages").glob("*.zip"):
            assert verify([str(path), "--vkey", str(sealing.signer.key().verifier)]) == 0, f"round {seed}: half a package"
            path.unlink()


@pytest.mark.drill
def test_who_answers_before_it_is_written_is_found_out(casework: Casework, victims: Victims) -> None:
    """The control: the same kills find what an answer given too early loses."""
    dice, log = random.Random(1), TrailLog(casework.engine)
    for seed in range(CONTROL):
        said = victims.kill_one("append-early", seed, dice.uniform(0, LONGEST))
        let_the_server_notice(casework)
        if log.length() < last(said, "written"):
            return
    pytest.fail("an early answer lost nothing: the drill proves nothing")
