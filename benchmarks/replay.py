"""Loading: cases of 12 and of 200 events beside the raw SELECT of their rows, from one run, on both databases.

``python -m benchmarks.replay`` takes about two minutes; ``--quick`` only shows that every variant runs.
"""

from __future__ import annotations

import argparse
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.parts.databases import databases
from benchmarks.parts.ground import LOADS
from benchmarks.parts.history import prechecked_history
from benchmarks.parts.machine import described, disk, settle
from benchmarks.parts.peer import Peer, environments
from benchmarks.parts.rounds import Rounds, by_peer, interleaved, on_ground
from benchmarks.parts.tables import summaries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.parts.databases import Database

LENGTHS = (12, 200)
PEERS = {"native": "eventsourcing, repository.get", "sqlalchemy": "eventsourcing-sqlalchemy, repository.get"}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    asked = _asked(arguments)
    loads, repeats = (8, 1) if asked.quick else (asked.loads, asked.repeats)
    with tempfile.TemporaryDirectory(prefix="qingjian-bench-") as name, databases(Path(name), asked.only) as found:
        print("\n".join(described(asked.seed)))
        for database in found:
            print(f"\n## {database.title}\n\n{disk(Path(name))}", flush=True)
            for length in LENGTHS:
                rounds = Rounds(1, max(loads * LENGTHS[0] // length, 4), repeats)
                _load(database, length, rounds, asked.seed)


def _load(database: Database, length: int, rounds: Rounds, seed: int) -> None:
    history, variants = prechecked_history(length), len(LOADS)
    with ExitStack() as stack:
        ground = stack.enter_context(database.ground(length * rounds.calls * variants, seed, history))
        measured = on_ground(ground, LOADS)
        for library, title in PEERS.items():
            peer = stack.enter_context(Peer(library, environments(database.empty())[library], (*history, history[-1])))
            peer.grow(rounds.calls)
            measured.append(by_peer(peer, title, "load"))
        settle()
        print(f"\nCases of {length} events, 1 thread\n\n{summaries(interleaved(measured, rounds), 'cases')}", flush=True)


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--loads", type=int, default=500, help="cases of 12 events loaded in one run, longer ones fewer (default: %(default)s)")
    parser.add_argument("--repeats", type=int, default=5, help="interleaved runs of each variant (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=20251, help="of the cases and their order (default: %(default)s)")
    parser.add_argument("--only", choices=("sqlite", "postgresql"), help="one database only")
    parser.add_argument("--quick", action="store_true", help="show that everything runs; the figures mean nothing")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
