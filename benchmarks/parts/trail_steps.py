"""The steps of the trail's benchmark, each run as a process: says in one line of JSON what it took."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import sqlite3
import sys
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING
from uuid import UUID

from application.trail.package.export import Export
from application.trail.package.verify import verify
from benchmarks.parts.log_filling import fill_log
from domain.trail.events import Portion
from tests.trail.filling import casework_on, fill, sealing_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from application.trail.sealing import Sealing

PROOFS = 200
CHECKPOINTS = 9
CASES = 5


def _sealing(folder: Path) -> Sealing:
    return sealing_of(casework_on(f"sqlite:///{folder / 'log.sqlite'}"), folder)


def fill_up(folder: Path, events: str, seed: str) -> dict[str, float]:
    """Make the log."""
    (folder / "cases").write_text("\n".join(map(str, fill_log(folder / "log.sqlite", int(events), int(seed)))))
    return {}


def seal(folder: Path) -> dict[str, float]:
    """Fold everything and sign for the first time."""
    sealing = _sealing(folder)
    taken = _taken(sealing.seal)
    (folder / "vkey").write_text(str(sealing.signer.key().verifier))
    return taken


def floor(folder: Path) -> dict[str, float]:
    """One SHA-256 over the bytes, row by row as they lie in the store; fetching them is not counted."""
    connection = sqlite3.connect(folder / "log.sqlite")
    found: dict[str, float] = {"seconds": 0.0, "cpu": 0.0}
    for name, statement in {"leaves": "SELECT state FROM events", "disclosures": "SELECT content FROM disclosures"}.items():
        hashed, octets, count = hashlib.sha256(), 0, 0
        cursor = connection.execute(statement)
        while rows := [row[0] for row in cursor.fetchmany(10_000)]:
            began, used = time.perf_counter(), time.process_time()
            for row in rows:
                hashed.update(row)
            found["seconds"], found["cpu"] = found["seconds"] + time.perf_counter() - began, found["cpu"] + time.process_time() - used
            octets, count = octets + sum(map(len, rows)), count + len(rows)
        found |= {name: octets, f"{name}_rows": count, f"{name}_share": found["seconds"]}
    return {**found, "events": found["leaves_rows"]}


def export(folder: Path) -> dict[str, float]:
    """The full package for a regulator, every disclosure with it."""
    shutil.rmtree(folder / "package", ignore_errors=True)
    return _taken(lambda: _export(_sealing(folder), Portion(mode="full"), folder / "package"))


def tree(folder: Path) -> dict[str, float]:
    """Every entry, tile, root and manifest of the package."""

    def checked() -> None:
        report = verify(str(folder / "package"), (folder / "vkey").read_text(), deep=False)
        assert (report.states["signature"], report.states["integrity"]) == ("proven", "proven"), report.text()

    return _taken(checked)


def case(folder: Path) -> dict[str, float]:
    """The package of a long case, from a program that has just been started and from one that has not."""
    sealing = _sealing(folder)
    portions = [Portion(mode="case", case_id=UUID(line)) for line in (folder / "cases").read_text().split()]
    taken = []
    for number in range(CASES):
        out = folder / f"case-{number}"
        taken.append(_taken(lambda number=number, out=out: _export(sealing, portions[number % len(portions)], out)))  # type: ignore[misc]
        assert verify(str(out), (folder / "vkey").read_text()).exit_code == 0
        shutil.rmtree(out)
    return _summed_up(taken)


def proofs(folder: Path) -> dict[str, float]:
    """Inclusion proofs of any events, each from a tree that remembers nothing."""
    log = _sealing(folder).log
    checkpoint = log.last_checkpoint()
    assert checkpoint is not None
    dice = random.Random(1)
    taken = [_taken(lambda: log.tree(checkpoint.size).inclusion(dice.randrange(checkpoint.size))) for _ in range(PROOFS)]
    return _summed_up(taken)


def checkpoint(folder: Path) -> dict[str, float]:
    """A checkpoint after a thousand new events: fold, heads on record, sign."""
    sealing = _sealing(folder)
    taken = []
    for number in range(CHECKPOINTS):
        fill(sealing.casework, 1_000, cases=100, seed=1_000 + number)
        taken.append(_taken(sealing.seal))
    return _summed_up(taken)


def _export(sealing: Sealing, portion: Portion, out: Path) -> None:
    last = sealing.log.last_checkpoint()
    assert last is not None
    Export(sealing.log, last, portion, "regulator", str(sealing.signer.key().verifier)).write(out)


def _taken(call: Callable[[], object]) -> dict[str, float]:
    began, used = time.perf_counter(), time.process_time()
    call()
    return {"seconds": time.perf_counter() - began, "cpu": time.process_time() - used}


def _summed_up(taken: list[dict[str, float]]) -> dict[str, float]:
    seconds = [each["seconds"] for each in taken]
    return {"median": median(seconds), "worst": max(seconds), "cpu": median(each["cpu"] for each in taken)}


STEPS: dict[str, Callable[..., dict[str, float]]] = {each.__name__: each for each in (fill_up, seal, floor, export, tree, case, proofs, checkpoint)}

if __name__ == "__main__":
    print(json.dumps(STEPS[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])))
