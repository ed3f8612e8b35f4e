"""Packages for tests."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from application.store.migrate import upgrade
from application.trail.package.export import Export
from domain.trail.events import Portion
from tests.trail.filling import ORIGIN, casework_on, fill, plain_fact, sealing_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from uuid import UUID

    from application.trail.sealing import Sealing
    from domain.fact import Fact

FULL = Portion(mode="full")


class Office(NamedTuple):
    """A log with a signed checkpoint."""

    sealing: Sealing
    cases: list[UUID]
    size: int
    vkey: str

    def export(self, out: Path, portion: Portion = FULL, profile: str = "regulator") -> Path:
        """Write a package upon the last checkpoint."""
        checkpoint = self.sealing.log.last_checkpoint()
        assert checkpoint is not None
        Export(self.sealing.log, checkpoint, portion, profile, self.vkey).write(out)
        return out


def office(folder: Path, size: int, *, cases: int = 20, fact: Callable[[int], Fact] = plain_fact, origin: str = ORIGIN) -> Office:
    """A log of exactly ``size`` leaves (two at least: Genesis and the heads) on SQLite, with a checkpoint half way."""
    url = f"sqlite:///{folder / 'log.sqlite'}"
    upgrade(url)
    casework = casework_on(url, origin)
    sealing = sealing_of(casework, folder, origin)
    half = (size - 2) // 2
    filled: list[UUID] = []
    if half > 1:
        filled = fill(casework, half - 1, cases=min(cases, half - 1), fact=fact)
        sealing.seal()
    rest = size - sealing.log.length() - (1 if half > 1 else 2)
    if rest:
        filled += fill(casework, rest, cases=min(cases, rest), seed=2, fact=fact)
    kept = sealing.seal().checkpoint
    assert kept.size == size
    return Office(sealing, filled, size, str(sealing.signer.key().verifier))


def resum(package: Path) -> None:
    """Make the manifests again, as somebody would who wants to hide a change."""
    files = {path.relative_to(package).as_posix(): path.read_bytes() for path in sorted(package.rglob("*")) if path.is_file()}
    for name, content in summed(files).items():
        (package / name).write_bytes(content)


def summed(files: dict[str, bytes]) -> dict[str, bytes]:
    """The tag files that agree with the files of a package."""
    payload = {name: content for name, content in files.items() if name.startswith("data/")}
    info = files["bag-info.txt"].split(b"\n")  # another file's bytes may stand in it
    kept = [line for line in info if line and not line.startswith(b"Payload-Oxum")]
    oxum = f"Payload-Oxum: {sum(map(len, payload.values()))}.{len(payload)}"
    tags = {"bag-info.txt": b"\n".join([*kept, oxum.encode(), b""]), "bagit.txt": files["bagit.txt"], "manifest-sha256.txt": _manifest(payload)}
    return {**tags, "tagmanifest-sha256.txt": _manifest(tags)}


def _manifest(files: dict[str, bytes]) -> bytes:
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()


def digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
