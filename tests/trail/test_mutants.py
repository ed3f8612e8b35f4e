"""Mutants: packages changed in one place, by somebody careless or by somebody who makes the manifests anew. All are refused.

Each class of byte has the verdict it belongs to. A control that looks only at sums lets the careful ones pass: the drill is not blunt.
"""

from __future__ import annotations

import random
import re
import shutil
from typing import TYPE_CHECKING, NamedTuple

import pytest

from application.trail.package.verify import verify
from domain.trail.events import Portion
from tests.trail.packages import Office, digest, office, resum

if TYPE_CHECKING:
    from pathlib import Path

SIZE = 300
# Where a byte lies → the verdicts that may speak of it when the manifests were made anew. Not listed: what no signature covers.
SIGNED = {
    r"data/trail/tile/entries/.*": {"integrity", "completeness"},
    r"data/trail/tile/[0-9].*": {"integrity", "completeness"},
    r"data/trail/leaves/.*": {"integrity", "completeness"},
    r"data/trail/proofs/.*": {"integrity", "completeness"},
    r"data/trail/case-heads/.*": {"completeness", "integrity"},
    r"data/trail/checkpoint": {"signature", "integrity"},
    r"data/trail/checkpoints/.*": {"signature", "integrity", "completeness"},
    r"data/trail/consistency/.*": {"integrity", "completeness"},
    r"data/trail/log.vkey": {"signature"},
    r"data/disclosures/.*": {"disclosures"},
}
ANY = {"version", "signature", "integrity", "completeness", "disclosures"}


class Mutant(NamedTuple):
    what: str
    name: str
    hidden: bool
    allowed: set[str]


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, list[Path]]:
    folder = tmp_path_factory.mktemp("mutants")
    log = office(folder, SIZE, cases=30)
    made = [
        log.export(folder / "full"),
        log.export(folder / "range", Portion(mode="range", first=100, last=120)),
        log.export(folder / "case", Portion(mode="case", case_id=log.cases[4]), "auditor"),
    ]
    return log, made


def mutate(package: Path, dice: random.Random) -> Mutant:
    """Change one thing in a package."""
    files = sorted(path.relative_to(package).as_posix() for path in package.rglob("*") if path.is_file())
    signed = [name for name in files if any(re.fullmatch(pattern, name) for pattern in SIGNED)]
    hidden = dice.random() < 0.6
    name = dice.choice(signed if hidden else files)
    allowed = next((verdicts for pattern, verdicts in SIGNED.items() if re.fullmatch(pattern, name)), ANY) if hidden else ANY
    path = package / name
    content = path.read_bytes()
    kinds = ["flip", "drop", "cut", "grow", "swap"]
    what = dice.choice(kinds)
    if what == "flip" or not content:
        at = dice.randrange(len(content))
        changed = content[:at] + bytes([content[at] ^ (1 << dice.randrange(8))]) + content[at + 1 :]
        path.write_bytes(changed)
    elif what == "drop":
        path.unlink()
        allowed = ANY if name.startswith("data/trail/checkpoints/") else allowed | {"completeness"}
    elif what == "cut":
        path.write_bytes(content[: dice.randrange(len(content))])
    elif what == "grow":
        path.write_bytes(content + content[-dice.randint(1, 40) :])
    else:
        others = [each for each in signed if each != name and each.rpartition("/")[0] == name.rpartition("/")[0]]
        other = package / dice.choice(others or [each for each in files if each != name])
        if other.read_bytes() == content:
            path.unlink()
        else:
            path.write_bytes(other.read_bytes())
            other.write_bytes(content)
            allowed = ANY
    if not readable(path):
        allowed = allowed | {"integrity"}  # what is no text at all is said to be damaged, whatever should stand in it
    if hidden:
        resum(package)
    return Mutant(what, name, hidden, allowed)


def readable(path: Path) -> bool:
    """Whether a file that is still there is text."""
    try:
        return not path.exists() or bool(path.read_bytes().decode() or True)
    except UnicodeDecodeError:
        return False


def survivors(log: Office, made: list[Path], folder: Path, count: int, seed: int) -> tuple[list[str], int]:
    """Mutants that were not refused under a verdict that may; and how many a look at the sums alone lets pass."""
    found, fooled = [], 0
    dice = random.Random(seed)
    for number in range(count):
        package = folder / "mutant"
        shutil.copytree(dice.choice(made), package)
        mutant = mutate(package, dice)
        report = verify(str(package), log.vkey)
        broken = {name for name, state in report.states.items() if state == "broken"}
        if report.exit_code != 1 or not broken & mutant.allowed:
            found.append(f"{number}: {mutant}: {report.text()}")
        fooled += sums_agree(package)
        shutil.rmtree(package)
    return found, fooled


def sums_agree(package: Path) -> bool:
    """The control: manifests only."""
    manifest = package / "manifest-sha256.txt"
    lines = manifest.read_text(errors="replace").splitlines() if manifest.exists() else []
    listed = [(name, found) for found, _, name in (line.partition("  ") for line in lines)]
    return bool(listed) and all((package / name).is_file() and digest(package / name) == found for name, found in listed)


@pytest.mark.parametrize("seed", [1])
def test_a_hundred_and_fifty_mutants_are_refused(packages: tuple[Office, list[Path]], tmp_path: Path, seed: int) -> None:
    found, fooled = survivors(*packages, tmp_path, 150, seed)
    assert found == []
    assert fooled > 50
