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
from benchmarks.parts.ground import COMMANDS, WRITES
from benchmarks.parts.history import history
from benchmarks.parts.lane import percentile, timed
from benchmarks.parts.machine import described, disk, settle
from benchmarks.parts.peer import Peer, environments
from benchmarks.parts.rounds import Rounds, by_peer, interleaved, on_ground
from benchmarks.parts.tables import summaries, table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.parts.databases import Database
    from benchmarks.parts.ground import Ground, Job
    from benchmarks.parts.lane import Timing

THREADS = (1, 8)
EVENTS_OF_A_CASE = len(history())
HANDLE = "ours, Casework.handle"
NATIVE = "eventsourcing, recorder.insert_events"
NATIVE_COMMAND = "eventsourcing, load, decide, save (no log)"
SQLALCHEMY = "eventsourcing-sqlalchemy, load, decide, save, log"
GROWING = {
    "raw driver, whole command": COMMANDS["raw driver"],
    "ours, recorder.insert_events": WRITES["ours, recorder.insert_events"],
    HANDLE: COMMANDS[HANDLE],
}


class Plan(NamedTuple):
    """How much is measured."""

    stored: int
    """Events in every store before the first command, the peers' included."""
    small: int
    large: int
    """Events in the two stores between which growth is measured."""
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
    plan = (
        Plan(6_000, 600, 3_000, 16, 1, asked.seed)
        if asked.quick
        else Plan(asked.stored, asked.small, asked.large, asked.commands, asked.repeats, asked.seed)
    )
    with tempfile.TemporaryDirectory(prefix="qingjian-bench-") as name, databases(Path(name), asked.only) as found:
        print("\n".join(described(plan.seed)))
        for database in found:
            print(f"\n## {database.title}\n\n{disk(Path(name))}", flush=True)
            with database.ground(plan.stored, plan.seed) as ground:
                _compare(ground, database, plan)
            _grow(database, plan)
            print(f"\nafterwards: {disk(Path(name))}", flush=True)


def _compare(ground: Ground, database: Database, plan: Plan) -> None:
    with ExitStack() as stack:
        native, alchemy = (stack.enter_context(Peer(name, environments(database.empty())[name])) for name in ("native", "sqlalchemy"))
        for peer, used in ((native, 2), (alchemy, 1)):
            peer.grow(max(used * plan.needed, plan.stored // EVENTS_OF_A_CASE))
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


def _grow(database: Database, plan: Plan) -> None:
    """Compare a large store with small ones, in turn: a small one serves each of its cases once, and is then replaced."""
    taken: dict[str, list[tuple[Timing, Timing]]] = {name: [] for name in GROWING}
    with database.ground(plan.large, plan.seed + 1) as large:
        for repeat in range(plan.repeats):
            with database.ground(plan.small, plan.seed + 2 + repeat) as small:
                settle()
                each = small.left // len(GROWING)
                for name, call in GROWING.items():
                    taken[name].append((_steady(small, call, each), _steady(large, call, each)))
    rows = []
    for name, pairs in taken.items():
        low, high = (percentile([each for timing in side for each in timing.latencies], 0.5) * 1e6 for side in zip(*pairs, strict=True))
        rows.append((name, f"{low:.0f}", f"{high:.0f}", f"{high / low:.2f}"))
    _print("Growth, 1 thread", table(("variant", f"p50 µs at {plan.small:,} events", f"p50 µs at {plan.large:,}", "÷"), rows))


def _steady(ground: Ground, call: Callable[[Ground, Job], None], count: int) -> Timing:
    """So many calls, of which the first tenth, with cold caches, is not timed."""
    first = count // 10
    timed(lambda job: call(ground, job), ground.jobs(first), 1)
    return timed(lambda job: call(ground, job), ground.jobs(count - first), 1)


def _print(title: str, shown: str) -> None:
    print(f"\n{title}\n\n{shown}", flush=True)


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stored", type=int, default=320_000, help="events in every store, the peers' included (default: %(default)s)")
    parser.add_argument("--small", type=int, default=10_000, help="events in the small store growth is measured from (default: %(default)s)")
    parser.add_argument("--large", type=int, default=1_000_000, help="events in the large store growth is measured to (default: %(default)s)")
    parser.add_argument("--commands", type=int, default=400, help="commands of one run on one thread (default: %(default)s)")
    parser.add_argument("--repeats", type=int, default=5, help="interleaved runs of each variant (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=20251, help="of the cases and their order (default: %(default)s)")
    parser.add_argument("--only", choices=("sqlite", "postgresql"), help="one database only")
    parser.add_argument("--quick", action="store_true", help="show that everything runs; the figures mean nothing")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
