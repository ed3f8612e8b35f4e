"""删除的存放处: the stores beside the durable tables that an erasure must reach: read models, packages kept here, papers' bytes."""

from __future__ import annotations

import logging
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from application.outcome import NotFoundError
from application.store.erasure_rows import ErasureRows
from application.store.roles import as_owner_of_read_models
from application.timetable import CLOCK
from application.trail.erasing import Erasing, HeldUpError, OwnersOnlyError
from application.trail.issuing import FOLDER
from application.work import Work
from domain.catalogue import FACTS
from domain.law.refusal import Refused
from domain.trail.log_entry import LogEntry
from projections.building import NEXT
from projections.catch_up import Projector
from projections.positions import POSITIONS, positions
from projections.read_models import READ_MODELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from application.casework import Casework
    from application.papers.cabinet import Cabinet
    from application.trail.erasing import Target
    from domain.trail.events import Portion
    from web.system import System

ATTEMPTS = 5
"""A build that waits for a reader to let go of a table is asked again."""

log = logging.getLogger(__name__)


def erasing_of(system: System) -> Erasing:
    """The erasing of a system, with every store it has."""
    return Erasing(
        system.casework,
        knowing=(PapersKept(system.papers),),
        afterwards=(ReadModels(projector_of(system)), ListsKept(system), PackagesKept(system.settings.instance_dir / FOLDER, system.casework)),
    )


def projector_of(system: System) -> Projector:
    """What builds read models, as the role of the database that owns them."""
    engine = as_owner_of_read_models(system.engine, POSITIONS.name)
    return system.projector if engine is system.engine else Projector(engine, system.log, READ_MODELS, rulebook=system.rulebook)


class Erasures:
    """删除值守: carries out what two people agreed to, as soon as the worker sees it."""

    def __init__(self, system: System) -> None:
        self._system = system

    @cached_property
    def _erasing(self) -> Erasing:
        return erasing_of(self._system)

    def round(self, go_on: Callable[[], bool]) -> None:
        """One after another; what is held up is tried again in the next round."""
        for erasure_id in self._erasing.agreed():
            try:
                done = self._erasing.carry_out(erasure_id, acting=CLOCK, go_on=go_on)
            except HeldUpError as fault:
                log.warning("erasure %s is held up: %s", erasure_id, fault)
            except Refused as no:
                log.info("erasure %s: %s", erasure_id, no)  # somebody else has carried it out meanwhile
            except OwnersOnlyError:
                log.warning("erasure %s waits: `trail erase %s` as the owner of the tables", erasure_id, erasure_id)
            else:
                log.info("erasure %s is done: %s", erasure_id, ", ".join(f"{each.store} {each.count}" for each in done.removed))
                for event, field_class in done.elsewhere:
                    log.warning("erasure %s: the same is said in %s (%s), which was not named", erasure_id, event, field_class)


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


class ListsKept:
    """留存的列表文件: all are removed: what is in them nobody can tell, and they can be asked for again."""

    name = "lists"

    def __init__(self, system: System) -> None:
        self._system = system

    def remove(self, _target: Target) -> int:
        """Remove the files and their entries."""
        gone = ErasureRows(self._system.engine).forget_lists()
        for file_id, form in gone:
            self._system.list_files.path(file_id, form).unlink(missing_ok=True)
        return len(gone)


class PapersKept:
    """材料: the bytes of papers named by what is erased."""

    name = "papers"

    def __init__(self, cabinet: Cabinet) -> None:
        self._cabinet = cabinet

    def remove(self, target: Target) -> int:
        """Remove the bytes from the storage."""
        return sum(self._cabinet.destroy(digest) for digest in sorted(target.digests))
