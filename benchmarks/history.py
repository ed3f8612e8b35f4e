"""History: the page of a moment and the difference of two, every decision derived again, and who saw a case.

``python -m benchmarks.history`` takes about five minutes; ``--quick`` only shows that everything runs.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import insert

import projections.read_models  # noqa: F401  brings the functions of every read model in
from application.clock import SetClock, SystemClock
from application.demo.casework import HistoryCasework
from application.demo.load import load
from application.history.comparing import compare
from application.history.examination import Examiner
from application.history.moments import resolve
from application.history.reading import events_of, upto
from application.identity import Identity
from application.read_log import ReadLog, Wanted
from application.store.engine import make_engine
from application.store.migrate import upgrade
from application.store.read_tables import READS
from benchmarks.parts.history import prechecked_history, stamp
from benchmarks.parts.lane import percentile
from benchmarks.parts.machine import described, disk, settle
from domain.calendar.working_days import shipped_calendar
from domain.case.audit_case import AuditCase
from domain.fact import Capacity
from domain.history.moment import Asked
from domain.law.rulebook import shipped
from projections.at_moment import fold
from projections.case_file import CASES, case_file
from tests.application.put_on_record import put_on_record

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Engine

AUDITOR = Capacity(person="p-auditor", role="auditor")
EVENING = datetime(2026, 11, 20, 12, tzinfo=UTC)
LIMIT_PAGE_MS, LIMIT_CASES, LIMIT_LOG_MS = 50.0, 2_000.0, 20.0


class Plan(NamedTuple):
    """How much is measured."""

    events: int
    cases: int
    readings: int
    rounds: int
    seed: int


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only show that everything runs")
    parser.add_argument("--only", choices=("sqlite",), help="accepted for uniformity: the history is measured on SQLite")
    parser.add_argument("--cases", type=int, default=4_000, help="cases derived again (default: %(default)s)")
    parser.add_argument("--readings", type=int, default=1_000_000, help="entries of the read log (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=20256)
    asked = parser.parse_args(arguments)
    plan = Plan(200, asked.cases, asked.readings, 200, asked.seed) if not asked.quick else Plan(40, 12, 2_000, 5, asked.seed)
    with tempfile.TemporaryDirectory() as folder:
        print("\n".join((*described(plan.seed), disk(Path(folder)))))
        url = f"sqlite:///{Path(folder) / 'qingjian.db'}"
        upgrade(url)
        engine = make_engine(url)
        try:
            measure(engine, plan)
        finally:
            engine.dispose()


def measure(engine: Engine, plan: Plan) -> None:
    """Fill the record and measure all of it."""
    began = time.perf_counter()
    load(partial(wired, engine), Identity(engine, SystemClock()), cases=plan.cases, seed=plan.seed, until=EVENING)
    case_id = long_case(engine, plan)
    fill_readings(engine, plan, case_id)
    settle()
    print(f"filled in {time.perf_counter() - began:.0f} s; load {os.getloadavg()[0]:.2f}\n")
    print(f"| {'what':<58} | {'p50 ms':>8} | {'p95 ms':>8} | {'limit':>7} |\n|{'-' * 60}|{'-' * 10}|{'-' * 10}|{'-' * 9}|")
    casework = wired(engine, SetClock(EVENING + timedelta(days=1)), uuid4)
    dice = random.Random(plan.seed)
    row(f"a moment of a case of {plan.events} events: read, fold, row", moments(casework, case_id, plan, dice), LIMIT_PAGE_MS)
    row("two moments of it: read, fold, difference with causes", differences(casework, case_id, plan, dice), LIMIT_PAGE_MS)
    row(f"who saw this case, of {plan.readings:,} readings", seen(engine, case_id, plan), LIMIT_LOG_MS)
    rederived(engine, plan)


def moments(casework: HistoryCasework, case_id: UUID, plan: Plan, dice: random.Random) -> list[float]:
    """Seconds for the case as it stood at an event."""

    def once() -> None:
        number = dice.randint(1, plan.events)
        with casework.engine.connect() as connection:
            moment = resolve(connection, case_id, Asked("event", number), EVENING + timedelta(days=1))
        fold(case_file, upto(events_of(casework, case_id), moment.case_version), casework.rulebook)[CASES].row(case_id)

    return timed(once, plan.rounds)


def differences(casework: HistoryCasework, case_id: UUID, plan: Plan, dice: random.Random) -> list[float]:
    """Seconds for two moments laid side by side."""

    def once() -> None:
        first, second = dice.sample(range(1, plan.events + 1), 2)
        compare(case_id, events_of(casework, case_id), first, second, AUDITOR)

    return timed(once, plan.rounds)


def seen(engine: Engine, case_id: UUID, plan: Plan) -> list[float]:
    """Seconds for the newest hundred readings of a case."""
    log = ReadLog(engine, SystemClock())

    def once() -> None:
        with engine.connect() as connection:
            log.entries(connection, Wanted(case_id=case_id), limit=100)

    return timed(once, plan.rounds)


def rederived(engine: Engine, plan: Plan) -> None:
    """Print how fast every decision is derived again, on all processors."""
    examiner = Examiner(engine, shipped(), shipped_calendar())
    count = len(examiner.cases())
    began = time.perf_counter()
    told: list[int] = []
    findings = list(examiner.all(lambda done, _all: told.append(done)))
    seconds = time.perf_counter() - began
    assert told[-1] == count
    print(
        f"\nderived again: {count} cases, {len(findings)} differences, {count / seconds:.0f} cases/s on {os.cpu_count()} processors"
        f" (at least {LIMIT_CASES:.0f}), {len(told)} steps of progress; load {os.getloadavg()[0]:.2f}; {plan.cases} asked for"
    )


def timed(call: Callable[[], None], rounds: int) -> list[float]:
    """Seconds of each call, after one that warms up."""
    call()
    taken = []
    for _ in range(rounds):
        before = time.perf_counter()
        call()
        taken.append(time.perf_counter() - before)
    return taken


def row(what: str, taken: Sequence[float], limit: float) -> None:
    """Print one line of the table."""
    print(f"| {what:<58} | {percentile(taken, 0.5) * 1e3:>8.2f} | {percentile(taken, 0.95) * 1e3:>8.2f} | {limit:>7.0f} |")


def long_case(engine: Engine, plan: Plan) -> UUID:
    """A case of that many events."""
    case_id, dice = UUID(int=plan.seed, version=4), random.Random(plan.seed)
    history = prechecked_history(plan.events)
    days = accumulate((on for _, _, on in history), max)
    facts = tuple((fact, stamp(by, on, dice)) for (fact, by, _), on in zip(history, days, strict=True))
    put_on_record(wired(engine, SetClock(EVENING), uuid4), (AuditCase, case_id, facts))
    return case_id


def fill_readings(engine: Engine, plan: Plan, case_id: UUID) -> None:
    """Readings of many cases by many people, a two-hundredth of one per cent of them of this case."""
    dice = random.Random(plan.seed)
    cases = [UUID(int=dice.getrandbits(128), version=4) for _ in range(5_000)] + [case_id]
    for start in range(0, plan.readings, 10_000):
        rows: list[dict[str, Any]] = []
        for number in range(start, min(start + 10_000, plan.readings)):
            at = EVENING + timedelta(seconds=number)
            rows.append(
                {
                    "read_at": at.strftime("%Y-%m-%dT%H:%M:%S.000000Z"),
                    "person": f"p-{dice.randrange(500)}",
                    "role": "bureau-officer",
                    "act": "opened",
                    "way": "page",
                    "what": "/cases/QJ-2026-000001",
                    "case_id": cases[dice.randrange(len(cases))],
                }
            )
        with engine.begin() as connection:
            connection.execute(insert(READS), rows)


def wired(engine: Engine, clock: SetClock, new_id: Callable[[], UUID]) -> HistoryCasework:
    """A casework for histories on a clock that is set."""
    parts = {"engine": engine, "rulebook": shipped(), "calendar": shipped_calendar()}
    return HistoryCasework(clock, new_id, **parts, receipt_key=b"k" * 32, origin="bench.qingjian.example/log")


if __name__ == "__main__":
    main()
