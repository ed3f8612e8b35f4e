"""Packages are accepted, and touched ones refused, by software not written here."""

from __future__ import annotations

import json
import shutil
import sys
from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING

import pytest
from sd_jwt.common import SDJWTCommon
from sd_jwt.verifier import SDJWTVerifier

from application.trail.package.verify import verify
from domain.trail.events import Portion
from tests.peers.conftest import ran
from tests.trail.packages import FULL, Office, office, resum

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.peers.conftest import Checked

    Sumdb = Callable[[Path, str], Checked]

SIZES = (2, 3, 7, 255, 256, 257, 1000)
LARGE = (65_536, 70_000)
LONG_FOR_A_SHELL = 1_000


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Office]:
    return {size: office(tmp_path_factory.mktemp(f"log{size}"), size) for size in SIZES}


def accepted_by_all(package: Path, vkey: str, sumdb: Sumdb, *, by_shell: bool = True) -> None:
    shell = [ran("bash", package / "data/verify/verify.sh", package, vkey)] if by_shell else []
    for found in (
        *shell,
        sumdb(package, vkey),
        ran("sha256sum", "-c", "--quiet", "--strict", "manifest-sha256.txt", cwd=package),
        ran(sys.executable, "-m", "bagit", "--validate", "--quiet", package),
        ran(sys.executable, "-I", "-S", package / "data/verify/verify.py", package, "--vkey", vkey),
    ):
        assert found.returncode == 0, f"{found.args}\n{found.stdout}{found.stderr}"


@pytest.mark.parametrize("size", SIZES)
def test_full_packages_of_every_size_are_accepted_by_others(logs: dict[int, Office], sumdb: Sumdb, tmp_path: Path, size: int) -> None:
    log = logs[size]
    profile = "public" if size % 2 else "regulator"
    # The shell starts a program for every hash: a thousand entries take it a minute.
    accepted_by_all(log.export(tmp_path / "package", FULL, profile), log.vkey, sumdb, by_shell=size < LONG_FOR_A_SHELL)


@pytest.mark.drill
def test_a_thousand_entries_are_accepted_by_the_shell(logs: dict[int, Office], tmp_path: Path) -> None:
    package = logs[1000].export(tmp_path / "package")
    assert ran("bash", package / "data/verify/verify.sh", package, logs[1000].vkey).returncode == 0


@pytest.mark.parametrize("profile", ["regulator", "public"])
@pytest.mark.parametrize("mode", ["range", "case"])
def test_ranges_and_cases_are_accepted_by_others(logs: dict[int, Office], sumdb: Sumdb, tmp_path: Path, mode: str, profile: str) -> None:
    log = logs[1000]
    portion = Portion(mode="range", first=250, last=254) if mode == "range" else Portion(mode="case", case_id=log.cases[5])
    accepted_by_all(log.export(tmp_path / "package", portion, profile), log.vkey, sumdb)


@pytest.mark.drill
@pytest.mark.parametrize("size", LARGE)
def test_large_packages_are_accepted_by_others(sumdb: Sumdb, tmp_path: Path, size: int) -> None:
    log = office(tmp_path, size, cases=500)
    package = log.export(tmp_path / "package")
    assert sumdb(package, log.vkey).stdout.startswith(f"PROVEN {size}")
    assert verify(str(package), log.vkey).exit_code == 0


def test_a_tree_of_one_leaf_is_accepted_by_others(sumdb: Sumdb, tmp_path: Path) -> None:
    from application.trail.checkpoint import Checkpoint  # noqa: PLC0415
    from application.trail.leaf import leaf_hash  # noqa: PLC0415
    from application.trail.note import SignerKey, signed  # noqa: PLC0415

    key, state = SignerKey("one.example/log", b"1" * 32), b'{"id":"1"}'
    trail = tmp_path / "data/trail"
    for name, content in {
        "tile/0/000.p/1": leaf_hash(state),
        "tile/entries/000.p/1": len(state).to_bytes(2) + state,
        "checkpoint": signed(Checkpoint("one.example/log", 1, leaf_hash(state)).text, key).encode(),
    }.items():
        (trail / name).parent.mkdir(parents=True, exist_ok=True)
        (trail / name).write_bytes(content)
    assert sumdb(tmp_path, str(key.verifier)).stdout == "PROVEN 1 1\n"


