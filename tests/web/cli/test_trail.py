"""``trail …`` as it is typed: key, checkpoint, export, verify."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import orjson
import pytest

from application.clock import SetClock
from application.settings import Settings
from tests.trail.authority import running
from tests.trail.filling import casework_on, fill, leaves
from web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from uuid import UUID

    from click.testing import Result

    from application.casework import Casework

    Run = Callable[..., Result]

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture(params=["demo"])
def mode(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def run(migrated_database_url: str, tmp_path: Path, mode: str) -> Iterator[Run]:
    settings = Settings(
        mode=mode,
        instance_dir=tmp_path,
        database_url=migrated_database_url,
        storage_url=f"file://{tmp_path}/papers",
        trail_origin="test.qingjian.example/log",
        secret_key="k" * 32,
    )
    app = create_app(settings, clock=SetClock(MORNING))
    app.extensions["qingjian"].projector.prepare()
    runner = app.test_cli_runner()
    yield lambda *words: runner.invoke(args=["trail", *map(str, words)])
    app.extensions["qingjian"].engine.dispose()


@pytest.fixture
def casework(migrated_database_url: str) -> Iterator[Casework]:
    made = casework_on(migrated_database_url)
    yield made
    made.engine.dispose()


@pytest.fixture
def cases(casework: Casework) -> list[UUID]:
    return fill(casework, 40, cases=4)


def test_a_demo_exports_a_case_that_verifies_and_says_so_in_the_log(run: Run, cases: list[UUID], tmp_path: Path, casework: Casework) -> None:
    made = run("export", "--mode", "case", "--case", cases[1], "--profile", "public", tmp_path / "out")
    assert made.exit_code == 0, made.output
    vkey = run("key", "show").output.splitlines()[0]
    verified = run("verify", tmp_path / "out", "--vkey", vkey)
    assert (verified.exit_code, "PROVEN" in verified.output) == (0, True)
    assert [orjson.loads(each)["type"] for each in leaves(casework)][-5:] == [
        "trail.ExportRequested",
        "trail.ExportApproved",
        "trail.Genesis",
        "trail.CaseHeads",
        "trail.Exported",
    ]


def test_a_package_that_was_touched_is_broken_and_without_a_key_nobody_can_say(run: Run, cases: list[UUID], tmp_path: Path) -> None:
    assert run("export", "--mode", "full", "--profile", "regulator", tmp_path / "out.zip").exit_code == 0
    vkey = run("key", "show").output.splitlines()[0]
    assert run("verify", tmp_path / "out.zip").exit_code == 2
    assert run("verify", tmp_path / "nowhere", "--vkey", vkey).exit_code == 2
    (tmp_path / "out.zip").write_bytes((tmp_path / "out.zip").read_bytes().replace(b"trail.Genesis", b"trail.genesis"))
    assert run("verify", tmp_path / "out.zip", "--vkey", vkey).exit_code == 1


def test_a_key_is_made_once_and_its_verifier_key_printed(run: Run, tmp_path: Path) -> None:
    first = run("key", "new", tmp_path / "own.key")
    assert (first.exit_code, first.output.startswith("test.qingjian.example/log+")) == (0, True)
    assert run("key", "new", tmp_path / "own.key").exit_code == 2


def test_a_checkpoint_is_printed_and_stays_the_same_where_nothing_came(run: Run, cases: list[UUID]) -> None:
    first, second = run("checkpoint"), run("checkpoint")
    assert first.output == second.output
    assert first.output.splitlines()[:2] == ["test.qingjian.example/log", "42"]


@pytest.mark.parametrize("mode", ["production"], indirect=True)
def test_in_production_a_missing_key_stops_the_signing_and_basis_recipient_and_approver_are_asked_for(
    run: Run, cases: list[UUID], tmp_path: Path
) -> None:
    assert run("checkpoint").exit_code == 2
    assert not (tmp_path / "trail.key").exists()
    assert run("export", "--profile", "public", tmp_path / "out").exit_code == 1
    assert run("key", "new", tmp_path / "trail.key").exit_code == 0
    assert run("checkpoint").exit_code == 0


@pytest.mark.parametrize(
    "words", [("--mode", "case"), ("--mode", "range", "--first", 3), ("--mode", "case", "--case", "QJ-2026-999999"), ("--mode", "full", "--first", 1)]
)
def test_a_portion_that_is_unclear_or_not_there_is_refused(run: Run, cases: list[UUID], tmp_path: Path, words: tuple[object, ...]) -> None:
    refused = run("export", *words, "--profile", "public", tmp_path / "out")
    assert (refused.exit_code, "Traceback" in refused.output) == (1, False), refused.output
    assert not (tmp_path / "out").exists()


def test_a_witness_is_asked_and_its_answer_put_under_the_checkpoint_by_file(run: Run, cases: list[UUID], tmp_path: Path) -> None:
    key = run("witness", "new", "enterprise.example/witness", "--key", tmp_path / "key")
    assert run("witness", "ask", tmp_path / "request").exit_code == 0
    log = run("key", "show").output.splitlines()[0]
    files = ("--key", tmp_path / "key", "--log", log, "--state", tmp_path / "state")
    signed = run("witness", "cosign", tmp_path / "request", *files, "--out", tmp_path / "answer")
    assert signed.exit_code == 0, signed.output
    accepted = run("witness", "accept", tmp_path / "answer", "--vkey", key.output.strip())
    assert accepted.exit_code == 0, accepted.output
    assert run("witness", "list").output == f"{key.output.strip()} 42\n"
    assert run("export", "--profile", "public", tmp_path / "out").exit_code == 0
    found = run("verify", tmp_path / "out", "--vkey", log)
    assert found.exit_code == 0, found.output


def test_an_answer_that_is_none_is_refused_in_one_line(run: Run, cases: list[UUID], tmp_path: Path) -> None:
    key = run("witness", "new", "enterprise.example/witness", "--key", tmp_path / "key").output.strip()
    (tmp_path / "answer").write_text("nothing")
    for vkey in (key, "no key"):
        refused = run("witness", "accept", tmp_path / "answer", "--vkey", vkey)
        assert (refused.exit_code, "Traceback" in refused.output) == (1, False), refused.output


def test_a_checkpoint_is_stamped_by_the_authority_named(run: Run, cases: list[UUID], tmp_path: Path) -> None:
    assert run("timestamp").exit_code == 1
    assert run("timestamp", "--url", "http://127.0.0.1:9/").exit_code == 2
    (tmp_path / "authority").mkdir()
    with running(tmp_path / "authority") as authority:
        assert run("timestamp", "--url", authority.url).exit_code == 0
    assert run("export", "--profile", "public", tmp_path / "out").exit_code == 0
    assert len(list((tmp_path / "out/data/timestamps").iterdir())) == 2
