"""What is no package, or no honest one: the right verdict, the first bad index, and never a traceback."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from application.trail.checkpoint import Checkpoint, proof_text
from application.trail.note import signed
from application.trail.package import verify as program
from application.trail.package.verify import verify
from application.trail.tree import EMPTY_ROOT
from domain.trail.events import Portion
from tests.trail.packages import Office, office, resum

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RANGE = Portion(mode="range", first=100, last=120)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return office(tmp_path_factory.mktemp("log"), 300, cases=30)


@pytest.fixture
def of_range(log: Office, tmp_path: Path) -> Path:
    return log.export(tmp_path / "range", RANGE)


def first_index(package: Path, log: Office, verdict: str) -> int | None:
    """The first index named under a verdict that does not hold."""
    report = verify(str(package), log.vkey)
    assert (report.exit_code, report.states[verdict]) == (1, "broken"), report.text()
    return next((note["index"] for note in report.notes if note["verdict"] == verdict and note["index"] is not None), None)


# ------------------------------------------------------------------------------------------------------------------- index


def left_out(package: Path) -> None:
    (package / "data/trail/leaves/107.json").unlink()
    (package / "data/trail/proofs/107.tlog-proof").unlink()


def changed_over(package: Path) -> None:
    for name in ("leaves/{}.json", "proofs/{}.tlog-proof"):
        one, other = package / "data/trail" / name.format(105), package / "data/trail" / name.format(109)
        content = one.read_bytes()
        one.write_bytes(other.read_bytes())
        other.write_bytes(content)


def moved(package: Path) -> None:
    for name in ("leaves/{}.json", "proofs/{}.tlog-proof"):
        (package / "data/trail" / name.format(120)).rename(package / "data/trail" / name.format(121))


def doubled(package: Path) -> None:
    for name in ("leaves/{}.json", "proofs/{}.tlog-proof"):
        shutil.copy(package / "data/trail" / name.format(120), package / "data/trail" / name.format(121))


def without_proof(package: Path) -> None:
    (package / "data/trail/proofs/111.tlog-proof").unlink()


def cut_off(package: Path) -> None:
    leaf = package / "data/trail/leaves/113.json"
    leaf.write_bytes(leaf.read_bytes()[:-1])


RANGES: dict[str, tuple[Callable[[Path], None], str, int]] = {
    "an event left out": (left_out, "completeness", 107),
    "events changed over": (changed_over, "integrity", 105),
    "an event under another index": (moved, "integrity", 121),
    "an event twice": (doubled, "integrity", 121),
    "a proof left out": (without_proof, "completeness", 111),
    "an event cut off": (cut_off, "integrity", 113),
}


@pytest.mark.parametrize("named", RANGES)
def test_the_first_bad_event_of_a_range_is_named(of_range: Path, log: Office, named: str) -> None:
    tamper, verdict, index = RANGES[named]
    tamper(of_range)
    resum(of_range)
    assert first_index(of_range, log, verdict) == index


def test_the_first_bad_entry_of_a_bundle_is_named_even_where_a_length_is_wrong(log: Office, tmp_path: Path) -> None:
    package = log.export(tmp_path / "package")
    bundle = package / "data/trail/tile/entries/000"
    content = bytearray(bundle.read_bytes())
    at = 0
    for _ in range(40):
        at += 2 + struct.unpack_from(">H", content, at)[0]
    content[at + 1] ^= 1
    bundle.write_bytes(content)
    resum(package)
    assert first_index(package, log, "integrity") == 40


def test_an_entry_too_many_or_too_few_is_named(log: Office, tmp_path: Path) -> None:
    package = log.export(tmp_path / "package")
    bundle = package / "data/trail/tile/entries/001.p/44"
    whole = bundle.read_bytes()
    bundle.write_bytes(whole + b"\0\1x")
    resum(package)
    assert first_index(package, log, "integrity") == 299
    bundle.write_bytes(whole[:-500])
    resum(package)
    assert (first_index(package, log, "integrity") or 0) >= 298


def test_the_parts_of_another_log_are_named_by_the_first_event(log: Office, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = office(tmp_path / "other", 300, cases=30)
    package, strange = log.export(tmp_path / "package", RANGE), other.export(tmp_path / "strange", RANGE)
    for folder in ("leaves", "proofs"):
        shutil.rmtree(package / "data/trail" / folder)
        shutil.copytree(strange / "data/trail" / folder, package / "data/trail" / folder)
    resum(package)
    assert first_index(package, log, "integrity") == 100
    shutil.copy(strange / "data/trail/checkpoint", package / "data/trail/checkpoint")
    resum(package)
    assert verify(str(package), log.vkey).states["signature"] == "broken"


# ------------------------------------------------------------------------------------------------------------- empty, unknown


def test_an_empty_log_proves_nothing_and_is_no_pass(log: Office, tmp_path: Path) -> None:
    package = log.export(tmp_path / "package")
    for folder in ("tile", "checkpoints", "consistency"):
        shutil.rmtree(package / "data/trail" / folder)
    shutil.rmtree(package / "data/disclosures")
    note = signed(Checkpoint(log.vkey.split("+")[0], 0, EMPTY_ROOT).text, log.sealing.signer.key())
    for name in ("checkpoint", "checkpoints/0"):
        (package / "data/trail" / name).parent.mkdir(exist_ok=True)
        (package / "data/trail" / name).write_text(note)
    info = package / "bag-info.txt"
    info.write_text(info.read_text().replace("Trail-Size: 300", "Trail-Size: 0").replace("Trail-Events: 300", "Trail-Events: 0"))
    resum(package)
    report = verify(str(package), log.vkey)
    assert (report.exit_code, report.states["signature"], report.states["integrity"]) == (2, "proven", "unknown"), report.text()
    found = subprocess.run(["bash", package / "data/verify/verify.sh", package, log.vkey], check=False, capture_output=True)
    assert found.returncode == 2


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        ("Trail-Format: trail/1", "Trail-Format: trail/2", "version"),
        ("Trail-Mode: range", "Trail-Mode: other", "version"),
        ("Trail-Size: 300", "Trail-Size: 301", "integrity"),
        ("Trail-Events: 21", "Trail-Events: 20", "completeness"),
        ("Trail-Scope: 100-120", "Trail-Scope: 100-121", "completeness"),
        ("Trail-Scope: 100-120", "Trail-Scope: 0-999999999999999999", "completeness"),
        ("Trail-Scope: 100-120", "Trail-Scope: 120-100", "completeness"),
        ("Trail-Keys: 1", "Trail-Keys: 2", "signature"),
    ],
)
def test_a_package_that_says_something_else_of_itself_is_refused(of_range: Path, log: Office, old: str, new: str, verdict: str) -> None:
    info = of_range / "bag-info.txt"
    info.write_text(info.read_text().replace(old, new))
    resum(of_range)
    report = verify(str(of_range), log.vkey)
    assert (report.exit_code, report.states[verdict]) == (1, "broken"), report.text()


@pytest.mark.parametrize(
    "name", ["data/trail/leaves/0100.json", "data/trail/tile/0/000", "data/strange", "data/trail/case-heads/x.json", "strange.txt"]
)
def test_a_file_such_a_package_never_has_is_refused(of_range: Path, log: Office, name: str) -> None:
    (of_range / name).parent.mkdir(parents=True, exist_ok=True)
    (of_range / name).write_bytes(b"{}")
    resum(of_range)
    assert verify(str(of_range), log.vkey).states["integrity"] == "broken"


def test_a_proof_under_a_checkpoint_of_its_own_is_refused(of_range: Path, log: Office) -> None:
    tree = log.sealing.log.tree(120)
    note = signed(Checkpoint(log.vkey.split("+")[0], 120, tree.root()).text, log.sealing.signer.key())
    (of_range / "data/trail/proofs/104.tlog-proof").write_text(proof_text(104, tree.inclusion(104), note))
    resum(of_range)
    assert first_index(of_range, log, "integrity") == 104


# --------------------------------------------------------------------------------------------------------------------- files


def test_links_and_what_is_no_file_are_refused_without_being_opened(of_range: Path, log: Office, tmp_path: Path) -> None:
    makers: tuple[Callable[[Path], None], ...] = (lambda path: path.symlink_to("/etc/passwd"), os.mkfifo)
    for number, make in enumerate(makers):
        package = tmp_path / str(number)
        shutil.copytree(of_range, package)
        make(package / "data/trail/extra")
        assert verify(str(package), log.vkey).states["integrity"] == "broken"


def test_manifests_that_name_files_outside_are_refused(of_range: Path, log: Office) -> None:
    manifest = of_range / "manifest-sha256.txt"
    manifest.write_text(f"{'0' * 64}  ../../../../etc/passwd\n{manifest.read_text()}")
    assert verify(str(of_range), log.vkey).states["completeness"] == "broken"


def test_a_name_that_is_no_text_is_refused_and_can_be_printed(of_range: Path, log: Office) -> None:
    (of_range / "data" / os.fsdecode(b"\xff\xfe")).write_bytes(b"x")
    report = verify(str(of_range), log.vkey)
    assert report.exit_code == 1
    assert report.text().encode()


def zipped(path: Path, entries: list[tuple[zipfile.ZipInfo, bytes]]) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        for entry, content in entries:
            made.writestr(entry, content)
    return path


def link(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.create_system, entry.external_attr = 3, 0o120777 << 16
    return entry


def plain(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.create_system, entry.external_attr = 3, 0o100644 << 16
    return entry


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "entries",
    [
        [(link("top/data/x"), b"/etc/passwd")],
        [(plain("top/data/x"), b"1"), (plain("top/data/x"), b"2")],
        [(plain("top/data/x"), b"1"), (plain("other/data/x"), b"2")],
        [(plain("/data/x"), b"1")],
        [(plain("../data/x"), b"1")],
        [(plain("x"), b"1")],
        [],
    ],
)
def test_zips_that_lead_elsewhere_are_refused(log: Office, tmp_path: Path, entries: list[tuple[zipfile.ZipInfo, bytes]]) -> None:
    report = verify(str(zipped(tmp_path / "package.zip", entries)), log.vkey)
    assert (report.exit_code, report.states["integrity"]) == (1, "broken")


def test_a_zip_that_swells_or_overlaps_is_refused_before_it_is_unpacked(log: Office, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(plain("top/bagit.txt"), b"\0" * 30_000_000, zipfile.ZIP_DEFLATED)
    assert bomb.stat().st_size < 100_000
    assert verify(str(bomb), log.vkey).states["integrity"] == "broken"
    # Two names for the same bytes: the second row of the table leads to the first file.
    overlapping = zipped(tmp_path / "overlapping.zip", [(plain("top/a"), b"x" * 9), (plain("top/b"), b"x" * 9)])
    content = bytearray(overlapping.read_bytes())
    second = content.rindex(b"PK\1\2")
    content[second + 42 : second + 46] = struct.pack("<L", 0)
    overlapping.write_bytes(content)
    assert verify(str(overlapping), log.vkey).states["integrity"] == "broken"


@pytest.mark.parametrize("content", [b"", b"PK", b"\0" * 100, b"\xff" * 5_000, b"{}"])
def test_what_is_no_package_ends_in_words(log: Office, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "package.zip").write_bytes(content)
    (tmp_path / "key").write_bytes(b"\xff\xfe\0")
    for key in (log.vkey, "nonsense", str(tmp_path / "key")):
        command = [sys.executable, "-I", "-S", program.__file__, str(tmp_path / "package.zip"), "--vkey", key]
        found = subprocess.run(command, check=False, capture_output=True, text=True, env={"LC_ALL": "C"})
        assert (found.returncode, found.stderr) == (1, ""), found.stderr
        assert "BROKEN" in found.stdout
    assert subprocess.run([sys.executable, program.__file__, str(tmp_path / "absent")], check=False, capture_output=True).returncode == 2


@pytest.mark.parametrize("key", ["", "x", "a+b+c", "test.qingjian.example/log+00000000+AAAA", "\ud800", "+".join(["x"] * 9)])
def test_a_key_that_is_none_breaks_the_signature_and_nothing_else_hides_it(of_range: Path, key: str) -> None:
    report = verify(str(of_range), key)
    assert (report.exit_code, report.states["integrity"]) == (2 if not key else 1, "proven")
    assert report.states["signature"] == ("broken" if key else "unknown")
