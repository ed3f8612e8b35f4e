"""Packages are accepted, and touched ones refused, by software not written here."""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING, NamedTuple

import pytest
from sd_jwt.common import SDJWTCommon
from sd_jwt.verifier import SDJWTVerifier

from application.store.migrate import upgrade
from application.store.trail_log import KeptCheckpoint
from application.trail.package.verify import verify
from domain.trail.events import Portion
from tests.peers.conftest import HERE, ran
from tests.trail.filling import casework_on, fill, sealing_of
from tests.trail.packages import FULL, Office, office, resum

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.peers.conftest import Checked

    Sumdb = Callable[[Path, str], Checked]

SIZES = (2, 3, 7, 255, 256, 257, 1000)
LARGE = (65_536, 70_000)
MODES = ("full", "range", "case")


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Office]:
    return {size: office(tmp_path_factory.mktemp(f"log{size}"), size) for size in SIZES}


def portion_of(log: Office, mode: str) -> Portion:
    """The whole, some events in the middle, or one case (the log's own where there is no other)."""
    if mode == "range":
        return Portion(mode="range", first=log.size // 3, last=min(log.size - 1, log.size // 3 + 9))
    return FULL if mode == "full" else Portion(mode="case", case_id=log.cases[0] if log.cases else log.sealing.stream)


def by_shell(package: Path, vkey: str) -> Checked:
    """The verifier in bash."""
    return ran("bash", package / "data/verify/verify.sh", package, vkey)


def by_python(package: Path, vkey: str) -> Checked:
    """The verifier the package carries."""
    return ran(sys.executable, "-I", "-S", package / "data/verify/verify.py", package, "--vkey", vkey)


def by_sha256sum(package: Path) -> Checked:
    """Sums alone."""
    return ran("sha256sum", "-c", "--quiet", "--strict", "manifest-sha256.txt", cwd=package)


def by_bagit(package: Path) -> Checked:
    """The bag."""
    return ran(sys.executable, "-m", "bagit", "--validate", "--quiet", package)


def accepted_by_all(package: Path, vkey: str, sumdb: Sumdb, *, shell: bool = True) -> None:
    for found in (
        *([by_shell(package, vkey)] if shell else []),
        sumdb(package, vkey),
        by_sha256sum(package),
        by_bagit(package),
        by_python(package, vkey),
    ):
        assert found.returncode == 0, f"{found.args}\n{found.stdout}{found.stderr}"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", SIZES)
def test_packages_of_every_size_and_portion_are_accepted_by_others(
    logs: dict[int, Office], sumdb: Sumdb, tmp_path: Path, size: int, mode: str
) -> None:
    profile = "public" if (size + MODES.index(mode)) % 2 else "regulator"
    accepted_by_all(logs[size].export(tmp_path / "package", portion_of(logs[size], mode), profile), logs[size].vkey, sumdb)


@pytest.mark.drill
@pytest.mark.parametrize("profile", ["regulator", "auditor", "enterprise", "public"])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", SIZES)
def test_packages_for_every_recipient_are_accepted_by_others(
    logs: dict[int, Office], sumdb: Sumdb, tmp_path: Path, size: int, mode: str, profile: str
) -> None:
    accepted_by_all(logs[size].export(tmp_path / "package", portion_of(logs[size], mode), profile), logs[size].vkey, sumdb)


@pytest.mark.drill
@pytest.mark.parametrize("size", LARGE)
def test_large_packages_are_accepted_by_others(sumdb: Sumdb, tmp_path: Path, size: int) -> None:
    log = office(tmp_path, size, cases=500)
    for profile in ("regulator", "public"):
        for mode in MODES:
            package = log.export(tmp_path / f"{mode}-{profile}", portion_of(log, mode), profile)
            # The shell takes a minute for ten thousand entries: the whole of a large log is left to the long run.
            accepted_by_all(package, log.vkey, sumdb, shell=mode != "full")
    assert sumdb(tmp_path / "full-regulator", log.vkey).stdout.startswith(f"PROVEN {size}")


@pytest.mark.long
@pytest.mark.parametrize("size", LARGE)
def test_large_packages_are_accepted_by_the_shell(tmp_path: Path, size: int) -> None:
    log = office(tmp_path, size, cases=500)
    assert by_shell(log.export(tmp_path / "package"), log.vkey).returncode == 0


@pytest.mark.parametrize("mode", ["full", "range"])
@pytest.mark.parametrize("profile", ["regulator", "public"])
def test_a_log_of_one_event_is_accepted_by_others_and_called_incomplete_by_us(sumdb: Sumdb, tmp_path: Path, mode: str, profile: str) -> None:
    url = f"sqlite:///{tmp_path / 'log.sqlite'}"
    upgrade(url)
    casework = casework_on(url)
    sealing = sealing_of(casework, tmp_path)
    cases = fill(casework, 1, cases=1)
    sealing.log.fold(1)
    tree = sealing.log.tree(1)
    sealing.log.keep_checkpoint(KeptCheckpoint(1, tree.root(), sealing.signer.sign(tree), "2026-03-02T01:00:00.000000Z"))
    log = Office(sealing, cases, 1, str(sealing.signer.key().verifier))
    package = log.export(tmp_path / "package", Portion(mode="range", first=0, last=0) if mode == "range" else FULL, profile)
    for found in (by_shell(package, log.vkey), sumdb(package, log.vkey), by_sha256sum(package), by_bagit(package)):
        assert found.returncode == 0, f"{found.args}\n{found.stdout}{found.stderr}"
    states = verify(str(package), log.vkey).states
    # No leaf with the heads of all cases: whether something was left out, the whole cannot show.
    assert (states["signature"], states["integrity"], states["completeness"]) == ("proven", "proven", "broken" if mode == "full" else "proven")


# ----------------------------------------------------------------------------------------------------------------- tampering


class Twin(NamedTuple):
    """A package that was touched: where, how, and who can see it when the manifests agree again."""

    mode: str
    name: str
    change: Callable[[bytes], bytes | None]
    seen_by: tuple[str, ...]


def flipped(at: int) -> Callable[[bytes], bytes | None]:
    return lambda content: content[:at] + bytes([content[at] ^ 1]) + (content[at + 1 :] if at != -1 else b"")


def gone(_content: bytes) -> None:
    return None


def first_line_again(content: bytes) -> bytes:
    return content[: content.index(b"\n") + 1] + content


TWINS = {
    "an entry": Twin("full", "data/trail/tile/entries/000", flipped(40), ("go", "shell")),
    "a tile nobody needs for the root": Twin("full", "data/trail/tile/0/000", flipped(40), ("go", "shell")),
    "a tile above": Twin("full", "data/trail/tile/1/000.p/1", flipped(3), ("go", "shell")),
    "the root": Twin("full", "data/trail/checkpoint", flipped(32), ("go", "shell")),
    "the signature": Twin("full", "data/trail/checkpoint", flipped(-10), ("go", "shell")),
    "a bundle left out": Twin("full", "data/trail/tile/entries/000", gone, ("go", "shell")),
    "a bundle cut off": Twin("full", "data/trail/tile/entries/000", lambda content: content[:-9], ("go", "shell")),
    "a disclosure of the whole": Twin("full", "data/disclosures/0.jsonl", flipped(40), ("shell",)),
    "a disclosure twice": Twin("full", "data/disclosures/0.jsonl", first_line_again, ("shell",)),
    "an event of a range": Twin("range", "data/trail/leaves/*.json", flipped(30), ("go", "shell")),
    "a proof": Twin("range", "data/trail/proofs/*.tlog-proof", flipped(50), ("go", "shell")),
    "a proof left out": Twin("range", "data/trail/proofs/*.tlog-proof", gone, ("go", "shell")),
    "an event of a case": Twin("case", "data/trail/leaves/*.json", flipped(30), ("go", "shell")),
    "a disclosure of a case": Twin("case", "data/disclosures/0.jsonl", flipped(40), ("shell",)),
    "disclosures of a case left out": Twin("case", "data/disclosures/0.jsonl", gone, ("shell",)),
    "the head of a case": Twin("case", "data/trail/case-heads/*.json", flipped(70), ()),
}


@pytest.mark.parametrize("named", TWINS)
def test_touched_packages_are_refused_by_those_who_can_see_it(logs: dict[int, Office], sumdb: Sumdb, tmp_path: Path, named: str) -> None:
    log, twin = logs[257], TWINS[named]
    package = log.export(tmp_path / "package", portion_of(log, twin.mode))
    touched = min(package.glob(twin.name))
    content = twin.change(touched.read_bytes())
    if content is None:
        touched.unlink()
    else:
        touched.write_bytes(content)
    # The sums as they were give it away to anybody.
    for found in (by_sha256sum(package), by_bagit(package), by_shell(package, log.vkey), by_python(package, log.vkey)):
        assert found.returncode == 1, f"{found.args}\n{found.stdout}{found.stderr}"
    resum(package)
    assert by_python(package, log.vkey).returncode == 1
    refused = {"go": sumdb(package, log.vkey).returncode != 0, "shell": by_shell(package, log.vkey).returncode == 1}
    assert {name for name, found in refused.items() if found} == set(twin.seen_by)


def test_another_key_is_refused_by_others(logs: dict[int, Office], sumdb: Sumdb, tmp_path: Path) -> None:
    log, stranger = logs[7], logs[3]
    for mode in MODES:
        package = log.export(tmp_path / mode, portion_of(log, mode))
        assert sumdb(package, stranger.vkey).returncode == 1
        assert by_shell(package, stranger.vkey).returncode == 1
        assert by_python(package, stranger.vkey).returncode == 1


# --------------------------------------------------------------------------------------------------------------- disclosures


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


def by_npm(opened: list[tuple[dict[str, object], list[str]]]) -> list[dict[str, object]]:
    """The members as the SD-JWT library of npm opens them."""
    asked = "".join(json.dumps({"data": data, "disclosures": disclosures}) + "\n" for data, disclosures in opened)
    found = subprocess.run(["node", str(HERE / "unpack.mjs")], input=asked, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in found.stdout.splitlines()]


def events_of(package: Path) -> Iterator[tuple[int, dict[str, object]]]:
    """Index and payload of every event of a package."""
    for leaf in (package / "data/trail").glob("leaves/*.json"):
        yield int(leaf.stem), json.loads(leaf.read_bytes())["data"]
    index = 0
    for bundle in sorted(path for path in (package / "data/trail").glob("tile/entries/**/*") if path.is_file()):
        content = bundle.read_bytes()
        while content:
            length = int.from_bytes(content[:2])
            yield index, json.loads(content[2 : 2 + length])["data"]
            content, index = content[2 + length :], index + 1


def with_disclosures(package: Path) -> list[tuple[dict[str, object], list[str]]]:
    """Every event with the disclosures that go along."""
    beside: dict[int, list[str]] = {}
    for file in (package / "data/disclosures").glob("*.jsonl"):
        for row in map(json.loads, file.read_text().splitlines()):
            beside.setdefault(row["index"], []).extend([row["disclosure"]] if "disclosure" in row else [])
    return [(data, beside.get(index, [])) for index, data in events_of(package)]


@pytest.mark.parametrize("profile", ["regulator", "public"])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", [7, 257, 1000])
def test_disclosures_open_the_events_for_two_sd_jwt_libraries(logs: dict[int, Office], tmp_path: Path, size: int, mode: str, profile: str) -> None:
    events = with_disclosures(logs[size].export(tmp_path / "package", portion_of(logs[size], mode), profile))
    here = [unpacked(data, disclosures) for data, disclosures in events]
    assert by_npm(events) == here
    protected = [found for (data, _), found in zip(events, here, strict=True) if "_sd" in data]
    assert protected or mode == "case"
    for found in protected:
        assert "_sd" not in found
        assert ("note" in found) == (profile == "regulator")


def test_a_forged_disclosure_opens_nothing_for_either_library(logs: dict[int, Office], tmp_path: Path) -> None:
    events = with_disclosures(logs[7].export(tmp_path / "package"))
    forged = urlsafe_b64encode(b'["c2FsdHNhbHRzYWx0","note","forged"]').rstrip(b"=").decode()
    for data, disclosures in events:
        if disclosures:
            assert "note" in unpacked(data, disclosures)
            assert "note" not in unpacked(data, [forged])
            assert "note" not in by_npm([(data, [forged])])[0]
