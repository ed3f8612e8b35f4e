"""访问记录: who opened, searched, downloaded or exported what. Written in groups, so that a page does not wait for it.

A page leaves its entry in a queue; a thread that starts with the first entry writes whatever has gathered, in one transaction. Where
the queue is full a page writes itself and waits: nothing is shown unlogged.
"""

from __future__ import annotations

import atexit
import json
import logging
import time
from queue import Empty, Full, Queue
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from application.store.read_tables import READS
from application.trail.profile import instant
from domain.calendar.periods import add_months

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Engine, RowMapping

    from application.clock import Clock
    from domain.fact import Capacity

GATHERING_SECONDS = 0.2
"""How long entries gather before they are written."""
RETRY_SECONDS = 5.0
GROUP, MOST_WAITING = 500, 5_000
LONGEST_QUERY, LONGEST_PURPOSE = 500, 200

log = logging.getLogger(__name__)


class Read(NamedTuple):
    """一次访问."""

    act: str
    """``opened``, ``searched``, ``downloaded``, ``exported``, ``read-log``."""
    way: str
    """``page``, ``interface`` or ``command-line``."""
    what: str
    """The address without its query, or the command."""
    case_id: UUID | None = None
    enterprise_id: UUID | None = None
    query: str = ""
    returned: tuple[str, ...] | None = None
    """Ids that came back, for a search."""
    purpose: str = ""


class Wanted(NamedTuple):
    """所查访问: what the log is asked for."""

    case_id: UUID | None = None
    enterprise_id: UUID | None = None
    person: str = ""
    act: str = ""
    since: date | None = None
    until: date | None = None


class ReadLog:
    """访问记录簿: one for each process."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._waiting: Queue[dict[str, object]] = Queue(MOST_WAITING)
        self._starting = Lock()
        self._writing = Lock()
        self._thread: Thread | None = None
        self._some = Event()

    def note(self, by: Capacity, read: Read) -> None:
        """Leave an entry; it is written within a second. Raises the errors of the database where it cannot be kept waiting."""
        row = self._row(by, read)
        try:
            self._waiting.put_nowait(row)
        except Full:
            self._write([row])
            return
        self._some.set()
        self._start()

    def flush(self) -> None:
        """Write all that waits, now. Raises the errors of the database; what could not be written waits on."""
        with self._writing:
            while group := self._group():
                try:
                    self._write(group)
                except SQLAlchemyError:
                    for row in group:
                        self._waiting.put(row)
                    raise

    def entries(self, connection: Connection, wanted: Wanted, *, limit: int, offset: int = 0) -> Sequence[RowMapping]:
        """Entries, the newest first."""
        found = select(READS).where(*_conditions(wanted)).order_by(READS.c.read_at.desc(), READS.c.entry.desc())
        return connection.execute(found.limit(limit).offset(offset)).mappings().all()

    def count(self, connection: Connection, wanted: Wanted) -> int:
        """How many :meth:`entries` gives in all."""
        return int(connection.execute(select(func.count()).select_from(READS).where(*_conditions(wanted))).scalar_one())

    def forget(self, today: date, months: int) -> int:
        """Remove what is older than the term; returns how many entries."""
        before = add_months(today, -months).isoformat()
        with self._engine.begin() as connection:
            return connection.execute(delete(READS).where(READS.c.read_at < before)).rowcount

    def _row(self, by: Capacity, read: Read) -> dict[str, object]:
        return {
            "read_at": instant(self._clock.now()),
            "person": by.person,
            "role": by.role,
            "organisation": by.organisation,
            "on_behalf_of": by.on_behalf_of,
            "act": read.act,
            "way": read.way,
            "what": read.what[:LONGEST_QUERY],
            "case_id": read.case_id,
            "enterprise_id": read.enterprise_id,
            "query": read.query[:LONGEST_QUERY] or None,
            "returned": None if read.returned is None else json.dumps(read.returned),
            "purpose": read.purpose[:LONGEST_PURPOSE] or None,
        }

    def _start(self) -> None:
        if self._thread is not None and self._thread.is_alive():
            return
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._run, name="read-log", daemon=True)
                self._thread.start()
                atexit.register(self._last)

    def _run(self) -> None:
        while True:
            self._some.wait()
            time.sleep(GATHERING_SECONDS)
            self._some.clear()
            try:
                self.flush()
            except SQLAlchemyError:
                log.warning("the read log cannot be written; trying again", exc_info=True)
                time.sleep(RETRY_SECONDS)
                self._some.set()

    def _last(self) -> None:
        try:
            self.flush()
        except SQLAlchemyError:
            log.exception("entries of the read log are lost")

    def _group(self) -> list[dict[str, object]]:
        group: list[dict[str, object]] = []
        while len(group) < GROUP:
            try:
                group.append(self._waiting.get_nowait())
            except Empty:
                break
        return group

    def _write(self, rows: Sequence[dict[str, object]]) -> None:
        with self._engine.begin() as connection:
            connection.execute(insert(READS), rows)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for column, value in (
        (READS.c.case_id, wanted.case_id),
        (READS.c.enterprise_id, wanted.enterprise_id),
        (READS.c.person, wanted.person or None),
        (READS.c.act, wanted.act or None),
    ):
        if value is not None:
            found.append(column == value)
    if wanted.since is not None:
        found.append(READS.c.read_at >= wanted.since.isoformat())
    if wanted.until is not None:
        found.append(READS.c.read_at < f"{wanted.until.isoformat()}T99")
    return found
