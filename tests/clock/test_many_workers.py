"""Several workers on one database, some of them killed: everything due is recorded exactly once, and somebody is always on duty."""

from __future__ import annotations

import logging
import random
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from application.clock import SetClock
from application.store.engine import make_engine
from application.store.leadership import duty_of
from domain.case.events.revision import RevisionLapsed
from projections.heartbeat import heartbeats
from tests.architecture.tree import ROOT
from tests.clock.office import MORNING, Office, office_on

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy import Engine


log = logging.getLogger(__name__)
"""The figures of a drill, for who runs it with -rA."""

TAKEOVER_SECONDS = 15.0
DUE_ON = datetime(2026, 11, 20, tzinfo=UTC)
"""The workers' day: past the last day of every case put on record here."""


@pytest.fixture
def url(migrated_database_url: str) -> str:
    return migrated_database_url


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = make_engine(url)
    yield engine
    engine.dispose()


class Crew:
    """Workers as processes."""

    def __init__(self, url: str, folder: Path, engine: Engine, kind: str = "lawful") -> None:
        self._engine = engine
        ahead = (DUE_ON.date() - datetime.now(UTC).date()).days
        self._command = (sys.executable, "-m", "tests.clock.drill_worker", url, str(folder), kind, str(ahead))
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self, number: int) -> None:
        for _ in range(number):
            self.processes.append(subprocess.Popen(self._command, cwd=ROOT, stderr=subprocess.DEVNULL))

    def on_duty(self) -> str | None:
        """The process whose clock beat last."""
        try:
            with self._engine.connect() as connection:
                return next((each.process for each in heartbeats(connection) if each.process.startswith("clock@")), None)
        except sa.exc.DBAPIError:
            return None  # no worker has made the table yet

    def kill_one_on_duty(self) -> float:
        """Kill who is on duty, start another, and return how many seconds nobody was."""
        on_duty = self.wait_for_another(None)
        victim = next(each for each in self.processes if on_duty.endswith(f"/{each.pid}"))
        victim.kill()
        victim.wait()
        self.processes.remove(victim)
        killed = time.monotonic()
        self.start(1)
        self.wait_for_another(on_duty)
        return time.monotonic() - killed

    def wait_for_another(self, former: str | None) -> str:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            found = self.on_duty()
            if found not in (None, former) and any(str(found).endswith(f"/{each.pid}") for each in self.processes):
                return str(found)
            time.sleep(0.05)
        message = "nobody is on duty"
        raise AssertionError(message)

    def end(self) -> None:
        for each in self.processes:
            each.kill()
            each.wait()


def lapses(office: Office) -> Counter[UUID]:
    return Counter(case_id for case_id, _, _ in office.facts(RevisionLapsed))


def wait_until_all_lapsed(office: Office, number: int, seconds: float = 60.0) -> Counter[UUID]:
    until = time.monotonic() + seconds
    while len(found := lapses(office)) < number and time.monotonic() < until:
        time.sleep(0.2)
    return found


def test_one_is_on_duty_and_the_next_takes_over_when_it_leaves(engine: Engine, url: str) -> None:
    other = make_engine(url)
    first, second = duty_of(engine), duty_of(other)
    assert [first.take(), second.take(), first.holds(), second.holds()] == [True, False, True, False]
    first.leave()
    assert [second.take(), first.take(), second.holds()] == [True, False, True]
    second.leave()
    other.dispose()


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
def test_a_duty_whose_connection_was_cut_is_not_held(engine: Engine) -> None:
    first = duty_of(engine)
    assert first.take()
    with engine.connect() as connection:
        cut = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
        connection.execute(sa.text(cut))
    assert not first.holds()
    assert first.take()
    first.leave()


def test_a_worker_that_is_killed_is_replaced_within_seconds(engine: Engine, url: str, tmp_path: Path) -> None:
    office = office_on(engine, SetClock(MORNING))
    office.accepted(1)
    crew = Crew(url, tmp_path, engine)
    crew.start(2)
    try:
        assert wait_until_all_lapsed(office, 1)
        assert crew.kill_one_on_duty() <= TAKEOVER_SECONDS
        office.accepted(2)
        assert sorted(wait_until_all_lapsed(office, 2).values()) == [1, 1]
    finally:
        crew.end()


@pytest.mark.drill
@pytest.mark.parametrize("workers", [2, 4])
@pytest.mark.parametrize("databases", ["postgresql", "sqlite"], indirect=True)
def test_a_minute_of_kills_doubles_nothing_and_loses_nothing(engine: Engine, url: str, tmp_path: Path, workers: int) -> None:
    office = office_on(engine, SetClock(MORNING))
    crew, chance = Crew(url, tmp_path, engine), random.Random(workers)
    crew.start(workers)
    number, gaps, until = 0, [], time.monotonic() + 60
    try:
        while time.monotonic() < until:
            for _ in range(20):
                number += 1
                office.accepted(number)
            time.sleep(chance.uniform(0, 2))
            gaps.append(crew.kill_one_on_duty())
        found = wait_until_all_lapsed(office, number)
    finally:
        crew.end()
    nobody = f"nobody on duty for {max(gaps):.1f} s at most"
    log.warning(
        "%s workers, %s killed, %s lapses due: %s recorded, %s twice; %s", workers, len(gaps), number, len(found), found.total() - len(found), nobody
    )
    assert (len(found), set(found.values())) == (number, {1})
    assert max(gaps) <= TAKEOVER_SECONDS
    assert len(gaps) >= 5


@pytest.mark.drill
@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
def test_without_duty_and_key_the_same_count_finds_doubles(engine: Engine, url: str, tmp_path: Path) -> None:
    """The control: schedulers that each read, act and mark are found out."""
    office = office_on(engine, SetClock(MORNING))
    for number in range(1, 101):
        office.accepted(number)
    office.projector.catch_up()
    crew = Crew(url, tmp_path, engine, "naive")
    crew.start(2)
    try:
        found = wait_until_all_lapsed(office, 100)
        time.sleep(3)
        found = lapses(office)
    finally:
        crew.end()
    log.warning("without duty and key, 2 workers, 100 lapses due: %s recorded again", found.total() - len(found))
    assert max(found.values()) > 1
