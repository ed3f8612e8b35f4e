"""Fences: what was recorded is added to and never changed, whoever asks; a fence that is gone, off or replaced is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import DBAPIError

from application.store.fences import GROWING, REFUSED, missing_fences, raise_fences
from tests.trail.filling import fill, sealing_of, without_fences

if TYPE_CHECKING:
    from pathlib import Path

    from application.casework import Casework

COLUMNS = {
    "events": "topic",
    "receipts": "answer",
    "disclosures": "content",
    "trail_tiles": "hashes",
    "trail_heads": "leaf_hash",
    "trail_checkpoints": "note",
    "trail_timestamps": "token",
}


@pytest.fixture
def filled(casework: Casework, tmp_path: Path) -> Casework:
    """A casework whose tables of the record all have rows."""
    fill(casework, 30)
    sealing = sealing_of(casework, tmp_path)
    size = sealing.seal().checkpoint.size
    sealing.log.keep_timestamp(size, "ab" * 32, b"request", b"token")
    with casework.engine.begin() as connection:
        rows = "INSERT INTO receipts (capacity, command_id, request_digest, answer, position) SELECT 'a', 'b', leaf_hash, leaf_hash, 1 FROM events"
        connection.exec_driver_sql(f"{rows} WHERE position = 1")
    return casework


def refused(casework: Casework, statement: str) -> bool:
    """Whether the database refuses a statement by a fence; any other fault is told."""
    try:
        with casework.engine.begin() as connection:
            connection.exec_driver_sql(statement)
    except DBAPIError as fault:
        if "only added to" not in str(fault):
            raise
        return True
    return False


@pytest.mark.parametrize(("table", "act"), [(table, act) for table, acts in REFUSED.items() for act in acts])
def test_what_was_recorded_is_neither_changed_nor_removed(filled: Casework, table: str, act: str) -> None:
    changed = f"{table} SET {COLUMNS[table]} = {COLUMNS[table]}"
    assert refused(filled, f"{act} FROM {table}" if act == "DELETE" else f"{act} {changed}")


@pytest.mark.parametrize("table", REFUSED)
@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
def test_no_table_of_the_record_is_emptied_at_a_stroke(filled: Casework, table: str) -> None:
    assert refused(filled, f"TRUNCATE {table}")


@pytest.mark.parametrize("table", ["events", "receipts", "trail_checkpoints", "trail_timestamps", "trail_tiles", "trail_heads"])
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_row_is_not_replaced_under_its_own_key(filled: Casework, table: str) -> None:
    rows = f"{table} SELECT * FROM {table}"  # noqa: S608  a table of ours
    assert refused(filled, f"INSERT OR REPLACE INTO {rows}")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE trail_tiles SET hashes = substr(hashes, 1, 32)",
        "UPDATE trail_tiles SET number = number + 1",
        "UPDATE trail_heads SET case_version = case_version - 1",
        "UPDATE trail_checkpoints SET note = 'nothing'",
        "UPDATE trail_checkpoints SET size = size + 1",
        "UPDATE trail_checkpoints SET signed_at = ''",
    ],
)
def test_tiles_heads_and_notes_only_grow(filled: Casework, statement: str) -> None:
    assert refused(filled, statement)


def test_what_may_grow_grows(filled: Casework, tmp_path: Path) -> None:
    assert not refused(filled, "UPDATE trail_checkpoints SET note = note || 'a line'")
    fill(filled, 300, seed=2)
    assert sealing_of(filled, tmp_path).seal().new


def test_disclosures_may_be_deleted(filled: Casework) -> None:
    assert not refused(filled, "DELETE FROM disclosures")


@pytest.mark.parametrize(
    "name", [f"{table}_no_{act.lower()}" for table, acts in REFUSED.items() for act in acts] + [f"{each}_only_grow" for each in GROWING]
)
def test_a_missing_fence_is_seen_and_raised_again(casework: Casework, name: str) -> None:
    table = next(each for each in REFUSED if name.startswith(each))
    with casework.engine.begin() as connection:
        assert missing_fences(connection) == []
        connection.exec_driver_sql(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.dialect.name == "postgresql" else ""))
        assert missing_fences(connection) == [name]
        raise_fences(connection)
        assert missing_fences(connection) == []


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_fence_that_refuses_nothing_is_no_fence(casework: Casework) -> None:
    with casework.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER events_no_update")
        connection.exec_driver_sql("CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT 1; END")
        assert missing_fences(connection) == ["events_no_update"]


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE events DISABLE TRIGGER events_no_update",
        "ALTER TABLE events ENABLE TRIGGER events_no_update",
        (
            "DROP TRIGGER events_no_update ON events; CREATE TRIGGER events_no_update BEFORE UPDATE ON events"
            " FOR EACH ROW WHEN (false) EXECUTE FUNCTION refuse_change()"
        ),
    ],
)
@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
def test_a_fence_that_is_off_or_weakened_is_no_fence(casework: Casework, statement: str) -> None:
    with casework.engine.begin() as connection:
        connection.exec_driver_sql(statement)
        assert missing_fences(connection) == ["events_no_update"]


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
def test_fences_that_call_an_emptied_function_are_none(casework: Casework) -> None:
    with casework.engine.begin() as connection:
        connection.exec_driver_sql("CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$")
        assert len(missing_fences(connection)) == sum(len(acts) + 1 for acts in REFUSED.values()) + len(GROWING)


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
def test_a_session_that_replays_another_servers_changes_passes_no_fence(filled: Casework) -> None:
    assert refused(filled, "SET LOCAL session_replication_role = replica; UPDATE events SET topic = topic")


def test_without_fences_the_rows_give_way(filled: Casework) -> None:
    """The control: the fences are what refuses, nothing else."""
    with filled.engine.begin() as connection:
        without_fences(connection)
    assert not refused(filled, "UPDATE events SET topic = topic")
    assert not refused(filled, "DELETE FROM trail_checkpoints")
