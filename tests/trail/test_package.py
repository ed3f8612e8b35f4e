"""Packages: what is whole is proven, what was touched is refused under the right verdict, whoever made the manifests anew."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from application.trail.package.export import NothingToExportError
from application.trail.package.verify import verify
from domain.trail.events import Portion
from tests.trail.filling import ORIGIN
from tests.trail.packages import FULL, Office, office, resum

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PROFILES = ("regulator", "auditor", "enterprise", "public")


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return office(tmp_path_factory.mktemp("log"), 700)


@pytest.fixture(scope="module")
def full(log: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return log.export(tmp_path_factory.mktemp("full") / "package")


@pytest.fixture(scope="module")
def case(log: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return log.export(tmp_path_factory.mktemp("case") / "package", Portion(mode="case", case_id=log.cases[3]))


def portions(log: Office) -> list[Portion]:
    return [FULL, Portion(mode="range", first=250, last=270), Portion(mode="case", case_id=log.cases[0])]


@pytest.mark.parametrize("size", [2, 3, 7, 255, 256, 257])
def test_a_full_package_of_any_size_is_proven(tmp_path: Path, size: int) -> None:
    log = office(tmp_path, size)
    found = verify(str(log.export(tmp_path / "package")), log.vkey)
    assert (found.exit_code, found.states) == (0, dict.fromkeys(found.states, "proven")), found.text()


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("number", [0, 1, 2])
def test_every_mode_is_proven_for_every_recipient_as_folder_and_as_zip(log: Office, tmp_path: Path, profile: str, number: int) -> None:
    for name in ("package", "package.zip"):
        found = verify(str(log.export(tmp_path / name, portions(log)[number], profile)), log.vkey)
        assert found.exit_code == 0, found.text()


def test_the_log_itself_is_a_case_that_can_be_exported(log: Office, tmp_path: Path) -> None:
    found = verify(str(log.export(tmp_path / "package", Portion(mode="case", case_id=log.sealing.stream))), log.vkey)
    assert found.exit_code == 0, found.text()


def test_equal_content_gives_equal_bytes(log: Office, tmp_path: Path) -> None:
    first, second = (log.export(tmp_path / name, profile="public").read_bytes() for name in ("a.zip", "b.zip"))
    assert first == second


def test_what_is_withheld_is_not_in_the_package_and_named(log: Office, tmp_path: Path) -> None:
    package = log.export(tmp_path / "package", profile="public")
    content = b"".join(path.read_bytes() for path in package.rglob("*") if path.is_file() and "verify" not in path.parts)
    assert "示例意见".encode() not in content
    assert {row["class"] for row in json.loads((package / "data/redactions.json").read_text())} == {"official"}
    disclosed = b'"disclosure":'
    assert disclosed not in b"".join(path.read_bytes() for path in (package / "data/disclosures").iterdir())
    assert disclosed in b"".join(path.read_bytes() for path in (log.export(tmp_path / "other") / "data/disclosures").iterdir())


def test_the_verifier_in_the_package_runs_alone_with_the_standard_library(log: Office, full: Path) -> None:
    command = [sys.executable, "-I", "-S", str(full / "data/verify/verify.py"), str(full), "--vkey", log.vkey]
    found = subprocess.run(command, check=False, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "PROVEN" in found.stdout


def test_a_key_found_in_the_package_proves_only_that_it_agrees_with_itself(full: Path) -> None:
    found = verify(str(full), None)
    assert (found.exit_code, found.states["signature"], found.states["integrity"]) == (2, "unknown", "proven")


def test_an_absent_case_or_range_is_not_exported_and_nothing_is_left(log: Office, tmp_path: Path) -> None:
    for portion in (Portion(mode="range", first=0, last=700), Portion(mode="case", case_id=log.cases[0].__class__(int=9))):
        with pytest.raises(NothingToExportError):
            log.export(tmp_path / "package", portion)
    assert list(tmp_path.iterdir()) == []


# --------------------------------------------------------------------------------------------------------------- tampering


def change(name: str, at: int = 40) -> Callable[[Path], None]:
    def changed(package: Path) -> None:
        (found,) = package.glob(name)
        content = bytearray(found.read_bytes())
        content[at] ^= 1
        found.write_bytes(content)

    return changed


def drop(name: str) -> Callable[[Path], None]:
    return lambda package: next(iter(sorted(package.glob(name)))).unlink()


def swap(one: str, other: str) -> Callable[[Path], None]:
    def swapped(package: Path) -> None:
        first, second = (package / one).read_bytes(), (package / other).read_bytes()
        (package / one).write_bytes(second)
        (package / other).write_bytes(first)

    return swapped


def drop_line(name: str) -> Callable[[Path], None]:
    def dropped(package: Path) -> None:
        (found,) = package.glob(name)
        found.write_text("".join(f"{line}\n" for line in found.read_text().splitlines()[1:]))

    return dropped


def name_another_format(package: Path) -> None:
    info = package / "bag-info.txt"
    info.write_text(info.read_text().replace("trail/1", "trail/9"))


def cut_the_tail(package: Path) -> None:
    shutil.rmtree(package / "data/trail/tile/entries/002.p")


def forge_the_checkpoint(package: Path) -> None:
    from application.trail.note import SignerKey, open_note, parse_verifier, signed  # noqa: PLC0415

    key = SignerKey(ORIGIN, b"f" * 32)
    note = package / "data/trail/checkpoint"
    text = open_note(note.read_text(), [parse_verifier((package / "data/trail/log.vkey").read_text())])
    note.write_text(signed(text, key))
    (package / "data/trail/log.vkey").write_text(f"{key.verifier}\n")


TAMPERED = {
    "an entry": (change("data/trail/tile/entries/001"), "integrity"),
    "a tile of leaves": (change("data/trail/tile/0/000"), "integrity"),
    "a tile above": (change("data/trail/tile/1/000.p/2"), "integrity"),
    "the root": (change("data/trail/checkpoint", 32), "signature"),
    "the signature": (change("data/trail/checkpoint", -10), "signature"),
    "an older checkpoint": (change("data/trail/checkpoints/350", 30), "signature"),
    "a consistency proof": (change("data/trail/consistency/350-700", 3), "integrity"),
    "a disclosure": (change("data/disclosures/1.jsonl", 60), "disclosures"),
    "a disclosure dropped": (drop_line("data/disclosures/0.jsonl"), "disclosures"),
    "disclosures swapped": (swap("data/disclosures/0.jsonl", "data/disclosures/1.jsonl"), "disclosures"),
    "a bundle dropped": (drop("data/trail/tile/entries/*"), "completeness"),
    "the tail dropped": (cut_the_tail, "completeness"),
    "bundles swapped": (swap("data/trail/tile/entries/000", "data/trail/tile/entries/001"), "integrity"),
    "another format": (name_another_format, "version"),
    "another key": (forge_the_checkpoint, "signature"),
}


@pytest.mark.parametrize("named", TAMPERED)
@pytest.mark.parametrize("hidden", [False, True])
def test_a_package_that_was_touched_is_refused_under_the_right_verdict(full: Path, log: Office, tmp_path: Path, named: str, *, hidden: bool) -> None:
    tamper, verdict = TAMPERED[named]
    package = tmp_path / "package"
    shutil.copytree(full, package)
    tamper(package)
    if hidden:
        resum(package)
    found = verify(str(package), log.vkey)
    assert (found.exit_code, found.states[verdict]) == (1, "broken"), found.text()


def test_the_first_broken_index_is_named(full: Path, log: Office, tmp_path: Path) -> None:
    package = tmp_path / "package"
    shutil.copytree(full, package)
    change("data/trail/tile/0/001", 32 * 7)(package)
    resum(package)
    assert [note["index"] for note in verify(str(package), log.vkey).notes if note["verdict"] == "integrity"] == [256 + 7]


def test_a_case_with_an_event_left_out_is_not_complete(case: Path, log: Office, tmp_path: Path) -> None:
    leaves = sorted((case / "data/trail/leaves").iterdir(), key=lambda path: int(path.stem))
    for number, left_out in enumerate((leaves[0], leaves[len(leaves) // 2], leaves[-2])):
        package = tmp_path / str(number)
        shutil.copytree(case, package)
        (package / "data/trail/leaves" / left_out.name).unlink()
        (package / f"data/trail/proofs/{left_out.stem}.tlog-proof").unlink()
        resum(package)
        found = verify(str(package), log.vkey)
        assert found.states["completeness"] == "broken", found.text()


def test_nothing_to_verify_is_not_a_pass(case: Path, log: Office, tmp_path: Path) -> None:
    package = tmp_path / "package"
    shutil.copytree(case, package)
    shutil.rmtree(package / "data/trail/leaves")
    resum(package)
    assert verify(str(package), log.vkey).exit_code == 1
    (tmp_path / "empty").mkdir()
    assert verify(str(tmp_path / "empty"), log.vkey).exit_code == 1


@pytest.mark.parametrize("name", ["../outside", "/absolute", "a/../../b", "a\\b", "top/../x"])
def test_a_zip_that_leads_outside_is_refused(log: Office, tmp_path: Path, name: str) -> None:
    path = tmp_path / "package.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr(f"top/{name}", b"x")
    assert verify(str(path), log.vkey).exit_code == 1


def test_a_zip_bomb_or_no_zip_is_refused_without_a_traceback(log: Office, tmp_path: Path) -> None:
    bomb, noise, cut = (tmp_path / name for name in ("bomb.zip", "noise.zip", "cut.zip"))
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("top/data/x", b"\0" * 50_000_000)
    noise.write_bytes(b"PK\x03\x04" + b"noise" * 100)
    cut.write_bytes(bomb.read_bytes()[:-30])
    assert [verify(str(path), log.vkey).exit_code for path in (bomb, noise, cut)] == [1, 1, 1]
