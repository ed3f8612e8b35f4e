"""A large log for the trail: many cases under way at once, a few of them long, so that the events of one lie far apart."""

from __future__ import annotations

import random
import sqlite3
from typing import TYPE_CHECKING

from application.store.migrate import upgrade
from application.store.sqlite import SQLiteRecorder
from benchmarks.parts.history import prechecked_history
from benchmarks.parts.mould import Mould

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from benchmarks.parts.mould import Case, FilledEvent

CASE_EVENTS = 30
LONG_EVENTS = 250
UNDER_WAY = 2_000
"""Cases that run at the same time."""
CHUNK = 20_000


def fill_log(path: Path, events: int, seed: int, *, long_cases: int = 3) -> list[UUID]:
    """Make a SQLite database with so many events of whole cases, the long ones spread over all of it. Returns the long cases."""
    dice = random.Random(seed)
    upgrade(f"sqlite:///{path}")
    cases: list[Case] = []
    long_events = min(LONG_EVENTS, events // 4 // 2 * 2)
    long = Mould(dice, prechecked_history(long_events))
    rows = _mixed(dice, [long.cast(cases) for _ in range(long_cases)], long_events, events)
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=OFF", "cache_size=-200000"):
        connection.execute(f"PRAGMA {pragma}")
    while chunk := [event for _, event in zip(range(CHUNK), rows, strict=False)]:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(SQLiteRecorder.INSERT_EVENT, map(_event, chunk))
        found = [(each.originator_id.hex, each.version, kind, content) for each in chunk for kind, content in each.disclosures]
        connection.executemany(SQLiteRecorder.INSERT_DISCLOSURE, found)
        connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return [each.case_id for each in cases]


def _mixed(dice: random.Random, long: list[Iterator[FilledEvent]], long_events: int, events: int) -> Iterator[FilledEvent]:
    """Events of many cases, whichever comes next; every so often one of a long case."""
    mould, cases = Mould(dice, prechecked_history(CASE_EVENTS)), []  # type: ignore[var-annotated]
    every = events // (long_events * len(long))
    running: list[Iterator[FilledEvent]] = []
    left = (events - long_events * len(long)) // CASE_EVENTS
    count = 0
    while left or running:
        if count % every == 0 and long:
            event = next(long[0], None)
            long.append(long.pop(0))
            if event is not None:
                count += 1
                yield event
                continue
        while left and len(running) < UNDER_WAY:
            running.append(mould.cast(cases))
            left -= 1
        at = dice.randrange(len(running))
        event = next(running[at], None)
        if event is None:
            running[at] = running[-1]
            running.pop()
            continue
        count += 1
        yield event
    for each in long:
        yield from each


def _event(each: FilledEvent) -> tuple[object, ...]:
    key = each.originator_id.hex
    return key, each.version, each.topic, key, each.version, each.recorded_at, each.state, each.leaf_hash
