"""Roles of PostgreSQL: each does its work with the least it needs, and none but the owner can change the record or take down a fence."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Event
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from application.clock import SetClock
from application.commands.register import GrantRole
from application.commands.trail import ApproveErasure, ProposeErasure
from application.settings import Settings
from application.store.fences import REFUSED
from application.store.leadership import duty_of
from application.store.roles import script
from application.trail.erasing import OwnersOnlyError
from application.trail.inspection import Inspection
from application.trail.signer import Signer
from application.trail.soundness import faults
from domain.fact import Capacity
from tests.trail.filling import fill, sealing_of
from web.cli.worker import Worker
from web.erasing import erasing_of
from web.system import System

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Acting = Callable[[str], System]

MORNING = datetime(2026, 3, 2, 1, tzinfo=UTC)
CLI = Capacity(person="system:cli", role="system")
OFFICER = Capacity(person="p-officer", role="bureau-officer")
APPROVERS = (Capacity(person="p-first", role="bureau-approver"), Capacity(person="p-second", role="bureau-approver"))
OWNER, WEB, WORKER, READER = "qingjian_owner", "qingjian_web", "qingjian_worker", "qingjian_reader"
LOWLY = (WEB, WORKER, READER)

pytestmark = pytest.mark.parametrize("databases", ["postgresql"], indirect=True)


def give_roles(url: str) -> None:
    """What the operator does: psql runs the script."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(script().encode())


@pytest.fixture
def acting(migrated_database_url: str, tmp_path: Path) -> Iterator[Acting]:
    """A system whose database knows it by the name of a role; the first is the superuser who installs."""
    made: list[System] = []

    def system(role: str) -> System:
        settings = Settings(
            mode="production",
            instance_dir=tmp_path,
            database_url=migrated_database_url.replace("postgres@", f"{role}@"),
            storage_url=f"file://{tmp_path}/papers",
            trail_origin="test.qingjian.example/log",
            secret_key="k" * 32,
        )
        made.append(System(settings, clock=SetClock(MORNING)))
        return made[-1]

    installing = system("postgres")
    installing.projector.prepare()
    give_roles(migrated_database_url)
    yield system
    for each in made:
        each.engine.dispose()


def denied(system: System, statement: str) -> bool:
    """Whether the database refuses a statement for want of rights; any other fault is told."""
    try:
        with system.engine.begin() as connection:
            connection.exec_driver_sql(statement)
    except ProgrammingError as fault:
        if not isinstance(fault.orig, psycopg.errors.InsufficientPrivilege):
            raise
        return True
    return False


def person(system: System, role: str) -> str:
    """Take a command: a person gets a role."""
    known = uuid4()
    system.casework.handle(GrantRole(person_id=known, role=role, organisation=None), CLI)
    return str(known)


FORBIDDEN = [
    "UPDATE events SET topic = topic",
    "UPDATE receipts SET answer = answer",
    "UPDATE disclosures SET content = content",
    *(f"DELETE FROM {table}" for table in REFUSED),  # noqa: S608  tables of ours
    *(f"TRUNCATE {table}" for table in REFUSED),
    "DROP TRIGGER events_no_update ON events",
    "ALTER TABLE events DISABLE TRIGGER events_no_update",
    "ALTER TABLE events ADD COLUMN other text",
    "DROP TABLE events",
    "DROP FUNCTION refuse_change CASCADE",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
    "SET LOCAL session_replication_role = replica",
    "SET ROLE qingjian_owner",
]


@pytest.mark.parametrize("role", LOWLY)
def test_none_of_them_changes_the_record_or_takes_down_a_fence(acting: Acting, role: str) -> None:
    system = acting(role)
    assert [statement for statement in FORBIDDEN if not denied(system, statement)] == []


def test_the_web_takes_commands_and_makes_no_tables(acting: Acting) -> None:
    web = acting(WEB)
    person(web, "bureau-officer")
    assert web.log.head() == 1
    assert denied(web, "CREATE TABLE other (id int)")
    assert denied(web, "DELETE FROM disclosures")
    assert denied(web, "UPDATE projection_positions SET position = 0")
    assert faults(web.engine, web.settings.signing_key) == []


