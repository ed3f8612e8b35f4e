"""The ground: a store filled with cases, and on it our variants and the floor's, each job on a case of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from application.casework import Casework
from application.clock import SetClock
from application.store.engine import make_engine
from application.store.event_store import Pending
from application.store.sealed import Receipt
from application.work import Work
from benchmarks.parts.history import OFFICER, SOURCE, TODAY, command, last, sealed, stamp
from benchmarks.parts.mould import CAPACITY, REQUEST_DIGEST, answer
from domain.calendar.working_days import shipped_calendar
from domain.law.rulebook import shipped

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from application.commands.review import DecidePenaltyMatch
    from application.store.sealed import SealedEvent
    from benchmarks.parts.floor import Floor
    from benchmarks.parts.mould import Case


class Job(NamedTuple):
    """One command on one case, in every form a variant may want it, made before the clock starts."""

    case: Case
    event: SealedEvent
    receipt: Receipt
    pending: Pending
    command: DecidePenaltyMatch
    command_id: str


class Ground:
    """A filled store with its floor and our application on it."""

    def __init__(self, url: str, floor: Floor, cases: list[Case], generator: random.Random) -> None:
        self.floor = floor
        self._generator = generator
        self._cases = cases
        generator.shuffle(cases)
        engine = make_engine(url)
        self.engine = engine
        self.casework = Casework(engine, clock=SetClock(TODAY), rulebook=shipped(), calendar=shipped_calendar(), receipt_key=b"k" * 32, origin=SOURCE)

    @property
    def left(self) -> int:
        """Cases no job was on yet."""
        return len(self._cases)

    def jobs(self, count: int) -> list[Job]:
        """Jobs on cases no job was on before."""
        if len(self._cases) < count:
            raise RuntimeError(f"{count} more cases are asked for, {len(self._cases)} are left: fill the store with more events")
        return [self._job(self._cases.pop()) for _ in range(count)]

    def _job(self, case: Case) -> Job:
        fact, by, on = last()
        made = sealed(case.case_id, (last(),), self._generator, case.head)
        version = case.head.case_version + 1
        command_id = str(UUID(int=self._generator.getrandbits(128), version=4))
        receipt = Receipt(CAPACITY, command_id, REQUEST_DIGEST, answer(case.case_id, version))
        pending = Pending(case.case_id, version, fact, stamp(by, on, self._generator), case.case_id, TODAY)
        return Job(case, made.events[0], receipt, pending, command(case.case_id), command_id)

    # --------------------------------------------------------------------------------------------------------- variants

    def floor_writes(self, job: Job) -> None:
        """The rows of one event, its disclosures and receipt."""
        self.floor.write(job.event, job.receipt)

    def recorder_writes(self, job: Job) -> None:
        """The same by our recorder."""
        self.casework.recorder.insert_events((job.event,), receipts=(job.receipt,))

    def store_seals(self, job: Job) -> None:
        """The same with salts drawn, bytes made and hashed."""
        self.casework.events.put((job.pending,), heads={job.case.case_id: job.case.head}, receipts=(job.receipt,))

    def floor_commands(self, job: Job) -> None:
        """The rows of the case fetched, then as above."""
        self.floor.read(job.case.case_id)
        self.floor.write(job.event, job.receipt)

    def handles(self, job: Job) -> None:
        """The whole command."""
        self.casework.handle(job.command, OFFICER, command_id=job.command_id)

    def floor_loads(self, job: Job) -> None:
        """The rows of the case fetched, nothing decoded."""
        self.floor.read(job.case.case_id)

    def loads(self, job: Job) -> None:
        """The case as a handler gets it: rows fetched, leaves read, facts folded in."""
        Work(self.casework).case(job.case.case_id)

    def close(self) -> None:
        """Close every connection."""
        self.floor.close()
        self.casework.close()
        self.engine.dispose()


WRITES: dict[str, Callable[[Ground, Job], None]] = {
    "raw driver": Ground.floor_writes,
    "ours, recorder.insert_events": Ground.recorder_writes,
    "ours, LeafStore.put (seals)": Ground.store_seals,
}
"""What appends one event; the first is the floor of the others."""
COMMANDS: dict[str, Callable[[Ground, Job], None]] = {"raw driver": Ground.floor_commands, "ours, Casework.handle": Ground.handles}
"""What does a whole command; the first is the floor of the others."""
LOADS: dict[str, Callable[[Ground, Job], None]] = {"raw SELECT": Ground.floor_loads, "ours, Work.case": Ground.loads}
"""What loads a case; the first is the floor of the other."""
