"""A casework on either database, at nine in the morning of 2 March 2026 in Shenzhen."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from application.casework import Casework
from application.clock import SetClock
from application.store.engine import make_engine
from domain.calendar.working_days import shipped_calendar
from domain.law.rulebook import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(MORNING)


@pytest.fixture
def casework(migrated_database_url: str, clock: SetClock) -> Iterator[Casework]:
    engine = make_engine(migrated_database_url)
    yield Casework(engine, clock=clock, rulebook=shipped(), calendar=shipped_calendar(), receipt_key=b"k" * 32, origin="test.qingjian.example/log")
    engine.dispose()
