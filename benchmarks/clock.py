"""The clock: a round with nothing due among many running deadlines, and many due at once, beside the rate of whole commands.

``python -m benchmarks.clock`` takes about ten minutes; ``--quick`` only shows that everything runs.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from sqlalchemy import insert, text

from application.clock import SetClock
from application.commands.revision import LapseRevision
from application.store.engine import make_engine
from application.store.migrate import upgrade
from application.timetable import CLOCK
from benchmarks.parts.databases import databases
from benchmarks.parts.machine import described, disk, settle
from benchmarks.parts.tables import table
from domain.law.rulebook import shipped
from projections.due_dates import DUE_DATES
from tests.clock.office import office_on

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Engine

    from benchmarks.parts.databases import Database
    from tests.clock.office import Office

MORNING = datetime(2026, 10, 16, 1, tzinfo=UTC)
TODAY = date(2026, 10, 16)
DUE = datetime(2026, 11, 20, 1, tzinfo=UTC)
LIMIT_MS = 5.0


class Plan(NamedTuple):
    """How much is measured."""

    few: int
    many: int
    due: int
    rounds: int
    seed: int


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--many", type=int, default=1_000_000, help="running deadlines (default: %(default)s)")
    parser.add_argument("--due", type=int, default=10_000, help="due at once (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=20253)
    parser.add_argument("--only", choices=("sqlite", "postgresql"), help="one database only")
    parser.add_argument("--quick", action="store_true", help="show that everything runs; the figures mean nothing")
    asked = parser.parse_args(arguments)
    plan = Plan(100, 2_000, 200, 20, asked.seed) if asked.quick else Plan(1_000, asked.many, asked.due, 200, asked.seed)
    shipped()
    with tempfile.TemporaryDirectory(prefix="qingjian-bench-") as name, databases(Path(name), asked.only) as found:
        print("\n".join(described(plan.seed)))
        for database in found:
            print(f"\n## {database.title}\n\n{disk(Path(name))}\n", flush=True)
            print(_idle(database, plan), flush=True)
            print(f"\n{_rush(database, plan)}", flush=True)


# --------------------------------------------------------------------------------------------------------------- nothing due


def _idle(database: Database, plan: Plan) -> str:
    rows = []
    for number in (plan.few, plan.many):
        office = _office(database)
        _run_deadlines(office.casework.engine, number, random.Random(plan.seed))
        office.clock.moment = MORNING
        assert office.timetable.round().done == 0
        taken = sorted(_timed(office.timetable.round) for _ in range(plan.rounds))
        floor = median(_timed(lambda office=office: _ask_nothing(office.casework.engine)) for _ in range(plan.rounds))  # type: ignore[misc]
        rows.append((f"{number:,}", f"{median(taken) * 1e3:.2f}", f"{taken[int(0.99 * len(taken))] * 1e3:.2f}", f"{floor * 1e3:.2f}"))
        office.casework.engine.dispose()
    slower = float(rows[1][1]) / float(rows[0][1])
    verdict = f"a round with nothing due: at most {LIMIT_MS} ms wanted; among many ÷ among few: {slower:.2f}"
    return table(("running deadlines", "round p50 ms", "round p99 ms", "floor: SELECT 1, ms"), rows) + f"\n\n{verdict}"


def _run_deadlines(engine: Engine, number: int, chance: random.Random) -> None:
    """Rows of deadlines that run, none of them due or to be reminded of today; a tenth of them are five-year windows."""

    def row(place: int) -> dict[str, Any]:
        kind = "reapplication" if place % 10 == 0 else "revision"
        ahead = chance.randrange(9, 1_800 if kind == "reapplication" else 400)
        return {
            "subject_id": UUID(int=place + 1),
            "kind": kind,
            "reference": "",
            "due_on": TODAY + timedelta(days=ahead),
            "provisional": False,
            "article": "21",
            "awaits": [],
            "state": "running",
            "account": None,
            "reminded": None,
            "changed_position": 1,
            "changed_at": "2026-01-01T00:00:00.000000Z",
        }

    for start in range(0, number, 20_000):
        with engine.begin() as connection:
            connection.execute(insert(DUE_DATES), [row(place) for place in range(start, min(start + 20_000, number))])
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("VACUUM ANALYZE due_dates"))
    settle()


def _ask_nothing(engine: Engine) -> None:
    with engine.connect().execution_options(read_only=True) as connection:
        connection.execute(text("SELECT 1")).scalar()


# ---------------------------------------------------------------------------------------------------------------- many at once


def _rush(database: Database, plan: Plan) -> str:
    office = _office(database)
    single = _lapsing_cases(office, plan.due // 10, start=plan.due)
    _lapsing_cases(office, plan.due, start=0)
    office.clock.moment = DUE
    settle()
    commands = len(single) / _timed(lambda: [office.casework.handle(LapseRevision(case_id=each), CLOCK) for each in single])
    office.projector.catch_up()
    before = _memory()
    began = time.perf_counter()
    tally = office.timetable.round()
    seconds = time.perf_counter() - began
    grown = _memory() - before
    assert tally.done == plan.due, tally
    office.projector.catch_up()
    assert office.timetable.round().done == 0
    office.casework.engine.dispose()
    rate = plan.due / seconds
    rows = [
        ("whole commands, one by one", f"{commands:.0f}", "1.00", "–"),
        (f"a round with {plan.due:,} due", f"{rate:.0f}", f"{rate / commands:.2f}", f"{grown:+.1f}"),
    ]
    return table(("variant", "commands/s", "÷ one by one (at least 0.50 wanted)", "memory MiB"), rows)


def _lapsing_cases(office: Office, number: int, start: int) -> list[UUID]:
    found = [office.accepted(start + place + 1) for place in range(number)]
    office.projector.catch_up()
    return found


# ---------------------------------------------------------------------------------------------------------------------- common


def _office(database: Database) -> Office:
    url = database.empty()
    upgrade(url)
    return office_on(make_engine(url), SetClock(MORNING))


def _timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def _memory() -> float:
    """Resident memory of this process in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    main()
