"""Mutants: packages changed in one place, by somebody careless or by somebody who makes the manifests anew. All are refused.

Each class of byte has the verdict it belongs to. A control that looks only at sums lets the careful ones pass: the drill is not blunt.
"""

from __future__ import annotations

import hashlib
import random
import re
import zipfile
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

import pytest
from sqlalchemy import delete

from application.store.tables import DISCLOSURES
from application.trail.package.verify import verify
from application.trail.signer import Signer
from domain.case.events.grade import ObjectionRaised
from domain.case.events.revision import ExtensionRequested
from domain.papers.paper import PaperName
from domain.trail.events import ExportApproved, Portion
from tests.trail.filling import MORNING, ORIGIN, fill, without_fences
from tests.trail.packages import Office, office, summed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from domain.fact import Fact

SIZE = 300
PROFILES = ("regulator", "auditor", "enterprise", "public")
Files = dict[str, bytes]


class Kind(NamedTuple):
    """A class of byte: where it lies, and the verdict that speaks of it, changed or gone, when the manifests were made anew."""

    changed: str
    gone: str
    lines: bool = False


SIGNED = {
    r"data/trail/tile/entries/.*": Kind("integrity", "completeness"),
    r"data/trail/tile/0/.*": Kind("integrity", "completeness"),
    r"data/trail/tile/[1-9]/.*": Kind("integrity", "completeness"),
    r"data/trail/leaves/.*": Kind("integrity", "completeness"),
    r"data/trail/proofs/.*": Kind("integrity", "completeness", lines=True),
    r"data/trail/case-heads/.*": Kind("completeness", "completeness", lines=True),
    r"data/trail/checkpoint": Kind("signature", "signature", lines=True),
    r"data/trail/checkpoints/.*": Kind("signature", "completeness", lines=True),
    r"data/trail/consistency/.*": Kind("integrity", "completeness", lines=True),
    r"data/trail/log.vkey": Kind("signature", "signature"),
    r"data/trail/policy": Kind("signature", "signature", lines=True),
    r"data/trail/rotations.jsonl": Kind("signature", "signature"),
    r"data/papers.json": Kind("completeness", "completeness"),
    r"data/disclosures/.*": Kind("disclosures", "disclosures", lines=True),
}
BYTES = ("flip", "set", "cut", "grow", "insert", "remove")
LINES = ("line dropped", "line twice", "lines changed over")
WHOLE = ("drop", "swap", "foreign")


class Mutant(NamedTuple):
    """What was done, where, and which verdict must speak."""

    what: str
    kind: str
    name: str
    files: dict[str, bytes | None]
    """Files with their new content; none where they are gone."""
    verdicts: frozenset[str]


class Specimen(NamedTuple):
    """A package on disk, with its files in memory, so that a mutant is put right again at little cost."""

    path: Path
    files: Files
    classes: dict[str, list[str]]

    @classmethod
    def of(cls, path: Path) -> Specimen:
        """Read a package."""
        files = {each.relative_to(path).as_posix(): each.read_bytes() for each in sorted(path.rglob("*")) if each.is_file()}
        classes = {pattern: [name for name in files if re.fullmatch(pattern, name)] for pattern in SIGNED}
        return cls(path, files, {pattern: names for pattern, names in classes.items() if names})

    def put(self, files: dict[str, bytes | None]) -> None:
        """Write these files, or take them away."""
        for name, content in files.items():
            path = self.path / name
            if content is None:
                path.unlink()
            else:
                path.write_bytes(content)

    def restore(self, names: Iterator[str]) -> None:
        """Put files right again."""
        self.put({name: self.files[name] for name in names})


def fact(number: int) -> Fact:
    """Events with members of every class."""
    if number % 3 == 0:
        return ExportApproved(note=f"示例意见 {number}")
    if number % 3 == 1:
        return ObjectionRaised(
            objection_id=UUID(int=number), party_kind="person", party_name=f"示例某{number}", party_contact="示例路 1 号", text="示例异议", late=False
        )
    names = (PaperName("ab" * 32, f"示例终稿{number}.pdf"),)
    return ExtensionRequested(reason="示例事由", late_papers=(), paper_names=names, late_table=None, late_answers=(), received_on=MORNING.date())


def rotated_office(folder: Path, origin: str = ORIGIN) -> Office:
    """A log of 300 leaves whose key was changed once, with some disclosures erased."""
    folder.mkdir()
    log = office(folder, SIZE - 60, cases=30, fact=fact, origin=origin)
    sealing = log.sealing
    sealing.rotate(Signer.create(folder / "second.key", origin))
    cases = [*log.cases, *fill(sealing.casework, SIZE - sealing.log.length() - 1, cases=20, seed=3, fact=fact)]
    assert sealing.seal().checkpoint.size == SIZE
    with sealing.casework.engine.begin() as connection:
        without_fences(connection)
        personal = DISCLOSURES.c.field_class == "personal"
        connection.execute(delete(DISCLOSURES).where(personal, DISCLOSURES.c.originator_id.in_(log.cases[:4])))
    return Office(sealing, cases, SIZE, str(sealing.signer.key().verifier))


