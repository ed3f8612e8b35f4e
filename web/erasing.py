"""删除的存放处: the stores beside the durable tables that an erasure must reach: read models, packages kept here, papers' bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from application.outcome import NotFoundError
from application.trail.erasing import Erasing, HeldUpError
from application.work import Work
from domain.catalogue import FACTS
from domain.trail.log_entry import LogEntry
from projections.building import NEXT
from projections.positions import positions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from application.casework import Casework
    from application.papers.cabinet import Cabinet
    from application.trail.erasing import Target
    from domain.trail.events import Portion
    from projections.catch_up import Projector
    from web.system import System

FOLDER = "exports"
"""Of the instance; the packages kept there."""
ATTEMPTS = 5
"""A build that waits for a reader to let go of a table is asked again."""


def erasing_of(system: System) -> Erasing:
    """The erasing of a system, with every store it has."""
    return Erasing(
        system.casework,
        knowing=(PapersKept(system.papers),),
        afterwards=(ReadModels(system.projector), PackagesKept(system.settings.instance_dir / FOLDER, system.casework)),
    )


class ReadModels:
    """读模型: those that fold events of these kinds are built anew from what is left; the number of them is counted."""

    name = "read-models"

    def __init__(self, projector: Projector) -> None:
        self._projector = projector

    def remove(self, target: Target) -> int:
        """Build them anew and take them into use. Raises HeldUpError where one is not in use yet."""
        facts = [FACTS[topic] for topic in target.topics]
        names = [each.name for each in self._projector.projections if any(each.folding(fact) is not None for fact in facts)]
        if not names:
            return 0
        self._projector.rebuild(names)
        waiting = set(names)
        for _ in range(ATTEMPTS):
            self._projector.catch_up()
            with self._projector.engine.connect().execution_options(read_only=True) as connection:
                known = positions(connection)
            waiting = {name for name in names if name + NEXT in known}
            if not waiting:
                return len(names)
        raise HeldUpError(f"read models not in use yet: {', '.join(sorted(waiting))}")


class PackagesKept:
    """留存的数据包: those whose portion covers what is erased are removed; a package is never changed."""

    name = "exports"

    def __init__(self, folder: Path, casework: Casework) -> None:
        self._folder = folder
        self._casework = casework

    def remove(self, target: Target) -> int:
        """Remove the files."""
        gone = 0
        for path in self._covering(target):
            path.unlink(missing_ok=True)
            gone += 1
        return gone

    def _covering(self, target: Target) -> Iterator[Path]:
        for path in sorted(self._folder.iterdir()) if self._folder.is_dir() else ():
            portion = self._portion(path)
            if portion is None or _covers(portion, target):
                yield path

    def _portion(self, path: Path) -> Portion | None:
        """What the file was asked for; none where nobody can tell, for then it may hold anything."""
        try:
            entry = Work(self._casework).find(LogEntry, UUID(path.name.partition(".")[0]))
        except (ValueError, NotFoundError):
            return None
        return None if entry is None or entry.request is None else entry.request.portion


def _covers(portion: Portion, target: Target) -> bool:
    if portion.mode == "case":
        return portion.case_id in target.cases
    if portion.mode == "range":
        return any((portion.first or 0) <= at <= (portion.last or 0) for at in target.indexes)
    return True


class PapersKept:
    """材料: the bytes of papers named by what is erased."""

    name = "papers"

    def __init__(self, cabinet: Cabinet) -> None:
        self._cabinet = cabinet

    def remove(self, target: Target) -> int:
        """Remove the bytes from the storage."""
        return sum(self._cabinet.destroy(digest) for digest in sorted(target.digests))
