"""Packages for tests."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from application.store.migrate import upgrade
from application.trail.package.export import Export
from domain.trail.events import Portion
from tests.trail.filling import casework_on, fill, sealing_of

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from application.trail.sealing import Sealing

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


def office(folder: Path, size: int, *, cases: int = 20) -> Office:
    """A log of exactly ``size`` leaves (two at least: Genesis and the heads) on SQLite, with a checkpoint half way."""
    url = f"sqlite:///{folder / 'log.sqlite'}"
    upgrade(url)
    casework = casework_on(url)
    sealing = sealing_of(casework, folder)
    half = (size - 2) // 2
    filled: list[UUID] = []
    if half > 1:
        filled = fill(casework, half - 1, cases=min(cases, half - 1))
        sealing.seal()
    rest = size - sealing.log.length() - (1 if half > 1 else 2)
    if rest:
        filled += fill(casework, rest, cases=min(cases, rest), seed=2)
    kept = sealing.seal().checkpoint
    assert kept.size == size
    return Office(sealing, filled, size, str(sealing.signer.key().verifier))


def resum(package: Path) -> None:
    """Make the manifests again, as somebody would who wants to hide a change."""
    files = sorted(path.relative_to(package).as_posix() for path in package.rglob("*") if path.is_file())
    payload = [name for name in files if name.startswith("data/")]
    octets = sum((package / name).stat().st_size for name in payload)
    info = (package / "bag-info.txt").read_bytes().split(b"\n")  # another file's bytes may stand in it
    kept = [line for line in info if line and not line.startswith(b"Payload-Oxum")]
    (package / "bag-info.txt").write_bytes(b"\n".join([*kept, f"Payload-Oxum: {octets}.{len(payload)}".encode(), b""]))
    (package / "manifest-sha256.txt").write_text("".join(f"{digest(package / name)}  {name}\n" for name in payload))
    tags = ["bag-info.txt", "bagit.txt", "manifest-sha256.txt"]
    (package / "tagmanifest-sha256.txt").write_text("".join(f"{digest(package / name)}  {name}\n" for name in tags))


def digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
