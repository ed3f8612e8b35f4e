"""The record's connections: kept between commands, never lent twice at once, replaced when broken, closed with the engine."""

from __future__ import annotations

import sqlite3
import threading
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import event

from application.store.engine import make_engine
from application.store.event_store import make_recorder
from application.store.sealed import CaseVersionTakenError, Receipt, SealedEvent, VersionTakenError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from tests.postgres import Postgres

CLOSED = (sqlite3.ProgrammingError, psycopg.InterfaceError, psycopg.OperationalError)


@pytest.fixture
def engine(migrated_database_url: str) -> Iterator[Engine]:
    engine = make_engine(migrated_database_url, pool_size=4)
    yield engine
    engine.dispose()


@pytest.fixture
def opened(engine: Engine) -> list[object]:
    """Connections opened so far."""
    found: list[object] = []
    event.listen(engine, "connect", lambda connection, _record: found.append(connection))
    return found


def sealed() -> SealedEvent:
    one = uuid4()
    return SealedEvent(one, 1, "enterprise.Registered", b"{}", one, 1, "2026-03-02T01:00:00.000000Z", b"h" * 32, ())


def test_one_connection_serves_one_thread_for_good(engine: Engine, opened: list[object]) -> None:
    recorder = make_recorder(engine)
    for _ in range(5):
        recorder.insert_events([sealed()], receipts=[Receipt("p-1", str(uuid4()), b"d" * 32, b"{}")])
        recorder.max_notification_id()
    assert len(opened) == 1


def test_two_readers_at_once_have_a_connection_each(engine: Engine, opened: list[object]) -> None:
    recorder = make_recorder(engine)
    with recorder.reading() as one, recorder.reading() as other:
        assert one.connection is not other.connection
    assert len(opened) == 2


def test_a_refused_write_leaves_its_connection_in_use(engine: Engine, opened: list[object]) -> None:
    recorder, taken = make_recorder(engine), sealed()
    recorder.insert_events([taken])
    with pytest.raises((VersionTakenError, CaseVersionTakenError)):
        recorder.insert_events([taken])
    assert recorder.max_notification_id() == 1
    assert len(opened) == 1


def test_a_block_that_failed_inside_a_transaction_does_not_hand_it_on(engine: Engine, opened: list[object]) -> None:
    recorder = make_recorder(engine)

    def fail() -> None:
        with recorder.reading() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT 1")
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        fail()
    with recorder.reading() as cursor:
        assert cursor.execute("SELECT 1").fetchone() == (1,)
    assert len(opened) == 2


def test_disposing_of_the_engine_closes_what_slept(engine: Engine) -> None:
    recorder = make_recorder(engine)
    with recorder.reading() as cursor:
        cursor.execute("SELECT 1")
    engine.dispose()
    with pytest.raises(CLOSED):
        cursor.execute("SELECT 1")


def test_no_more_sleep_than_the_engine_keeps(engine: Engine, opened: list[object]) -> None:
    recorder, barrier = make_recorder(engine), threading.Barrier(6)

    def read() -> None:
        with recorder.reading() as cursor:
            cursor.execute("SELECT 1")
            barrier.wait()

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    still_open = 0
    for connection in opened:
        try:
            connection.execute("SELECT 1")  # type: ignore[attr-defined]
            still_open += 1
        except CLOSED:
            continue
    assert (len(opened), still_open) == (6, 4)


def test_a_restart_of_the_server_costs_one_command_and_no_more(postgres: Postgres) -> None:
    name = postgres.create()
    engine = make_engine(postgres.url(name))
    recorder = make_recorder(engine)
    with recorder.reading() as one, recorder.reading() as other:
        one.execute("SELECT 1")
        other.execute("SELECT 1")
    postgres.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")  # noqa: S608  a name of ours
    with pytest.raises(psycopg.OperationalError), recorder.reading() as cursor:
        cursor.execute("SELECT 1")
    for _ in range(3):
        with recorder.reading() as cursor:
            assert cursor.execute("SELECT 1").fetchone() == (1,)
    engine.dispose()