def packages_of(log: Office, folder: Path) -> list[Specimen]:
    """Every portion for every recipient."""
    portions = (Portion(mode="full"), Portion(mode="range", first=240, last=270), Portion(mode="case", case_id=log.cases[1]))
    made = [log.export(folder / f"{portion.mode}-{profile}", portion, profile) for portion in portions for profile in PROFILES]
    return [Specimen.of(each) for each in made]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return rotated_office(tmp_path_factory.mktemp("mutants") / "log")


@pytest.fixture(scope="module")
def specimens(log: Office, tmp_path_factory: pytest.TempPathFactory) -> list[Specimen]:
    return packages_of(log, tmp_path_factory.mktemp("packages"))


@pytest.fixture(scope="module")
def strangers(tmp_path_factory: pytest.TempPathFactory) -> list[Specimen]:
    folder = tmp_path_factory.mktemp("strangers")
    return packages_of(rotated_office(folder / "log", "other.example/log"), folder)


# ------------------------------------------------------------------------------------------------------------------ mutating


def changed_bytes(content: bytes, what: str, dice: random.Random) -> bytes:
    """One thing done to a file."""
    at = dice.randrange(len(content))
    return {
        "flip": lambda: content[:at] + bytes([content[at] ^ (1 << dice.randrange(8))]) + content[at + 1 :],
        "set": lambda: content[:at] + dice.randbytes(1) + content[at + 1 :],
        "cut": lambda: content[:at],
        "grow": lambda: content + content[-dice.randint(1, 40) :],
        "insert": lambda: content[:at] + dice.choice((b" ", b"\n", b"\r", b"\0", b"=", dice.randbytes(1))) + content[at:],
        "remove": lambda: content[:at] + content[at + 1 :],
    }[what]()


def changed_lines(content: bytes, what: str, dice: random.Random) -> bytes:
    """One thing done to the lines of a file."""
    lines = content.splitlines(keepends=True)
    one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    if what == "line dropped":
        del lines[one]
    elif what == "line twice":
        lines.insert(other, lines[one])
    else:
        lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def mutate(specimen: Specimen, others: list[Specimen], dice: random.Random) -> Mutant:
    """Think of a mutant that differs from what it was made of."""
    while True:
        pattern = dice.choice(list(specimen.classes))
        kind = SIGNED[pattern]
        name = dice.choice(specimen.classes[pattern])
        content = specimen.files[name]
        what = dice.choice((*BYTES, *WHOLE, *(LINES if kind.lines else ())))
        verdicts = {kind.changed}
        files: dict[str, bytes | None]
        if what == "drop":
            files, verdicts = {name: None}, {kind.gone}
        elif what in WHOLE:
            found = _of_elsewhere(specimen, name, what, others, dice)
            if found is None:
                continue
            files = dict(found)
        else:
            files = {name: (changed_bytes if what in BYTES else changed_lines)(content, what, dice)}
        if any(files[each] != specimen.files[each] for each in files):
            return Mutant(what, pattern, name, files, frozenset(verdicts))


def _of_elsewhere(specimen: Specimen, name: str, what: str, others: list[Specimen], dice: random.Random) -> Files | None:
    if what == "swap":
        beside = [each for each in specimen.files if each != name and each.rpartition("/")[0] == name.rpartition("/")[0] and "checkpoint" not in name]
        if not beside:
            return None
        other = dice.choice(beside)
        return {name: specimen.files[other], other: specimen.files[name]}
    found = dice.choice(others).files.get(name)
    return None if found is None else {name: found}


def with_manifests(specimen: Specimen, mutant: Mutant) -> dict[str, bytes | None]:
    """The mutant's files, and manifests that agree with them."""
    now = {name: content for name, content in {**specimen.files, **mutant.files}.items() if content is not None}
    return {**mutant.files, **summed(now)}


class Tally:
    """What became of mutants."""

    def __init__(self) -> None:
        self.survivors: list[str] = []
        self.seen: Counter[tuple[str, str]] = Counter()
        self.fooled = 0
        """How many a look at the sums alone lets pass."""


