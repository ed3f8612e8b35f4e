"""Runs in the peers' environment: eventsourcing's own recorders and eventsourcing-sqlalchemy, asked line by line.

Each request is one line of JSON on standard input, each answer one line on standard output. The peers get what a careful user
would give them: a pool as large as the threads, the plain defaults otherwise, and events that hold as many bytes as ours.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import StoredEvent
from eventsourcing_sqlalchemy.datastore import SQLAlchemyDatastore  # type: ignore[import-not-found]  # only in the peers' environment
from eventsourcing_sqlalchemy.factory import SQLAlchemyFactory  # type: ignore[import-not-found]
from eventsourcing_sqlalchemy.recorders import SQLAlchemyApplicationRecorder  # type: ignore[import-not-found]
from sqlalchemy import Column, MetaData, String, Table, insert

from benchmarks.parts.lane import Timing, timed

if TYPE_CHECKING:
    from collections.abc import Callable

POOL = 16
BULK = 50
"""Events saved at once while cases are made; with a thousand of them eventsourcing's PostgreSQL recorder waits for ever."""
COMMAND_LOG = Table("command_log", MetaData(), Column("id", String(36), primary_key=True), Column("answer", String(200), nullable=False))
ANSWER = "x" * 110


class Case(Aggregate):
    """A case that keeps the last members it was told, as ours keeps its facts."""

    @event("Begun")
    def __init__(self, members: dict[str, str]) -> None:
        self.members = members

    @event("Noted")
    def note(self, members: dict[str, str]) -> None:
        """Record one more event."""
        self.members = members


class LoggingRecorder(SQLAlchemyApplicationRecorder):  # type: ignore[misc]  # untyped without the package
    """eventsourcing-sqlalchemy's recorder with one more row in its transaction: the command and its answer."""

    def _insert_events(self, session: Any, _stored: Any, *, command_id: str | None = None, **_: Any) -> None:
        if command_id is not None:
            session.execute(insert(COMMAND_LOG), {"id": command_id, "answer": ANSWER})


class PooledDatastore(SQLAlchemyDatastore):  # type: ignore[misc]
    """Its datastore with a connection for each thread."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings, pool_size=POOL, max_overflow=0)


class LoggingFactory(SQLAlchemyFactory):  # type: ignore[misc]
    """Its factory with these two."""

    application_recorder_class = LoggingRecorder
    datastore_class = PooledDatastore


class NativeCases(Application[UUID]):
    """On eventsourcing's own recorders."""


class SQLAlchemyCases(Application[UUID]):
    """On eventsourcing-sqlalchemy."""

    def construct_factory(self, env: Any) -> Any:
        """The factory with the command log."""
        return LoggingFactory(env)


class Job:
    """One command on one case."""

    def __init__(self, case_id: UUID, stored: StoredEvent, members: dict[str, str]) -> None:
        self.case_id = case_id
        self.stored = stored
        self.members = members
        self.command_id = str(uuid4())


class Peer:
    """One library on one database, with cases of the history asked for."""

    def __init__(self, library: str, env: dict[str, str], sizes: list[int], size: int) -> None:
        self.logs = library == "sqlalchemy"
        self.app: Application[UUID] = SQLAlchemyCases(env) if self.logs else NativeCases(env)
        if self.logs:
            COMMAND_LOG.create(self.app.factory.datastore.engine, checkfirst=True)  # type: ignore[attr-defined]
        model = Case(members=_members(sizes[0]))
        for each in sizes[1:]:
            model.note(members=_members(each))
        self.members = _members(size)
        model.note(members=self.members)
        self.model = [self.app.mapper.to_stored_event(each) for each in model.collect_events()]
        self.waiting: list[UUID] = []

    def grow(self, cases: int) -> int:
        """Add cases in bulk. Returns the bytes of the event a command adds."""
        *before, last = self.model
        for _ in range(cases):
            one = uuid4()
            for start in range(0, len(before), BULK):
                self.app.recorder.insert_events([_copy(each, one) for each in before[start : start + BULK]])
            self.waiting.append(one)
        return len(last.state)

    def run(self, what: str, count: int, threads: int) -> Timing:
        """Do something ``count`` times, on a case of its own each time."""
        if len(self.waiting) < count:
            self.grow(count - len(self.waiting))
        taken, self.waiting = self.waiting[:count], self.waiting[count:]
        jobs = [Job(each, _copy(self.model[-1], each), self.members) for each in taken]
        does: dict[str, Callable[[Job], object]] = {"record": self.record, "command": self.command, "load": self.load}
        return timed(does[what], jobs, threads)

    def record(self, job: Job) -> None:
        """Write one event that lies ready."""
        self.app.recorder.insert_events([job.stored], **self._logged(job))

    def command(self, job: Job) -> None:
        """Load, decide, save."""
        case: Case = self.app.repository.get(job.case_id)
        case.note(members=job.members)
        self.app.save(case, **self._logged(job))

    def load(self, job: Job) -> None:
        """Load."""
        self.app.repository.get(job.case_id)

    def _logged(self, job: Job) -> dict[str, Any]:
        return {"command_id": job.command_id} if self.logs else {}


def _copy(stored: StoredEvent, case_id: UUID) -> StoredEvent:
    return StoredEvent(case_id, stored.originator_version, stored.topic, stored.state)


def _members(size: int) -> dict[str, str]:
    """Members that come to about ``size`` bytes when they are written."""
    return {f"member_{number}": "x" * max((size - 170) // 8, 1) for number in range(8)}


def main() -> None:
    """Answer requests until the input ends."""
    peer: Peer | None = None
    for line in sys.stdin:
        request = json.loads(line)
        what = request.pop("do")
        answer: Any
        if what == "begin":
            peer = Peer(**request)
            answer = {library: version(library) for library in ("eventsourcing", "eventsourcing-sqlalchemy", "sqlalchemy")}
        elif peer is None:
            raise RuntimeError("begin first")
        elif what == "grow":
            answer = peer.grow(**request)
        else:
            answer = peer.run(what, **request)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
