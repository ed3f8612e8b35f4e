"""Appending: the floor, the peers and ours from one run, on SQLite (every commit synced) and on PostgreSQL (durable).

``python -m benchmarks.append`` takes about ten minutes; ``--quick`` only shows that every variant runs.
"""

from __future__ import annotations

import argparse
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.parts.databases import databases
from benchmarks.parts.ground import COMMANDS, WRITES, Ground
from benchmarks.parts.machine import described, disk, settle
from benchmarks.parts.peer import Peer, environments
from benchmarks.parts.rounds import Rounds, by_peer, interleaved, on_ground
from benchmarks.parts.tables import summaries, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.parts.databases import Database

THREADS = (1, 8)
HANDLE = "ours, Casework.handle"
NATIVE = "eventsourcing, recorder.insert_events"
NATIVE_COMMAND = "eventsourcing, load, decide, save (no log)"
SQLALCHEMY = "eventsourcing-sqlalchemy, load, decide, save, log"


class Plan(NamedTuple):
    """How much is measured."""

    stored: int
    """Events in the store before the first command."""
    small: int
    """Events in the small store that growth is measured against."""
    commands: int
    """Commands of one run on one thread; several threads together do twice as many."""
    repeats: int
    seed: int

    def rounds(self, threads: int) -> Rounds:
        """The runs of each variant on so many threads."""
        return Rounds(threads, self.commands if threads == 1 else 2 * self.commands, self.repeats)

    @property
    def needed(self) -> int:
        """Commands of one variant on all counts of threads, warming up included."""
        return sum(self.rounds(threads).calls for threads in THREADS)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    asked = _asked(arguments)
    plan = Plan(6_000, 600, 16, 1, asked.seed) if asked.quick else Plan(asked.stored, asked.small, asked.commands, asked.repeats, asked.seed)
    with tempfile.TemporaryDirectory(prefix="qingjian-bench-") as name, databases(Path(name), asked.only) as found:
        print("\n".join(described(plan.seed)))
        for database in found:
            print(f"\n## {database.title}\n\n{disk(Path(name))}", flush=True)
            with database.ground(plan.stored, plan.seed) as ground:
                _compare(ground, database, plan)
                _grow(ground, database, plan)
            print(f"\nafterwards: {disk(Path(name))}", flush=True)


def _compare(ground: Ground, database: Database, plan: Plan) -> None:
    with ExitStack() as stack:
        native, alchemy = (stack.enter_context(Peer(name, environments(database.empty())[name])) for name in ("native", "sqlalchemy"))
        native.grow(2 * plan.needed)
        alchemy.grow(plan.needed)
        settle()
        print(f"{plan.stored:,} events stored; peers: " + ", ".join(f"{name} {version}" for name, version in alchemy.versions.items()))
        for threads in THREADS:
            written = interleaved([*on_ground(ground, WRITES), by_peer(native, NATIVE, "record")], plan.rounds(threads))
            _print(f"One event written, {threads} thread{'s' * (threads > 1)}", summaries(written, "events"))
            commands = [*on_ground(ground, COMMANDS), by_peer(native, NATIVE_COMMAND, "command"), by_peer(alchemy, SQLALCHEMY, "command")]
            done = interleaved(commands, plan.rounds(threads))
            _print(f"One whole command, {threads} thread{'s' * (threads > 1)}", summaries(done, "commands"))
            rates = {each.name: each.rates for each in done}
            times = median(mine / theirs for mine, theirs in zip(rates[HANDLE], rates[SQLALCHEMY], strict=True))
            print(f"\nours ÷ eventsourcing-sqlalchemy: {times:.1f}", flush=True)


def _grow(ground: Ground, database: Database, plan: Plan) -> None:
    """Compare the store with a small one, run by run in turn; each of its cases serves once."""
    calls = {"raw driver, whole command": COMMANDS["raw driver"], "ours, recorder.insert_events": Ground.recorder_writes, HANDLE: Ground.handles}
    rows = []
    with database.ground(plan.small, plan.seed + 1) as small:
        settle()
        few = plan._replace(commands=small.left // len(calls) // (plan.repeats + 1))
        for name, call in calls.items():
            low, high = interleaved([*on_ground(small, {"small": call}), *on_ground(ground, {"large": call})], few.rounds(1))
            rows.append((name, f"{low.p50 * 1e6:.0f}", f"{high.p50 * 1e6:.0f}", f"{high.p50 / low.p50:.2f}"))
    _print("Growth, 1 thread", table(("variant", f"p50 µs at {plan.small:,} events", f"p50 µs at {plan.stored:,}", "÷"), rows))


def _print(title: str, shown: str) -> None:
    print(f"\n{title}\n\n{shown}", flush=True)


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stored", type=int, default=1_000_000, help="events in the store (default: %(default)s)")
    parser.add_argument("--small", type=int, default=10_000, help="events in the small store growth is measured against (default: %(default)s)")
    parser.add_argument("--commands", type=int, default=500, help="commands of one run on one thread (default: %(default)s)")
    parser.add_argument("--repeats", type=int, default=7, help="interleaved runs of each variant (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=20251, help="of the cases and their order (default: %(default)s)")
    parser.add_argument("--only", choices=("sqlite", "postgresql"), help="one database only")
    parser.add_argument("--quick", action="store_true", help="show that everything runs; the figures mean nothing")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
