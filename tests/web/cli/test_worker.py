"""The worker as a process of its own, and the commands about the read models."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from application.casework import Casework
from application.clock import SystemClock
from application.commands.planning import PlanCase
from application.store.engine import make_engine
from domain.calendar.working_days import shipped_calendar
from domain.fact import Capacity
from domain.law.rulebook import shipped
from projections.heartbeat import heartbeats
from projections.read_models import READ_MODELS
from projections.status import statuses
from tests.architecture.tree import ROOT
from tests.examples.plan import form
from tests.examples.register import ENTERPRISE_ID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Engine

FLASK = (sys.executable, "-m", "flask", "--app", "wsgi")
PATIENCE = 30.0


@pytest.fixture
def environment(migrated_database_url: str, tmp_path: Path) -> dict[str, str]:
    """What a command gets: the database, and no secret."""
    given = {"QINGJIAN_MODE": "production", "QINGJIAN_DATABASE_URL": migrated_database_url, "QINGJIAN_INSTANCE_DIR": str(tmp_path)}
    return {"PATH": os.environ["PATH"]} | given


@pytest.fixture
def engine(migrated_database_url: str) -> Iterator[Engine]:
    engine = make_engine(migrated_database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def worker(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A worker; its clock sends commands, so it needs the secret that keys their digests."""
    given = environment | {"QINGJIAN_SECRET_KEY": "k" * 32}
    process = subprocess.Popen((*FLASK, "worker"), cwd=ROOT, env=given, stderr=subprocess.PIPE, text=True)
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate(timeout=PATIENCE)


def command(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run((*FLASK, *words), cwd=ROOT, env=environment, check=False, capture_output=True, text=True)


def plan_a_case(engine: Engine) -> None:
    casework = Casework(
        engine, clock=SystemClock(), rulebook=shipped(), calendar=shipped_calendar(), receipt_key=b"k" * 32, origin="test.qingjian.example/log"
    )
    casework.handle(PlanCase(form=form()), Capacity(person="p-filler", role="enterprise-filler", organisation=str(ENTERPRISE_ID)))


def positions(engine: Engine) -> set[int]:
    with engine.connect() as connection:
        return {each.position for each in statuses(connection, READ_MODELS, 0)}


def eventually(seen: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            if seen():
                return True
        except sa.exc.DBAPIError:
            pass  # the worker has not made its tables yet
        time.sleep(0.05)
    return False


def beating(engine: Engine) -> bool:
    with engine.connect() as connection:
        return {each.process.partition("@")[0] for each in heartbeats(connection)} == {"worker", "clock"}


def test_the_worker_follows_the_record_and_ends_in_order(engine: Engine, worker: subprocess.Popen[str]) -> None:
    assert eventually(lambda: beating(engine))
    plan_a_case(engine)
    assert eventually(lambda: positions(engine) == {3})
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=PATIENCE) == 0
    with engine.connect() as connection:
        assert heartbeats(connection) == []


def test_a_worker_without_its_secret_says_so_and_does_not_start(environment: dict[str, str]) -> None:
    found = command(environment, "worker")
    assert (found.returncode, "QINGJIAN_SECRET_KEY" in found.stderr, len(found.stderr.splitlines())) == (2, True, 1)


def test_the_status_names_every_read_model_and_asks_for_no_secret(engine: Engine, environment: dict[str, str]) -> None:
    found = command(environment, "projections", "status")
    assert found.returncode == 0, found.stderr
    assert [line.split()[0] for line in found.stdout.splitlines()[1:]] == [each.name for each in READ_MODELS]


def test_a_rebuild_leaves_every_read_model_at_the_end_of_the_log(engine: Engine, environment: dict[str, str]) -> None:
    plan_a_case(engine)
    found = command(environment, "projections", "rebuild")
    assert found.returncode == 0, found.stderr
    assert positions(engine) == {3}


def test_a_read_model_that_is_none_is_an_answer_of_no(environment: dict[str, str]) -> None:
    found = command(environment, "projections", "rebuild", "worklsit")
    assert found.returncode == 1
    assert "worklsit" in found.stderr
    assert len(found.stderr.splitlines()) == 1
