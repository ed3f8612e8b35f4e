"""The clock: a round with nothing due among many running deadlines, and many due at once, beside the rate of whole commands.

``python -m benchmarks.clock`` takes about five minutes; ``--quick`` only shows that everything runs.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from sqlalchemy import text

from application.clock import SetClock
from application.commands.revision import LapseRevision
from application.store.engine import make_engine
from application.store.migrate import upgrade
from application.timetable import CLOCK
from benchmarks.parts.databases import databases
from benchmarks.parts.machine import described, disk, settle
from benchmarks.parts.tables import table
from domain.case.audit_case import AuditCase
from domain.law.rulebook import shipped
from tests.application.put_on_record import put_on_record
from tests.clock.office import numbered, office_on
from tests.examples.acceptance import accepted_case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import Engine

    from benchmarks.parts.databases import Database
    from tests.clock.office import Office

MORNING = datetime(2026, 10, 16, 1, tzinfo=UTC)
TODAY = date(2026, 10, 16)
DUE = datetime(2026, 11, 20, 1, tzinfo=UTC)
LIMIT_MS = 5.0
FILLED = ("subject_id", "kind", "reference", "due_on", "provisional", "article", "awaits", "state", "changed_position", "changed_at")
"""Columns of the list of due days that are filled; the others are empty."""
TOGETHER = 200


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
    plan = Plan(100, 2_000, 200, 20, asked.seed) if asked.quick else Plan(1_000, asked.many, asked.due, 1_000, asked.seed)
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
        before = _memory()
        taken = sorted(_timed(office.timetable.round) for _ in range(plan.rounds))
        grown = _memory() - before
        floor = median(_timed(lambda office=office: _ask_nothing(office.casework.engine)) for _ in range(plan.rounds))  # type: ignore[misc]
        rows.append(
            (f"{number:,}", f"{median(taken) * 1e3:.2f}", f"{taken[int(0.99 * len(taken))] * 1e3:.2f}", f"{floor * 1e3:.2f}", f"{grown:+.1f}")
        )
        office.casework.engine.dispose()
    slower = float(rows[1][1]) / float(rows[0][1])
    verdict = f"a round with nothing due: at most {LIMIT_MS} ms wanted; among many ÷ among few: {slower:.2f}"
    return table(("running deadlines", "round p50 ms", "round p99 ms", "floor: SELECT 1, ms", "memory MiB"), rows) + f"\n\n{verdict}"


def _run_deadlines(engine: Engine, number: int, chance: random.Random) -> None:
    """Rows of deadlines that run, none of them due or to be reminded of today; a tenth of them are five-year windows."""
    if engine.dialect.name == "postgresql":
        _by_copy(engine, _rows(number, chance))
    else:
        _by_many(engine, _rows(number, chance))
    settle()
    gc.collect()


def _rows(number: int, chance: random.Random) -> Iterator[tuple[Any, ...]]:
    """Values in the order of ``FILLED``."""
    for place in range(number):
        kind = "reapplication" if place % 10 == 0 else "revision"
        ahead = chance.randrange(9, 1_800 if kind == "reapplication" else 400)
        due_on = (TODAY + timedelta(days=ahead)).isoformat()
        yield (UUID(int=place + 1).hex, kind, "", due_on, False, "21", "[]", "running", 1, "2026-01-01T00:00:00.000000Z")


def _by_many(engine: Engine, rows: Iterator[tuple[Any, ...]]) -> None:
    statement = f"INSERT INTO due_dates ({', '.join(FILLED)}) VALUES ({', '.join('?' * len(FILLED))})"  # noqa: S608  names of columns
    with engine.begin() as connection:
        for part in iter(lambda: list(islice(rows, 20_000)), []):
            connection.exec_driver_sql(statement, part)


def _by_copy(engine: Engine, rows: Iterator[tuple[Any, ...]]) -> None:
    with engine.begin() as connection:
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY due_dates ({', '.join(FILLED)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE due_dates"))


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
    found = [UUID(int=start + place + 1) for place in range(number)]
    for first in range(0, number, TOGETHER):
        histories = ((each, tuple(numbered(step, each.int) for step in accepted_case())) for each in found[first : first + TOGETHER])
        put_on_record(office.casework, *((AuditCase, each, history) for each, history in histories))
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
