"""Read models: all of them folded from zero, beside the raw driver writing the same rows in batches of 500; and from commit to visible.

``python -m benchmarks.projections`` takes about ten minutes; ``--quick`` only shows that everything runs.
"""

from __future__ import annotations

import argparse
import gc
import resource
import tempfile
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import event, text

from application.clock import SetClock, SystemClock
from application.commands.register import GrantRole
from application.demo.casework import HistoryCasework
from application.demo.load import load
from application.identity import Identity
from application.store.engine import make_engine
from application.store.migrate import upgrade
from application.store.postgres import CHANNEL
from benchmarks.parts.databases import databases
from benchmarks.parts.history import SOURCE
from benchmarks.parts.lane import percentile
from benchmarks.parts.machine import described, disk, settle
from benchmarks.parts.tables import table
from domain.calendar.working_days import shipped_calendar
from domain.law.rulebook import shipped
from projections.catch_up import BATCH, Projector
from projections.positions import POSITIONS, positions
from projections.read_models import READ_MODELS
from projections.wake import waking
from web.cli.acting import COMMAND_LINE
from web.record_log import RecordLog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import Engine

    from benchmarks.parts.databases import Database

UNTIL = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
Statement = tuple[str, list[Any]]


class Plan(NamedTuple):
    """How much is measured."""

    cases: int
    repeats: int
    commits: int
    """Commits that are watched until they are visible."""
    seed: int


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000, help="cases of the history (default: %(default)s)")
    parser.add_argument("--repeats", type=int, default=3, help="runs in turn (default: %(default)s)")
    parser.add_argument("--commits", type=int, default=500, help="commits watched until they are visible (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=20251)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--quick", action="store_true", help="show that everything runs; the figures mean nothing")
    asked = parser.parse_args(arguments)
    plan = Plan(12, 1, 5, asked.seed) if asked.quick else Plan(asked.cases, asked.repeats, asked.commits, asked.seed)
    with tempfile.TemporaryDirectory(prefix="qingjian-bench-") as name, databases(Path(name), asked.only) as found:
        print("\n".join(described(plan.seed)))
        for database in found:
            print(f"\n## {database.title}\n\n{disk(Path(name))}", flush=True)
            _measure(database, plan)


def _measure(database: Database, plan: Plan) -> None:
    with _history(database, plan) as (engine, casework):
        head = RecordLog(engine).head()
        rates: dict[str, list[float]] = {"raw driver, the same rows": [], "ours, all read models": []}
        written = _written(engine)
        for _ in range(plan.repeats):
            rates["raw driver, the same rows"].append(head / _floor(engine, written))
            rates["ours, all read models"].append(head / _fold(engine))
        ratio = median(ours / raw for ours, raw in zip(rates["ours, all read models"], rates["raw driver, the same rows"], strict=True))
        rows = [(name, f"{median(each):.0f}", f"{1 if name.startswith('raw') else ratio:.2f}") for name, each in rates.items()]
        print(f"\n{plan.cases} cases, {head:,} events, batches of {BATCH}\n\n" + table(("variant", "events/s, median", "÷ floor"), rows))
        taken = _visible(engine, casework, plan.commits)
        shown = ", ".join(f"{name} {percentile(taken, share) * 1e3:.1f} ms" for name, share in (("p50", 0.5), ("p99", 0.99)))
        print(f"\nfrom commit to visible, {len(taken)} commits: {shown}")
        print(f"memory of this process at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB", flush=True)


@contextmanager
def _history(database: Database, plan: Plan) -> Iterator[tuple[Engine, HistoryCasework]]:
    """A database with a made history, by real commands."""
    url = database.empty()
    upgrade(url)
    engine = make_engine(url)
    parts = {"engine": engine, "rulebook": shipped(), "calendar": shipped_calendar(), "receipt_key": b"k" * 32, "origin": SOURCE}

    def wired(clock: SetClock, new_id: Callable[[], UUID]) -> HistoryCasework:
        return HistoryCasework(clock, new_id, **parts)

    load(wired, Identity(engine, SystemClock()), cases=plan.cases, seed=plan.seed, until=UNTIL)
    settle()
    yield engine, wired(SetClock(UNTIL), uuid4)
    engine.dispose()


def _fold(engine: Engine) -> float:
    """Fold everything from zero. Returns seconds."""
    projector = _emptied(engine)
    begun = time.perf_counter()
    projector.catch_up()
    return time.perf_counter() - begun


def _written(engine: Engine) -> list[list[Statement]]:
    """The statements that write the rows of all read models, by transaction."""
    projector = _emptied(engine)
    written: list[list[Statement]] = [[]]

    def noted(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, executemany: bool) -> None:  # noqa: FBT001  the library's
        if executemany:
            written[-1].append((statement, parameters))

    def committed(_connection: Any) -> None:
        if written[-1]:
            written.append([])

    event.listen(engine, "before_cursor_execute", noted)
    event.listen(engine, "commit", committed)
    projector.catch_up()
    event.remove(engine, "before_cursor_execute", noted)
    event.remove(engine, "commit", committed)
    return written


def _floor(engine: Engine, written: Sequence[Sequence[Statement]]) -> float:
    """Write the same rows by the raw driver into the same tables. Returns seconds."""
    _emptied(engine)
    raw = engine.raw_connection()
    cursor: Any = raw.driver_connection.cursor()  # type: ignore[union-attr]  # it is connected
    begun = time.perf_counter()
    for transaction in written:
        cursor.execute("BEGIN")
        for statement, rows in transaction:
            cursor.executemany(statement, rows)
        cursor.execute("COMMIT")
    seconds = time.perf_counter() - begun
    raw.close()
    return seconds


def _emptied(engine: Engine) -> Projector:
    """Read models without rows, and what folds them."""
    with engine.begin() as connection:
        for name in (*(each.name for model in READ_MODELS for each in model.tables), POSITIONS.name):
            connection.execute(text(f"DROP TABLE IF EXISTS {name}"))
    projector = Projector(engine, RecordLog(engine), READ_MODELS)
    projector.prepare()
    settle()
    gc.collect()
    return projector


def _visible(engine: Engine, casework: HistoryCasework, commits: int) -> list[float]:
    """Seconds from the answer to a command until every read model has it, with a worker that is woken by commits."""
    projector = Projector(engine, RecordLog(engine), READ_MODELS)
    projector.catch_up()
    ended, ready = threading.Event(), threading.Event()

    def work() -> None:
        with waking(engine, CHANNEL) as wake:
            ready.set()
            while not ended.is_set():
                wake.wait(1.0, ended.is_set)
                projector.catch_up()

    worker = threading.Thread(target=work)
    worker.start()
    ready.wait()
    taken = [_until_visible(engine, casework) for _ in range(commits)]
    ended.set()
    worker.join()
    return taken


def _until_visible(engine: Engine, casework: HistoryCasework) -> float:
    position = casework.handle(GrantRole(person_id=uuid4(), role="auditor", organisation=None), COMMAND_LINE).position
    begun = time.perf_counter()
    while True:
        with engine.connect().execution_options(read_only=True) as connection:
            if min(each.position for each in positions(connection).values()) >= position:
                return time.perf_counter() - begun
        time.sleep(0.001)


if __name__ == "__main__":
    main()