# Which of them can see what: signature and tree, or only sums.
TREE = {
    "an entry": ("data/trail/tile/entries/000", 40),
    "a tile nobody needs for the root": ("data/trail/tile/0/000", 40),
    "the root": ("data/trail/checkpoint", 32),
    "the signature": ("data/trail/checkpoint", -10),
}


@pytest.mark.parametrize("named", TREE)
def test_touched_packages_are_refused_by_others_even_with_new_manifests(logs: dict[int, Office], sumdb: Sumdb, tmp_path: Path, named: str) -> None:
    log = logs[257]
    package = log.export(tmp_path / "package")
    name, at = TREE[named]
    content = bytearray((package / name).read_bytes())
    content[at] ^= 1
    (package / name).write_bytes(content)
    assert ran("sha256sum", "-c", "--quiet", "manifest-sha256.txt", cwd=package).returncode == 1
    assert ran(sys.executable, "-m", "bagit", "--validate", "--quiet", package).returncode == 1
    resum(package)
    assert sumdb(package, log.vkey).returncode == 1
    if not named.startswith("a tile"):  # the shell hashes entries and reads no tile
        assert ran("bash", package / "data/verify/verify.sh", package, log.vkey).returncode == 1


def test_an_event_of_a_case_that_was_touched_is_refused_by_others(logs: dict[int, Office], sumdb: Sumdb, tmp_path: Path) -> None:
    log = logs[1000]
    package = log.export(tmp_path / "package", Portion(mode="case", case_id=log.cases[5]))
    leaf = next((package / "data/trail/leaves").iterdir())
    shutil.copy(leaf, tmp_path / "leaf")
    leaf.write_bytes(leaf.read_bytes().replace(b'"specversion":"1.0"', b'"specversion":"1.1"'))
    resum(package)
    assert sumdb(package, log.vkey).returncode == 1
    assert ran("bash", package / "data/verify/verify.sh", package, log.vkey).returncode == 1


class Opener(SDJWTVerifier):  # type: ignore[misc]  # the library has no types
    """The library's way from digests to members, without the signature our payload does not have."""

    def __init__(self, payload: dict[str, object], disclosures: list[str]) -> None:
        SDJWTCommon.__init__(self, serialization_format="compact")
        self._input_disclosures = disclosures
        self._create_hash_mappings(disclosures)
        self._sd_jwt_payload = payload
        self.opened: dict[str, object] = self._extract_sd_claims()


def unpacked(payload: dict[str, object], disclosures: list[str]) -> dict[str, object]:
    """The members as the SD-JWT library opens them."""
    return Opener(payload, disclosures).opened


def test_disclosures_open_the_leaf_for_an_sd_jwt_library(logs: dict[int, Office], tmp_path: Path) -> None:
    package = logs[7].export(tmp_path / "package", Portion(mode="range", first=0, last=6))
    rows = [json.loads(line) for line in (package / "data/disclosures/0.jsonl").read_text().splitlines()]
    assert rows
    for row in rows:
        data = json.loads((package / f"data/trail/leaves/{row['index']}.json").read_text())["data"]
        opened = unpacked(data, [row["disclosure"]])
        assert str(opened["note"]).startswith("示例意见")
        assert "note" not in unpacked(data, [])
        forged = urlsafe_b64encode(b'["c2FsdHNhbHRzYWx0","note","forged"]').rstrip(b"=").decode()
        assert "note" not in unpacked(data, [forged])
