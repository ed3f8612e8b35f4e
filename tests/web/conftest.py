"""The real application over HTTP. ``town`` stands on either database; ``small_town`` on SQLite alone, where a matrix asks thousands of times."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from application.clock import SetClock
from application.store.migrate import upgrade
from tests.stories.driver import Town
from tests.stories.trade import Trade
from tests.web.browser import Browser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MORNING = datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.fixture
def town(migrated_database_url: str, tmp_path: Path) -> Iterator[Town]:
    found = Town(migrated_database_url, tmp_path, SetClock(MORNING))
    yield found
    found.close()


@pytest.fixture
def trade(town: Town) -> Trade:
    return Trade(town)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("town")
    url = f"sqlite:///{folder / 'qingjian.db'}"
    upgrade(url)
    found = Town(url, folder, SetClock(MORNING))
    yield found
    found.close()


@pytest.fixture
def small_town(template: Town) -> Town:
    template.app.extensions["qingjian"] = template.system
    return template


@pytest.fixture
def demo(town: Town) -> Town:
    """The town in demo mode, where fictional people sign in by a button and no TLS is needed."""
    town.system.settings = replace(town.system.settings, mode="demo")
    return town


@pytest.fixture
def browser(town: Town) -> Callable[[], Browser]:
    return lambda: Browser(town)