def drill(vkey: str, pools: tuple[list[Specimen], list[Specimen]], count: int, seed: int) -> Tally:
    """Mutants made, verified and put right again."""
    own, strange = pools
    dice, tally = random.Random(seed), Tally()
    for number in range(count):
        specimen = dice.choice(own)
        mutant = mutate(specimen, [*own, *strange], dice)
        hidden = dice.random() < 0.75
        files = with_manifests(specimen, mutant) if hidden else mutant.files
        expected = mutant.verdicts if hidden else frozenset({"completeness" if mutant.what == "drop" else "integrity"})
        specimen.put(files)
        report = verify(str(specimen.path), vkey)
        tally.fooled += sums_agree(specimen.path)
        specimen.restore(iter(files))
        broken = {name for name, state in report.states.items() if state == "broken"}
        if report.exit_code != 1 or not expected & broken:
            tally.survivors.append(f"{seed}/{number} {specimen.path.name} {mutant.what} {mutant.name} {hidden=} {expected}\n{report.text()}")
        tally.seen[mutant.kind, mutant.what] += 1
    return tally


def sums_agree(package: Path) -> bool:
    """The control: manifests only."""
    listed = [line.partition("  ") for line in (package / "manifest-sha256.txt").read_text().splitlines()]
    return all((package / name).is_file() and hashlib.sha256((package / name).read_bytes()).hexdigest() == found for found, _, name in listed)


@pytest.mark.parametrize("seed", [1])
def test_two_hundred_mutants_are_refused(log: Office, specimens: list[Specimen], strangers: list[Specimen], seed: int) -> None:
    tally = drill(log.vkey, (specimens, strangers), 200, seed)
    assert tally.survivors == []
    assert tally.fooled > 100


@pytest.mark.drill
@pytest.mark.parametrize("seed", range(2, 12))
def test_five_thousand_mutants_over_every_class_of_byte_are_refused(
    log: Office, specimens: list[Specimen], strangers: list[Specimen], seed: int
) -> None:
    tally = drill(log.vkey, (specimens, strangers), 500, seed)
    assert tally.survivors == []
    assert {kind for kind, _ in tally.seen} == set(SIGNED)
    assert {what for _, what in tally.seen} == {*BYTES, *LINES, *WHOLE}


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 200))
def test_a_hundred_thousand_mutants_are_refused(log: Office, specimens: list[Specimen], strangers: list[Specimen], seed: int) -> None:
    tally = drill(log.vkey, (specimens, strangers), 1_000, seed)
    assert tally.survivors == []


# ---------------------------------------------------------------------------------------------------------------------- zips


def zip_mutants(content: bytes, count: int, dice: random.Random) -> Iterator[tuple[str, bytes]]:
    """Any byte of a zip, whatever it is for."""
    for _ in range(count):
        what = dice.choice(BYTES)
        changed = changed_bytes(content, what, dice)
        if changed != content:
            yield what, changed


def refused_zips(log: Office, folder: Path, count: int, seed: int) -> list[str]:
    """Mutants of zips that were not refused."""
    dice, found = random.Random(seed), []
    case = log.export(folder / "case.zip", Portion(mode="case", case_id=log.cases[1])).read_bytes()
    (folder / "case.zip").unlink()
    path = folder / "mutant.zip"
    for what, content in zip_mutants(case, count, dice):
        path.write_bytes(content)
        report = verify(str(path), log.vkey)
        if report.exit_code != 1 or report.states["integrity"] != "broken":
            found.append(f"{what}\n{report.text()}")
    return found


def test_mutants_of_a_zip_are_refused(log: Office, tmp_path: Path) -> None:
    assert refused_zips(log, tmp_path, 100, 1) == []


@pytest.mark.drill
def test_a_thousand_mutants_of_a_zip_are_refused(log: Office, tmp_path: Path) -> None:
    assert refused_zips(log, tmp_path, 1_000, 2) == []


def packed_again(package: Path, out: Path, change: Callable[[zipfile.ZipInfo], None]) -> Path:
    """The files of a folder in a zip of somebody else's making."""
    with zipfile.ZipFile(out, "w") as made:
        for path in sorted(each for each in package.rglob("*") if each.is_file()):
            entry = zipfile.ZipInfo(f"top/{path.relative_to(package).as_posix()}", (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            change(entry)
            made.writestr(entry, path.read_bytes())
    return out


@pytest.mark.parametrize(("attribute", "value"), [("date_time", (1990, 1, 1, 0, 0, 0)), ("comment", b"x"), ("compress_type", zipfile.ZIP_DEFLATED)])
def test_a_zip_of_another_making_is_refused_and_its_folder_is_not(
    log: Office, specimens: list[Specimen], tmp_path: Path, attribute: str, value: object
) -> None:
    package = specimens[-1].path
    assert verify(str(packed_again(package, tmp_path / "same.zip", lambda _: None)), log.vkey).exit_code == 0
    other = packed_again(package, tmp_path / "other.zip", lambda entry: setattr(entry, attribute, value))
    assert verify(str(other), log.vkey).states["integrity"] == "broken"
    assert verify(str(package), log.vkey).exit_code == 0
