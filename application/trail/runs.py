"""生成进度: who makes which package, how far it is, and the file that came of it. One process at a time makes one package."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from application.store.export_tables import EXPORT_RUNS
from application.trail.profile import instant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Engine, RowMapping

    from application.clock import Clock

SILENT = timedelta(minutes=10)
"""A package nobody worked on for so long is taken over: its maker died."""
PATIENCE = timedelta(minutes=5)
"""After a fault of key or storage the next try comes no sooner."""


class Runs:
    """生成进度: rows of the packages being made and kept."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def claim(self, export_id: UUID, worker: str) -> bool:
        """Take a package in hand. False where somebody else has it, or where a fault is not long enough ago."""
        now = self._clock.now()
        fresh = {"worker": worker, "state": "running", "done": 0, "total": 0, "begun_at": instant(now), "seen_at": instant(now)}
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(EXPORT_RUNS).values(export_id=export_id, **fresh))
        except IntegrityError:
            left = (EXPORT_RUNS.c.state == "running") & (EXPORT_RUNS.c.seen_at < instant(now - SILENT))
            tried = (EXPORT_RUNS.c.state == "waiting") & (EXPORT_RUNS.c.seen_at < instant(now - PATIENCE))
            own = (EXPORT_RUNS.c.state == "running") & (EXPORT_RUNS.c.worker == worker)
            again = update(EXPORT_RUNS).where(EXPORT_RUNS.c.export_id == export_id, left | tried | own)
            with self._engine.begin() as connection:
                return connection.execute(again.values(**fresh, fault=None)).rowcount == 1
        return True

    def progress(self, export_id: UUID, done: int, total: int) -> None:
        """Say how far it is."""
        self._set(export_id, done=done, total=total)

    def wait(self, export_id: UUID, fault: str) -> None:
        """Leave it for a later try; ``fault`` is why."""
        self._set(export_id, state="waiting", fault=fault)

    def finish(self, export_id: UUID, file_digest: str | None, octets: int | None) -> None:
        """The package is whole; where it is kept here, its file's digest and length."""
        self._set(export_id, state="made", file_digest=file_digest, octets=octets)

    def release(self, export_id: UUID) -> None:
        """Nothing came of it; whoever comes next begins anew."""
        with self._engine.begin() as connection:
            connection.execute(delete(EXPORT_RUNS).where(EXPORT_RUNS.c.export_id == export_id))

    def of(self, export_ids: Sequence[UUID]) -> dict[UUID, RowMapping]:
        """The rows of some exports, by id."""
        with self._engine.connect().execution_options(read_only=True) as connection:
            found = connection.execute(select(EXPORT_RUNS).where(EXPORT_RUNS.c.export_id.in_(export_ids))).mappings()
            return {row["export_id"]: row for row in found}

    def _set(self, export_id: UUID, **values: object) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(EXPORT_RUNS).where(EXPORT_RUNS.c.export_id == export_id).values(seen_at=instant(self._clock.now()), **values))
