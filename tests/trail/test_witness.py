"""Witnesses: whoever kept size and root of the log signs what continues it, and nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

from application.trail.checkpoint import cosigned_at
from application.trail.note import NoteError, SignerKey, parse, parse_verifier, signature_line
from application.trail.package import verify as verifier
from application.trail.package import witness
from application.trail.witnesses import Witnesses
from tests.trail.filling import ORIGIN, fill
from tests.trail.packages import Office, office

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NAME = "enterprise.example/witness"
SECONDS = 1_772_413_200


class Outsider(NamedTuple):
    """Somebody with the program, a key and a memory."""

    folder: Path
    vkey: str
    log: str

    def answers(self, request: str) -> int:
        """Run the program; the answer lies in ``answer``."""
        (self.folder / "request").write_text(request)
        arguments = ["cosign", f"{self.folder}/request", "--key", f"{self.folder}/key", "--log", self.log]
        return witness.main([*arguments, "--state", f"{self.folder}/state", "--out", f"{self.folder}/answer"], lambda: float(SECONDS))

    @property
    def answer(self) -> str:
        return (self.folder / "answer").read_text()


@pytest.fixture
def log(tmp_path: Path) -> Office:
    return office(tmp_path, 40, cases=5)


@pytest.fixture
def outsider(log: Office, tmp_path: Path) -> Outsider:
    folder = tmp_path / "outsider"
    folder.mkdir()
    return Outsider(folder, witness.new_key(NAME, str(folder / "key")), log.vkey)


@pytest.fixture
def witnesses(log: Office) -> Witnesses:
    return Witnesses(log.sealing.casework)


def grow(log: Office) -> int:
    fill(log.sealing.casework, 30, cases=3, seed=9)
    return log.sealing.seal().checkpoint.size


def test_a_witness_signs_the_first_checkpoint_it_sees_and_each_that_continues_it(log: Office, outsider: Outsider, witnesses: Witnesses) -> None:
    assert outsider.answers(witnesses.request(0)) == 0
    assert witnesses.accept(outsider.answer, parse_verifier(outsider.vkey)).size == 40
    size = grow(log)
    assert outsider.answers(witnesses.request(40)) == 0
    assert witnesses.accept(outsider.answer, parse_verifier(outsider.vkey)).size == size
    assert [(each.name, each.last_size) for each in witnesses.known()] == [(NAME, size)]
    newest = log.sealing.log.last_checkpoint()
    assert newest is not None
    assert cosigned_at(newest.note, parse_verifier(outsider.vkey)) == [SECONDS]


def test_a_witness_asked_from_elsewhere_says_where_it_stands(
    outsider: Outsider, witnesses: Witnesses, log: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    assert outsider.answers(witnesses.request(0)) == 0
    grow(log)
    assert outsider.answers(witnesses.request(0)) == 1
    assert "stands at 40" in capsys.readouterr().err


def test_the_same_checkpoint_is_signed_again(outsider: Outsider, witnesses: Witnesses) -> None:
    assert outsider.answers(witnesses.request(0)) == 0
    assert outsider.answers(witnesses.request(40)) == 0


def another_record(request: str, folder: Path, log: Office) -> str:
    """The same office, the same key, another history of the same size and more."""
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    for name in ("trail.key", "trail.key.last"):
        shutil.copy(folder / name, elsewhere / name)
    (elsewhere / "trail.key.last").unlink()
    from application.trail.checkpoint import Checkpoint  # noqa: PLC0415
    from application.trail.note import read_key, signed  # noqa: PLC0415
    from application.trail.tree import EMPTY_ROOT  # noqa: PLC0415

    (elsewhere / "trail.key.last").write_text(signed(Checkpoint(ORIGIN, 0, EMPTY_ROOT).text, read_key(elsewhere / "trail.key")))
    other = office(elsewhere, 60, cases=7)
    return Witnesses(other.sealing.casework).request(40)


def flip(request: str, _folder: Path, _log: Office) -> str:
    first, rest = request.split("\n", 1)
    return f"{first}\n{'B' if rest[0] == 'A' else 'A'}{rest[1:]}"


TAMPERED: dict[str, Callable[[str, Path, Office], str]] = {
    "another record": another_record,
    "a proof hash": flip,
    "another beginning": lambda request, _folder, _log: request.replace("old 40", "old 41"),
    "the gap": lambda request, _folder, _log: request.replace("\n\n", "\n", 1),
    "cut off": lambda request, _folder, _log: request[: len(request) // 2],
    "another log": lambda request, _folder, _log: request.replace(ORIGIN, "other.example/log"),
    "nothing": lambda _request, _folder, _log: "",
    "a negative size": lambda _request, _folder, _log: "old -1\n\n",
}


@pytest.mark.parametrize("named", TAMPERED)
def test_a_witness_signs_nothing_that_does_not_continue_what_it_saw(
    log: Office, outsider: Outsider, witnesses: Witnesses, tmp_path: Path, named: str
) -> None:
    assert outsider.answers(witnesses.request(0)) == 0
    (outsider.folder / "answer").unlink()
    grow(log)
    seen = (outsider.folder / "state").read_text()
    assert outsider.answers(TAMPERED[named](witnesses.request(40), tmp_path, log)) == 1
    assert not (outsider.folder / "answer").exists()
    assert (outsider.folder / "state").read_text() == seen


def test_a_damaged_memory_or_key_stops_the_witness(outsider: Outsider, witnesses: Witnesses) -> None:
    (outsider.folder / "state").write_text("{")
    assert outsider.answers(witnesses.request(0)) == 2
    (outsider.folder / "state").unlink()
    (outsider.folder / "key").write_text("PRIVATE+KEY+x+00000000+AAAA\n")
    assert outsider.answers(witnesses.request(0)) == 2


def test_an_answer_that_is_not_this_witness_s_is_not_put_under_a_checkpoint(outsider: Outsider, witnesses: Witnesses) -> None:
    assert outsider.answers(witnesses.request(0)) == 0
    stranger = SignerKey(NAME, b"s" * 32, 4)
    with pytest.raises(NoteError):
        witnesses.accept(outsider.answer, stranger.verifier)
    forged = signature_line(parse_verifier(outsider.vkey), bytes(72))
    with pytest.raises(NoteError):
        witnesses.accept(forged, parse_verifier(outsider.vkey))
    assert witnesses.known() == []


def test_the_plain_arithmetic_signs_as_the_library_does() -> None:
    for number in range(5):
        seed = bytes([number]) * 32
        assert witness.sign(seed, b"checkpoint") == SignerKey(NAME, seed).sign(b"checkpoint")
        assert witness.key_line(NAME, seed) == str(SignerKey(NAME, seed, 4).verifier)


def test_a_package_carries_the_line_and_the_verifier_counts_it(log: Office, outsider: Outsider, witnesses: Witnesses, tmp_path: Path) -> None:
    from application.trail.package.export import Export  # noqa: PLC0415
    from application.trail.package.extras import Extras  # noqa: PLC0415
    from tests.trail.packages import FULL  # noqa: PLC0415

    assert outsider.answers(witnesses.request(0)) == 0
    kept = witnesses.accept(outsider.answer, parse_verifier(outsider.vkey))
    newest = log.sealing.log.last_checkpoint()
    assert newest is not None
    assert newest.size == kept.size
    Export(log.sealing.log, newest, FULL, "public", log.vkey, Extras(witnesses=(outsider.vkey,))).write(tmp_path / "package")
    found = verifier.verify(str(tmp_path / "package"), log.vkey, [outsider.vkey])
    assert (found.exit_code, found.facts["witness lines"]) == (0, 1), found.text()
    assert len(parse((tmp_path / "package/data/trail/checkpoint").read_text()).signatures) == 2


def test_the_program_runs_alone_with_the_standard_library(log: Office, witnesses: Witnesses, tmp_path: Path) -> None:
    package = log.export(tmp_path / "package")
    (tmp_path / "request").write_text(witnesses.request(0))
    program = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        f"import sys; sys.path.insert(0, {str(package / 'data/verify')!r}); import witness; sys.exit(witness.main())",
    ]
    made = subprocess.run([*program, "new", NAME, "--key", str(tmp_path / "own")], check=True, capture_output=True, text=True)
    arguments = ["cosign", f"{tmp_path}/request", "--key", f"{tmp_path}/own", "--log", log.vkey, "--state", f"{tmp_path}/state"]
    found = subprocess.run([*program, *arguments], check=False, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
    assert witnesses.accept(found.stdout, parse_verifier(made.stdout)).size == 40
