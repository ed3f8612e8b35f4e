"""An office with a clock: casework, read models and timetable on either database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from application.clock import SetClock
from application.store.engine import make_engine
from tests.clock.office import MORNING, Office, office_on

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def office(migrated_database_url: str) -> Iterator[Office]:
    engine = make_engine(migrated_database_url)
    yield office_on(engine, SetClock(MORNING))
    engine.dispose()
