"""A town of histories on a database of its own, made once: sixty lawful cases by real commands."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

import pytest

from application.clock import SetClock, SystemClock
from application.demo.casework import HistoryCasework
from application.demo.load import load
from application.history.examination import Examiner
from application.identity import Identity
from application.store.engine import make_engine
from application.store.migrate import upgrade
from domain.calendar.working_days import shipped_calendar
from domain.law.rulebook import shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy import Engine

UNTIL = datetime(2026, 11, 20, 12, tzinfo=UTC)
CASES = 14


class Histories(NamedTuple):
    """The record and its cases."""

    engine: Engine
    casework: HistoryCasework
    cases: list[UUID]


def wired(engine: Engine, clock: SetClock, new_id: Callable[[], UUID]) -> HistoryCasework:
    parts = {"engine": engine, "rulebook": shipped(), "calendar": shipped_calendar()}
    return HistoryCasework(clock, new_id, **parts, receipt_key=b"k" * 32, origin="test.qingjian.example/log")


def told(url: str) -> Histories:
    upgrade(url)
    engine = make_engine(url)
    load(partial(wired, engine), Identity(engine, SystemClock()), cases=CASES, seed=11, until=UNTIL)
    casework = HistoryCasework(
        SetClock(UNTIL),
        uuid4,
        engine=engine,
        rulebook=shipped(),
        calendar=shipped_calendar(),
        receipt_key=b"k" * 32,
        origin="test.qingjian.example/log",
    )
    return Histories(engine, casework, Examiner(engine, shipped(), shipped_calendar()).cases())


@pytest.fixture(scope="session")
def histories(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Histories]:
    """Not to be changed."""
    found = told(f"sqlite:///{tmp_path_factory.mktemp('histories') / 'qingjian.db'}")
    yield found
    found.engine.dispose()


@pytest.fixture
def own_histories(histories: Histories, tmp_path: Path) -> Iterator[Histories]:
    """A copy that may be tampered with."""
    copy = tmp_path / "qingjian.db"
    with closing(sqlite3.connect(str(histories.engine.url.database))) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    engine = make_engine(f"sqlite:///{copy}")
    yield Histories(engine, histories.casework, histories.cases)
    engine.dispose()
