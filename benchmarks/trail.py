"""The trail at a million events: export and verification beside one SHA-256 pass over the same bytes, a case, a proof, a checkpoint.

``python -m benchmarks.trail`` takes about five minutes and 8 GB of disk; ``--quick`` only shows that every step runs. Every step runs in
a process of its own, so that the memory given is its own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.parts.machine import described, disk, settle
from benchmarks.parts.tables import table

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[1]
STEPS = "benchmarks.parts.trail_steps"
TIMES = {"export, all events and disclosures": 10, "verify entries, tiles, root, manifests": 6, "verify.py, everything": 30}
"""What may be taken, in passes of the floor."""
SECONDS = {"case package": 0.5, "any proof": 0.005, "checkpoint after 1,000 new events": 0.05}
LARGEST_MIB = 200


class Taken(NamedTuple):
    """What a step took."""

    seconds: float
    cpu: float
    """Processor seconds, of all threads; what other work on the machine changes least."""
    mebibytes: float
    told: dict[str, float]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000, help="events in the log (default: %(default)s)")
    parser.add_argument("--repeats", type=int, default=3, help="runs of each step, in turn (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=20257)
    parser.add_argument("--folder", type=Path, help="where log and packages are written (default: a temporary folder)")
    parser.add_argument("--quick", action="store_true", help="show that everything runs; the figures mean nothing")
    asked = parser.parse_args(arguments)
    events, repeats = (4_000, 1) if asked.quick else (asked.events, asked.repeats)
    with tempfile.TemporaryDirectory(prefix="qingjian-bench-", dir=asked.folder) as name:
        folder = Path(name)
        print("\n".join([*described(asked.seed), disk(folder)]), flush=True)
        _run([sys.executable, "-m", STEPS, "fill_up", str(folder), str(events), str(asked.seed)])
        print(f"sealed for the first time: {_step(folder, 'seal').seconds:.1f} s", flush=True)
        settle()
        _print_passes(folder, repeats)
        _print_moments(folder)
        print(f"\nafterwards: {disk(folder)}", flush=True)


def _print_passes(folder: Path, repeats: int) -> None:
    runs: dict[str, list[Taken]] = {"floor": [], **{name: [] for name in TIMES}}
    for _ in range(repeats):
        runs["floor"].append(_step(folder, "floor"))
        for name, found in zip(TIMES, (_step(folder, "export"), _step(folder, "tree"), _verifier(folder)), strict=True):
            runs[name].append(found)
    told = runs["floor"][0].told
    print(f"\n{told['events']:,.0f} events, {told['leaves'] / 1e6:,.0f} MB of leaves, {told['disclosures'] / 1e6:,.0f} MB of disclosures")
    floor, base = (median(each) for each in zip(*((run.seconds, run.cpu) for run in runs["floor"]), strict=True))
    share = median(each.told["leaves_share"] / each.seconds for each in runs["floor"])
    rows = [(f"floor: one SHA-256 pass (leaves {share:.0%})", f"{floor:.2f}", "1.0", "", f"{base:.2f}", "1.0", "")]
    for name, limit in TIMES.items():
        seconds, cpu = (median(each) for each in zip(*((run.seconds, run.cpu) for run in runs[name]), strict=True))
        peak = max(each.mebibytes for each in runs[name])
        rows.append((name, f"{seconds:.2f}", f"{seconds / floor:.1f}", f"{limit}", f"{cpu:.2f}", f"{cpu / base:.1f}", f"{peak:.0f}"))
    head = ("step", "s", "÷ floor", "at most", "processor s", "÷ floor", f"peak MiB (at most {LARGEST_MIB})")
    print(table(head, rows), flush=True)


def _print_moments(folder: Path) -> None:
    rows = []
    for (name, limit), step in zip(SECONDS.items(), ("case", "proofs", "checkpoint"), strict=True):
        found = _step(folder, step)
        times = (f"{each * 1e3:.2f}" for each in (found.told["median"], found.told["worst"], found.cpu))
        rows.append((name, *times, f"{limit * 1e3:.0f}", f"{found.mebibytes:.0f}"))
    print("\n" + table(("step", "median ms", "worst ms", "processor ms", "at most ms", "peak MiB"), rows), flush=True)


def _step(folder: Path, step: str) -> Taken:
    return _run([sys.executable, "-m", STEPS, step, str(folder)])


def _verifier(folder: Path) -> Taken:
    """The verifier as the package carries it, with nothing but the standard library."""
    package, key = folder / "package", (folder / "vkey").read_text()
    return _run([sys.executable, "-I", "-S", str(package / "data/verify/verify.py"), str(package), "--vkey", key, "--json"])


def _run(command: list[str]) -> Taken:
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command}: {said}")
    told = json.loads(said.splitlines()[-1])
    numbers = {name: value for name, value in told.items() if isinstance(value, float | int)}
    cpu = numbers.get("cpu", usage.ru_utime + usage.ru_stime)
    return Taken(numbers.get("seconds", seconds), cpu, usage.ru_maxrss / 1024, numbers)


if __name__ == "__main__":
    main()