def test_the_worker_folds_signs_and_inspects_what_the_web_took_in(acting: Acting, tmp_path: Path) -> None:
    web, worker = acting(WEB), acting(WORKER)
    known = person(web, "bureau-officer")
    worker.projector.prepare()
    worker.projector.catch_up()
    worker.projector.rebuild()
    worker.projector.catch_up()
    sealing = sealing_of(worker.casework, tmp_path)
    assert sealing.seal().new
    assert Inspection(sealing.log).run() == []
    with web.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM capacities WHERE person = :person"), {"person": known}).scalar_one() == 1
    assert denied(web, "INSERT INTO trail_tiles VALUES (9, 9, '')")


def test_the_worker_does_as_its_role_what_it_does_all_day(acting: Acting, caplog: pytest.LogCaptureFixture) -> None:
    web, parts = acting(WEB), acting(WORKER)
    person(web, "bureau-officer")
    Signer.create(parts.settings.signing_key, parts.settings.trail_origin)
    parts.projector.prepare()
    parts.projector.catch_up()
    worker = Worker(parts, Event())
    worker._check()
    worker._round(lambda: True)
    worker._beat()
    beside = worker._clockwork(duty_of(parts.engine))._beside
    assert {"trail", "inspection", "erasures", "exports"} <= beside.keys()
    for work in beside.values():
        work(lambda: True)
    assert [each.message for each in caplog.records if each.levelname in {"ERROR", "CRITICAL"}] == []
    assert sealing_of(parts.casework, parts.settings.instance_dir).log.last_checkpoint() is not None


def test_the_reader_sees_results_and_nothing_protected(acting: Acting) -> None:
    reader = acting(READER)
    with reader.reading() as connection:
        connection.execute(text("SELECT * FROM timeline"))
        connection.execute(text("SELECT * FROM events"))
    for table in ("disclosures", "accounts", "sessions", "directory", "receipts", "tokens"):
        assert denied(reader, f"SELECT * FROM {table}")  # noqa: S608  as above
    assert denied(reader, "INSERT INTO case_numbers (year, last) VALUES (2026, 1)")


def test_only_the_owner_erases_and_the_read_models_stay_the_workers(acting: Acting) -> None:
    web, worker = acting(WEB), acting(WORKER)
    (case, *_) = fill(web.casework, 6, cases=1)
    erasure = web.casework.handle(ProposeErasure(events=(f"{case}/2",), field_class="personal", basis="示例"), OFFICER).created
    assert erasure is not None
    for each in APPROVERS:
        web.casework.handle(ApproveErasure(erasure_id=erasure), each)
    for system in (web, worker):
        with pytest.raises(OwnersOnlyError):
            erasing_of(system).carry_out(erasure, acting=CLI)
    owner = acting(OWNER)
    erasing_of(owner).carry_out(erasure, acting=CLI)
    with owner.reading() as connection:
        owners = connection.execute(
            text("SELECT DISTINCT tableowner FROM pg_tables WHERE tablename IN ('timeline', 'case_file', 'projection_positions')")
        ).scalars()
        assert list(owners) == [WORKER]
    worker.projector.prepare()
    worker.projector.catch_up()


def test_the_script_may_be_run_again(acting: Acting, migrated_database_url: str) -> None:
    give_roles(migrated_database_url)
    person(acting(WEB), "bureau-officer")


def test_a_table_of_the_record_without_its_rights_is_none(acting: Acting) -> None:
    """Every table the web cannot change is fenced, and every fenced one the web cannot change."""
    web = acting(WEB)
    with web.reading() as connection:
        asked = text(
            "SELECT has_table_privilege(:table, 'UPDATE') OR has_table_privilege(:table, 'DELETE') OR has_table_privilege(:table, 'TRUNCATE')"
        )
        assert {table for table in REFUSED if connection.execute(asked, {"table": table}).scalar_one()} == set()
