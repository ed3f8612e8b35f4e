"""出件: approved exports become packages in the folder of the instance, one at a time, in the background.

Desk, interface and command line all end here; the command line alone names a place of its own.
"""

from __future__ import annotations

import hashlib
import logging
import time
from typing import TYPE_CHECKING, NamedTuple

from application.commands.trail import RecordExportFailure
from application.outcome import NotFoundError, StaleError
from application.trail.exporting import carry_out
from application.trail.note import KeyFileError
from application.trail.package.export import BrokenRecordError, NothingToExportError
from application.trail.package.extras import Extras
from application.trail.runs import Runs
from application.trail.signer import InconsistentTreeError
from application.trail.witnesses import Witnesses
from domain.fact import Capacity
from domain.law.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from uuid import UUID

    from application.trail.package.export import Made
    from application.trail.package.papers import PaperBytes
    from application.trail.sealing import Sealing

CLOCK = Capacity(person="system:clock", role="system")
TOLD_EVERY = 0.5
"""Seconds from one word about the progress to the next."""
FOLDER = "exports"

log = logging.getLogger(__name__)


class BrokenOffError(Exception):
    """The process was asked to end in the middle of a package; another one begins it anew."""


class Kept(NamedTuple):
    """成品: where the packages of an instance lie."""

    instance_dir: Path

    def path(self, export_id: UUID) -> Path:
        """The file of an export, there or not."""
        return self.instance_dir / FOLDER / f"{export_id}.zip"


class Issuing:
    """出件: makes packages."""

    def __init__(self, sealing: Sealing, instance_dir: Path, papers: PaperBytes | None, *, worker: str, acting: Capacity = CLOCK) -> None:
        self.sealing = sealing
        self.kept = Kept(instance_dir)
        self.runs = Runs(sealing.casework.engine, sealing.casework.clock)
        self._papers = papers
        self._worker = worker
        self._acting = acting

    def round(self, approved: Iterable[UUID], go_on: Callable[[], bool]) -> int:
        """Make what was approved and nobody has in hand, one after another; returns how many were made."""
        made = 0
        for export_id in approved:
            if not go_on():
                break
            if self.runs.claim(export_id, self._worker):
                made += self._one(export_id, go_on)
        return made

    def make(self, export_id: UUID, out: Path | None = None, *, go_on: Callable[[], bool] = lambda: True) -> Made:
        """Make the package of a claimed export and put it on record: in the folder of the instance, or at ``out``.

        Raises what :func:`application.trail.exporting.carry_out` raises, and BrokenOffError.
        """
        path = out or self._room_for(export_id)
        extras = Extras(
            side=True,
            papers=self._papers,
            witnesses=tuple(each.verifier_key for each in Witnesses(self.sealing.casework).known()),
            progress=self._teller(export_id, go_on),
        )
        try:
            made = carry_out(self.sealing, export_id, path, acting=self._acting, extras=extras)
        except Refused:
            if out is None:
                path.unlink(missing_ok=True)  # withdrawn while it was made
            raise
        self.runs.finish(export_id, *((None, None) if out else (digest_of(path), path.stat().st_size)))
        return made

    def _one(self, export_id: UUID, go_on: Callable[[], bool]) -> bool:
        try:
            self.make(export_id, go_on=go_on)
        except (NothingToExportError, BrokenRecordError) as fault:
            log.error("export %s: %s", export_id, fault)  # noqa: TRY400  the sentence says it all
            self._fail(export_id, "record-broken" if isinstance(fault, BrokenRecordError) else "nothing-there")
        except (Refused, NotFoundError, StaleError) as no:
            log.info("export %s: %s", export_id, no)
            self.runs.release(export_id)
        except (KeyFileError, InconsistentTreeError, OSError) as fault:
            log.error("export %s waits: %s", export_id, fault)  # noqa: TRY400
            self.runs.wait(export_id, "storage" if isinstance(fault, OSError) else "signing")
        except BrokenOffError:
            self.runs.release(export_id)
        else:
            return True
        return False

    def _fail(self, export_id: UUID, cause: str) -> None:
        self.sealing.casework.handle(RecordExportFailure(export_id=export_id, cause=cause), self._acting)
        self.runs.release(export_id)

    def _room_for(self, export_id: UUID) -> Path:
        """Where the package goes; what a maker that died left there is not on record and goes."""
        path = self.kept.path(export_id)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.unlink(missing_ok=True)
        return path

    def _teller(self, export_id: UUID, go_on: Callable[[], bool]) -> Callable[[int, int], None]:
        told = time.monotonic()

        def tell(done: int, total: int) -> None:
            nonlocal told
            if not go_on():
                raise BrokenOffError(str(export_id))
            if time.monotonic() - told >= TOLD_EVERY:
                self.runs.progress(export_id, done, total)
                told = time.monotonic()

        return tell


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
