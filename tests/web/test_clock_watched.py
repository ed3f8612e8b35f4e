"""Whoever watches the system sees whether its clock runs; pages are served all the same."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from projections.heartbeat import beat

if TYPE_CHECKING:
    from tests.stories.driver import Town


def ready(town: Town) -> tuple[int, Any]:
    response = town.app.test_client().get("/readyz", base_url="https://localhost")
    return response.status_code, response.get_json()["checks"]["clock"]


def test_a_clock_that_beats_is_well_and_one_that_is_silent_is_not(town: Town) -> None:
    assert ready(town) == (200, {"ok": False, "seconds_since_beat": None})
    with town.system.engine.begin() as connection:
        beat(connection, "clock@host/1", town.clock.now())
    assert ready(town) == (200, {"ok": True, "seconds_since_beat": 0.0})
    town.clock.moment += timedelta(seconds=61)
    assert ready(town) == (200, {"ok": False, "seconds_since_beat": 61.0})
