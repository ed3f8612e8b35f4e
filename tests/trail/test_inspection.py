"""Inspection: a sound record passes, and every kind of change made behind the program's back is named with its first index."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from application.store.trail_log import TrailLog
from application.trail.inspection import Finding, Inspection
from application.trail.signer import Signer
from application.trail.soundness import faults
from tests.trail.filling import ORIGIN, fill, sealing_of, without_fences

if TYPE_CHECKING:
    from pathlib import Path

    from application.casework import Casework


@pytest.fixture
def sealed(casework: Casework, tmp_path: Path) -> Casework:
    """A record of 600 events under three checkpoints, with some events after them."""
    sealing = sealing_of(casework, tmp_path)
    for seed, count in enumerate((300, 290, 10)):
        fill(casework, count, seed=seed)
        sealing.seal()
    fill(casework, 5, seed=9)
    return casework


def findings(casework: Casework) -> list[Finding]:
    found = Inspection(TrailLog(casework.engine)).run()
    assert found is not None
    return found


def change(casework: Casework, statement: str, **values: object) -> None:
    """Change the database as somebody who rules it can, and put the fences up again."""
    from application.store.fences import raise_fences  # noqa: PLC0415

    with casework.engine.begin() as connection:
        without_fences(connection)
        connection.execute(text(statement), values)
        raise_fences(connection)


def test_a_sound_record_passes_and_says_how_far_it_is(sealed: Casework) -> None:
    told: list[tuple[int, int]] = []
    assert Inspection(TrailLog(sealed.engine)).run(progress=lambda done, of: told.append((done, of))) == []
    assert told[-1] == (609, 609)


def test_an_empty_record_passes(casework: Casework) -> None:
    assert findings(casework) == []


def test_a_record_with_a_changed_key_passes(sealed: Casework, tmp_path: Path) -> None:
    sealing_of(sealed, tmp_path).rotate(Signer.create(tmp_path / "second.key", ORIGIN))
    assert findings(sealed) == []


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE events SET state = CAST(replace(CAST(state AS TEXT), '示例企业39', '事例企业39') AS BLOB)", ("leaf-changed", 39)),
        ("UPDATE events SET state = CAST(state AS TEXT) || ' ' WHERE position = 40", ("leaf-changed", 39)),
        ("UPDATE events SET leaf_hash = state WHERE position = 40", ("leaf-changed", 39)),
        ("UPDATE events SET topic = 'case.Planned' WHERE position = 40", ("leaf-changed", 39)),
        ("UPDATE events SET recorded_at = '2020' WHERE position = 40", ("leaf-changed", 39)),
        ("DELETE FROM events WHERE position = 40", ("gap", 40)),
        ("DELETE FROM disclosures", ("disclosure-missing", 1)),
        ("UPDATE disclosures SET content = CAST(replace(content, '示例', '事例') AS BLOB)", ("disclosure-changed", 1)),
        ("UPDATE disclosures SET content = content || content", ("disclosure-changed", 1)),
        ("UPDATE trail_tiles SET hashes = CAST(substr(hashes, 33, 32) || substr(hashes, 33) AS BLOB)", ("tile-differs", 0)),
        ("UPDATE trail_tiles SET hashes = 'text' WHERE number = 0 AND level = 0", ("tile-differs", 0)),
        ("UPDATE trail_checkpoints SET root = CAST(substr(note, 1, 32) AS BLOB)", ("root-differs", 301)),
        ("UPDATE trail_checkpoints SET root = 'text'", ("root-differs", 301)),
        ("UPDATE trail_checkpoints SET note = 'nothing'", ("signature-broken", 301)),
        ("DELETE FROM events WHERE position > 590", ("root-differs", 592)),
    ],
)
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_what_was_changed_is_named_with_its_first_index(sealed: Casework, statement: str, expected: tuple[str, int]) -> None:
    change(sealed, statement)
    assert Finding(*expected) in findings(sealed)


def test_a_chain_that_was_written_anew_does_not_join(sealed: Casework) -> None:
    change(sealed, "UPDATE events SET case_version = case_version + 100 WHERE position = 40")
    assert {each.code for each in findings(sealed)} >= {"chain-broken", "leaf-changed"}


def test_a_fence_that_is_down_is_found(sealed: Casework) -> None:
    with sealed.engine.begin() as connection:
        without_fences(connection)
    assert findings(sealed) == [Finding("fence-missing")]


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
def test_a_counter_that_was_set_is_found(sealed: Casework) -> None:
    with sealed.engine.begin() as connection:
        connection.execute(text("UPDATE log_head SET position = position + 5"))
    assert findings(sealed) == [Finding("gap", 609)]


def test_it_stops_when_asked(sealed: Casework) -> None:
    assert Inspection(TrailLog(sealed.engine)).run(go_on=lambda: False) is None


def test_a_process_may_start_on_a_sound_record(sealed: Casework, tmp_path: Path) -> None:
    assert faults(sealed.engine, tmp_path / "trail.key") == []
    assert faults(sealed.engine, tmp_path / "of another machine.key") == []


def test_no_process_starts_without_fences(sealed: Casework, tmp_path: Path) -> None:
    with sealed.engine.begin() as connection:
        without_fences(connection)
    assert faults(sealed.engine, tmp_path / "trail.key") == ["fence-missing"]


def test_no_process_starts_on_a_record_that_is_shorter_than_what_was_signed(sealed: Casework, tmp_path: Path) -> None:
    change(sealed, "DELETE FROM events WHERE position > 500")
    if sealed.engine.dialect.name == "postgresql":
        change(sealed, "UPDATE log_head SET position = 500")
    assert faults(sealed.engine, tmp_path / "trail.key") == ["set-back", "root-differs"]


def test_no_process_starts_on_a_record_that_was_set_back_to_an_older_copy(sealed: Casework, tmp_path: Path) -> None:
    change(sealed, "DELETE FROM events WHERE position > 302")
    change(sealed, "DELETE FROM trail_checkpoints WHERE size > 302")
    assert "set-back" in faults(sealed.engine, tmp_path / "trail.key")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE trail_tiles SET hashes = substr(hashes, 1, 32)",
        "UPDATE trail_checkpoints SET root = CAST(note AS BLOB)",
        "UPDATE trail_checkpoints SET root = note",
        "UPDATE trail_checkpoints SET note = 'x'",
    ],
)
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_no_process_starts_where_the_root_is_not_what_was_signed(sealed: Casework, tmp_path: Path, statement: str) -> None:
    change(sealed, statement)
    assert faults(sealed.engine, tmp_path / "trail.key") == ["root-differs"]


def test_no_process_starts_before_the_database_is_migrated(database_url: str, tmp_path: Path) -> None:
    from application.store.engine import make_engine  # noqa: PLC0415

    engine = make_engine(database_url)
    assert faults(engine, tmp_path / "trail.key") == ["not-migrated"]
    engine.dispose()
