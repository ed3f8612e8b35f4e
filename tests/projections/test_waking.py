"""A waiting worker hears of what was written, and its sign of life can be read."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from application.commands.planning import PlanCase
from application.store.postgres import CHANNEL
from domain.fact import Capacity
from projections.heartbeat import beat, end, heartbeats
from projections.wake import waking
from tests.examples.plan import form
from tests.examples.register import ENTERPRISE_ID

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from application.casework import Casework
    from projections.catch_up import Projector

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def never() -> bool:
    return False


def test_a_commit_wakes_who_waits(casework: Casework) -> None:
    with waking(casework.engine, CHANNEL) as wake:
        writer = threading.Timer(0.2, plan, (casework,))
        writer.start()
        begun = time.monotonic()
        assert wake.wait(30, never)
        assert time.monotonic() - begun < 10
        writer.join()


def test_without_a_commit_waiting_ends_after_its_time(casework: Casework) -> None:
    with waking(casework.engine, CHANNEL) as wake:
        assert not wake.wait(0.2, never)


def test_waiting_ends_when_the_worker_is_asked_to_end(casework: Casework) -> None:
    with waking(casework.engine, CHANNEL) as wake:
        begun = time.monotonic()
        assert not wake.wait(60, lambda: time.monotonic() - begun > 0.2)
        assert time.monotonic() - begun < 10


def test_the_connection_that_listened_is_not_given_to_others(casework: Casework) -> None:
    with waking(casework.engine, CHANNEL):
        pass
    plan(casework)
    with casework.engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM events").scalar_one() == 3


def plan(casework: Casework) -> None:
    casework.handle(PlanCase(form=form()), Capacity(person="p-filler", role="enterprise-filler", organisation=str(ENTERPRISE_ID)))


def test_a_sign_of_life_is_renewed_and_taken_back(projector: Projector, engine: Engine) -> None:
    with engine.begin() as connection:
        beat(connection, "worker@one", NOW)
        beat(connection, "worker@two", NOW)
        beat(connection, "worker@two", NOW + timedelta(seconds=5))
        assert [(each.process, each.started_at, each.beat_at) for each in heartbeats(connection)] == [
            ("worker@two", NOW, NOW + timedelta(seconds=5)),
            ("worker@one", NOW, NOW),
        ]
        end(connection, "worker@two")
        assert [each.process for each in heartbeats(connection)] == ["worker@one"]
