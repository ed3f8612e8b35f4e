"""A town of its own for each story, on either database, on the morning of 2 March 2026."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from application.clock import SetClock
from tests.stories.driver import Town
from tests.stories.trade import Trade

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def trade(migrated_database_url: str, tmp_path: Path) -> Iterator[Trade]:
    """The town with its bureau, its districts, an enterprise and a consultancy."""
    town = Town(migrated_database_url, tmp_path, SetClock(datetime(2026, 3, 2, 1, tzinfo=UTC)))
    yield Trade(town)
    town.close()
