"""Read models are what the log says, whoever was killed meanwhile and however it was read."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import make_url

from application.store.event_store import Pending
from application.store.migrate import upgrade
from application.trail.leaf import NO_HEAD
from domain.register.events import EnterpriseRegistered
from projections.catch_up import Projector
from projections.read_models import READ_MODELS
from tests.architecture.tree import ROOT
from tests.demo.conftest import engine_of, told
from tests.projections.tables import contents
from tests.trail.filling import MORNING, STAMP, casework_on
from web.record_log import RecordLog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Engine

    from tests.conftest import Databases
    from tests.postgres import Postgres

WRITERS = 6
TOGETHER = 10
"""Events of one transaction."""


def rebuilt(engine: Engine, batch: int) -> dict[str, Any]:
    projector = Projector(engine, RecordLog(engine), READ_MODELS, batch=batch)
    projector.rebuild()
    projector.catch_up()
    return contents(engine)


@pytest.mark.drill
def test_rebuilt_twice_the_rows_are_the_live_ones(databases: Databases) -> None:
    with engine_of(databases) as engine:
        projector = Projector(engine, RecordLog(engine), READ_MODELS, batch=37)
        projector.prepare()
        told(engine, 60, 21)
        projector.catch_up()
        live = contents(engine)
        assert rebuilt(engine, 500) == live
        assert rebuilt(engine, 113) == live


def folded_by_the_killed(databases: Databases, cases: int, kills: int) -> None:
    with engine_of(databases) as engine:
        told(engine, cases, 22)
        url = engine.url.render_as_string(hide_password=False)
        command = (sys.executable, "-m", "tests.drills.folding", url, str(kills), "23")
        at_work = int(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=1_800).stdout)
        assert at_work >= kills // 4, "most had finished before they were killed"
        Projector(engine, RecordLog(engine), READ_MODELS).catch_up()
        found = contents(engine)
        assert rebuilt(engine, 500) == found


@pytest.mark.drill
def test_twenty_workers_killed_leave_the_rows_the_log_says(databases: Databases) -> None:
    folded_by_the_killed(databases, 60, 20)


@pytest.mark.long
def test_two_hundred_workers_killed_leave_the_rows_the_log_says(databases: Databases) -> None:
    folded_by_the_killed(databases, 400, 200)


def tailed(write: Callable[[int], None], read: Callable[[int], list[int]], stored: Callable[[], set[int]], each: int) -> set[int]:
    """Positions a reader missed that always asks for what comes after the last one it saw, while writers write."""
    writers = [threading.Thread(target=write, args=(each,)) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    seen: set[int] = set()
    last = 0
    while any(writer.is_alive() for writer in writers) or read(last):
        found = read(last)
        seen.update(found)
        last = max(found, default=last)
        time.sleep(0.0005)
    return stored() - seen


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    name = postgres.create()
    upgrade(postgres.url(name))
    yield postgres.url(name)
    postgres.drop(name)


def test_a_reader_that_follows_the_log_misses_nothing(postgres_url: str) -> None:
    follow(postgres_url, 20)


@pytest.mark.drill
def test_a_reader_that_follows_misses_none_of_fifty_thousand(postgres_url: str) -> None:
    follow(postgres_url, 50_000 // WRITERS // TOGETHER)


def follow(url: str, each: int) -> None:
    casework = casework_on(url)
    log = RecordLog(casework.engine)

    def write(number: int) -> None:
        for _ in range(number):
            cases = [uuid4() for _ in range(TOGETHER)]
            pending = [Pending(case, 1, EnterpriseRegistered(credit_code="示例", name="示例企业"), STAMP, case, MORNING) for case in cases]
            casework.events.put(pending, heads=dict.fromkeys(cases, NO_HEAD), receipts=())

    missed = tailed(write, lambda last: [found.position for found in log.read(last, 500)], lambda: set(range(1, log.head() + 1)), each)
    assert log.head() == WRITERS * each * TOGETHER
    assert missed == set()
    casework.close()
    casework.engine.dispose()


def test_without_the_ordering_lock_a_reader_misses_some(postgres_url: str) -> None:
    """The control: positions drawn from a sequence become visible in another order."""
    plain = psycopg.conninfo.make_conninfo(**_parts(postgres_url))
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute("CREATE TABLE control (position bigserial PRIMARY KEY, note text)")

    def write(number: int) -> None:
        with psycopg.connect(plain) as connection:
            for turn in range(number):
                connection.execute("INSERT INTO control (note) VALUES ('示例')")
                time.sleep(0.002 if turn % 3 else 0)
                connection.commit()

    with psycopg.connect(plain, autocommit=True) as reader:

        def positions(after: int) -> list[int]:
            return [row[0] for row in reader.execute("SELECT position FROM control WHERE position > %s ORDER BY position", (after,))]

        assert tailed(write, positions, lambda: set(positions(0)), 200)


def _parts(url: str) -> dict[str, str]:
    found = make_url(url)
    return {"host": str(found.query["host"]), "user": found.username or "", "dbname": found.database or ""}
