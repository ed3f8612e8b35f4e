"""Histories on a database of their own, up to a fixed evening."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

import pytest

from application.clock import SetClock, SystemClock
from application.demo.casework import HistoryCasework
from application.demo.load import load
from application.identity import Identity
from application.store.engine import make_engine
from domain.calendar.working_days import shipped_calendar
from domain.law.rulebook import shipped
from web.record_log import RecordLog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from uuid import UUID

    from sqlalchemy import Engine

    from application.demo.world import World
    from application.store.event_store import Recorded
    from tests.conftest import Databases

UNTIL = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class History(NamedTuple):
    """A history that was loaded: who is in it, and what the record holds."""

    world: World
    records: Sequence[Recorded]
    names: dict[str, str]


def casework_on(engine: Engine, moment: datetime, new_id: Callable[[], UUID] = uuid4) -> HistoryCasework:
    return wired(engine, SetClock(moment), new_id)


def wired(engine: Engine, clock: SetClock, new_id: Callable[[], UUID]) -> HistoryCasework:
    parts = {"engine": engine, "rulebook": shipped(), "calendar": shipped_calendar()}
    return HistoryCasework(clock, new_id, **parts, receipt_key=b"k" * 32, origin="test.qingjian.example/log")


def told(engine: Engine, cases: int, seed: int, until: datetime = UNTIL) -> History:
    identity = Identity(engine, SystemClock())
    world = load(partial(wired, engine), identity, cases=cases, seed=seed, until=until)
    records = RecordLog(engine).read(0, 1_000_000)
    return History(world, records, identity.names({record.stamp.by.person for record in records}))


@contextmanager
def engine_of(databases: Databases) -> Iterator[Engine]:
    with databases.upgraded() as url:
        engine = make_engine(url)
        yield engine
        engine.dispose()


@pytest.fixture(scope="session")
def history(databases: Databases) -> Iterator[History]:
    """Two hundred cases: enough for every outcome."""
    with engine_of(databases) as engine:
        yield told(engine, 200, 7)
