"""追赶: reads the log on in batches and folds each into the read models: rows and positions move in one transaction."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import exc

from projections.building import NEXT, begin_anew, fits, prepare, swap, targets
from projections.positions import advance, clear_faults, note_fault, positions
from projections.record import event_id
from projections.rows import WorkingSet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import Connection, Engine, Table

    from domain.law.rulebook import Rulebook
    from projections.positions import Position
    from projections.projection import Projection
    from projections.record import Log, Record

BATCH = 500
"""Events per transaction: thirty times the rate of one event per transaction."""

log = logging.getLogger(__name__)


class Build(NamedTuple):
    """读模型的一次建造: a projection with the tables it is folded into and where it stands."""

    projection: Projection
    targets: dict[Table, Table]
    standing: Position


class FoldingError(Exception):
    """One event could not be folded into one read model; the cause says why."""

    def __init__(self, build: Build, record: Record) -> None:
        super().__init__(f"{build.standing.name} cannot fold {record.fact.TOPIC} {event_id(record)}")
        self.record = record


class Projector:
    """追赶: keeps the read models of one database up with its log. Any number may run at once: each batch is folded in exactly once."""

    def __init__(
        self, engine: Engine, record: Log, projections: Sequence[Projection], *, batch: int = BATCH, rulebook: Rulebook | None = None
    ) -> None:
        self.engine = engine
        self.log = record
        self.projections = tuple(projections)
        self.batch = batch
        self.rulebook = rulebook
        self._targets = {(each.name, ending): targets(each, ending) for each in projections for ending in ("", NEXT)}
        loaded = engine.dialect.loaded_dbapi
        self.passing: tuple[type[Exception], ...] = (
            exc.OperationalError,
            exc.InterfaceError,
            exc.TimeoutError,
            OSError,
            loaded.OperationalError,
            loaded.InterfaceError,
        )
        """Errors of the database or the way to it: no event is to blame, and it is worth trying again."""

    def prepare(self) -> None:
        """Make the tables that are missing, begin a build of each read model that changed, let stopped ones try again."""
        with self.engine.begin() as connection:
            prepare(connection, self.projections)
            clear_faults(connection, [each.name + ending for each in self.projections for ending in ("", NEXT)])

    def rebuild(self, names: Sequence[str] = ()) -> None:
        """Begin to build read models (all, where none is named) from zero, beside the rows that serve meanwhile; ``catch_up`` does it.

        Raises LookupError for a name that is none.
        """
        known = {each.name: each for each in self.projections}
        for name in names:
            if name not in known:
                message = f"no read model is called {name}; there are: {', '.join(known)}"
                raise LookupError(message)
        self.prepare()
        for name in names or known:
            with self.engine.begin() as connection:
                begin_anew(connection, known[name])

    def catch_up(self, *, progress: Callable[[int], None] | None = None, ended: Callable[[], bool] = lambda: False) -> None:
        """Read on until every read model has reached the end of the log or is stopped at an event.

        ``progress`` is told the lowest position after each batch; ``ended`` is asked between batches. Raises the errors of the
        database, after which it can simply be called again. :meth:`prepare` comes first.
        """
        moved = True
        while moved and not ended():
            moved = False
            groups = self._groups()
            for position, group in sorted(groups.items()):
                moved |= self._step(position, group)
            if progress is not None and groups:
                progress(min(groups))

    def wait_for(self, position: int, timeout: float, names: Sequence[str] = ()) -> bool:
        """Wait until the read models (all, or those named) have reached a position; false after ``timeout`` seconds or if one is stopped."""
        wanted = set(names) or {each.name for each in self.projections}
        until = time.monotonic() + timeout
        while True:
            with self._reading() as connection:
                standing = [each for each in positions(connection).values() if each.name in wanted]
            behind = [each for each in standing if each.position < position]
            if not behind and len(standing) == len(wanted):
                return True
            if any(each.stopped for each in behind) or time.monotonic() >= until:
                return False
            time.sleep(0.01)

    # ------------------------------------------------------------------------------------------------------------ one batch

    def _reading(self) -> Any:
        return self.engine.connect().execution_options(read_only=True)

    def _groups(self) -> dict[int, list[Build]]:
        with self._reading() as connection:
            known = positions(connection)
        groups: dict[int, list[Build]] = {}
        for projection in self.projections:
            for ending in ("", NEXT):
                standing = known.get(projection.name + ending)
                if standing is not None and fits(standing, projection) and not standing.stopped:
                    build = Build(projection, self._targets[projection.name, ending], standing)
                    groups.setdefault(standing.position, []).append(build)
        return groups

    def _step(self, position: int, group: list[Build]) -> bool:
        """Fold one batch into the builds that stand at a position. Returns whether something moved or was swapped."""
        records = self._read(position, group)
        if records:
            try:
                self._apply(group, records)
            except self.passing:
                raise
            except Exception:  # noqa: BLE001  whatever a folding raises is the fault of an event; the other builds go on
                for build in group:
                    self._apply_alone(build, records)
        building = any(build.standing.name.endswith(NEXT) for build in group)
        swapped = building and self._swap_those_done(group, at_end=len(records) < self.batch)
        return bool(records) or swapped

    def _read(self, position: int, group: list[Build]) -> Sequence[Record]:
        try:
            return self.log.read(position, self.batch)
        except self.passing:
            raise
        except Exception:  # noqa: BLE001  an event that cannot be read back; those before it can
            return list(self._readable(position, group))

    def _readable(self, position: int, group: list[Build]) -> Iterator[Record]:
        """The events up to one that cannot be read; where that is the first one, all builds of the group stop at it."""
        for after in range(position, position + self.batch):
            try:
                yield from self.log.read(after, 1)
            except self.passing:
                raise
            except Exception as fault:  # noqa: BLE001  as above
                if after == position:
                    for build in group:
                        self._stop(build, position + 1, f"position {position + 1}", fault)
                return

    def _apply(self, group: list[Build], records: Sequence[Record]) -> bool:
        """Fold a batch into builds and write it, all or nothing. False where another runner was faster, which is as good.

        The rows are read and folded before the transaction that writes: they change only together with their position, and the
        transaction begins by finding that unmoved.
        """
        with self._reading() as connection:
            folded = [working for build in group if (working := _fold(build, records, connection, self.rulebook)) is not None]
        with self.engine.connect() as connection, connection.begin() as transaction:
            if not advance(connection, [build.standing for build in group], records[-1].position, records[-1].recorded_at):
                transaction.rollback()
                return False
            for working in folded:
                working.write(connection)
        return True

    # ------------------------------------------------------------------------------------------------- faults and new builds

    def _apply_alone(self, build: Build, records: Sequence[Record]) -> None:
        """Fold a batch into one build; event by event if need be, to stop it at the one that cannot be folded in."""
        try:
            self._apply([build], records)
            return
        except self.passing:
            raise
        except Exception:  # noqa: BLE001  as in _step
            log.debug("looking for the event that %s cannot fold", build.standing.name)
        for record in records:
            try:
                if not self._apply([build], [record]):
                    return
            except self.passing:
                raise
            except Exception as fault:  # noqa: BLE001  as in _step
                self._stop(build, record.position, f"{record.fact.TOPIC} {event_id(record)}", fault)
                return
            build = build._replace(standing=build.standing._replace(position=record.position))

    def _stop(self, build: Build, position: int, event: str, fault: Exception) -> None:
        cause = fault.__cause__ if isinstance(fault, FoldingError) and fault.__cause__ is not None else fault
        with self.engine.begin() as connection:
            noted = note_fault(connection, build.standing, position, event, type(cause).__name__)
        if noted:
            log.error("read model %s stopped at position %s, %s", build.standing.name, position, event, exc_info=fault)

    def _swap_those_done(self, group: list[Build], *, at_end: bool) -> bool:
        with self._reading() as connection:
            known = positions(connection)
        swapped = False
        for projection in {build.projection.name: build.projection for build in group}.values():
            live, built = known.get(projection.name), known.get(projection.name + NEXT)
            if built is None or built.stopped or not fits(built, projection):
                continue
            beside = live is not None and fits(live, projection) and not live.stopped
            if at_end or (beside and live is not None and built.position >= live.position):
                with self.engine.begin() as connection:
                    swapped |= swap(connection, projection, built)
        return swapped


def _fold(build: Build, records: Sequence[Record], connection: Connection, rulebook: Rulebook | None) -> WorkingSet | None:
    """Fold the facts that concern a build; none where there is none. Raises FoldingError."""
    concerned = [(folding, record) for record in records if (folding := build.projection.folding(type(record.fact)))]
    if not concerned:
        return None
    working = WorkingSet(build.targets, rulebook)
    begun = {record.case_id for record in records if record.case_version == 1}
    earlier = {record.case_id for _, record in concerned} - begun
    if earlier:
        working.load(connection, earlier)
    for folding, record in concerned:
        try:
            folding(record.fact, record, working)
        except Exception as fault:
            raise FoldingError(build, record) from fault
    return working
