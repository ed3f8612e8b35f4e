"""Read models on either database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from application.casework import Casework
from application.clock import SetClock
from application.store.engine import make_engine
from domain.calendar.working_days import shipped_calendar
from domain.law.rulebook import shipped
from projections.catch_up import Projector
from projections.read_models import READ_MODELS
from tests.projections.histories import MemoryLog, whole_log

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine


@pytest.fixture
def engine(migrated_database_url: str) -> Iterator[Engine]:
    engine = make_engine(migrated_database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def log() -> MemoryLog:
    return whole_log()


@pytest.fixture
def projector(engine: Engine, log: MemoryLog) -> Projector:
    """Every read model, its tables made, nothing folded yet; seven events to a batch."""
    made = Projector(engine, log, READ_MODELS, batch=7)
    made.prepare()
    return made


@pytest.fixture
def casework(engine: Engine) -> Casework:
    """Takes commands at nine in the morning of 2 March 2026."""
    clock = SetClock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
    return Casework(engine, clock=clock, rulebook=shipped(), calendar=shipped_calendar(), receipt_key=b"k" * 32, origin="test.qingjian.example/log")
