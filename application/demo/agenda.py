"""日程: one heap of what everybody does next, so that the log is interleaved as in life and its moments rise.

A course is a generator: it yields its next step and is given the answer. A course that waits for others (a list, a batch) lies in
a tray until the desk that works through the tray takes it out again.
"""

from __future__ import annotations

from collections import defaultdict, deque
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any, NamedTuple

from application.casework import Batch
from application.commands.acceptance import AcceptCase
from application.commands.scoring import CorrectSheet, LockSheet
from application.outcome import NotAllowedError, NotFoundError, StaleError
from domain.law.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from datetime import datetime
    from uuid import UUID

    from application.casework import Casework
    from application.clock import SetClock
    from application.commands.command import Command
    from application.outcome import Answer
    from domain.fact import Capacity

EVENTS_PER_TRANSACTION = 1_000


class Step(NamedTuple):
    """步骤: a command of somebody at a moment."""

    at: datetime
    command: Command
    actor: Capacity
    declined: bool = False
    """It is to be declined and yet kept, as late papers are."""


class Pause(NamedTuple):
    """歇: go on at a moment."""

    at: datetime


class Wait(NamedTuple):
    """候: lie in a tray until a desk takes it out; given what the desk has to tell."""

    tray: str
    case_id: UUID


class Released(NamedTuple):
    """取出: when a desk took a course out of its tray, and the list or batch the case went on."""

    at: datetime
    by: UUID


Move = Step | Pause | Wait


class HistoryError(RuntimeError):
    """A lawful history was not taken: the demo is wrong, or a rule is."""


class Thread:
    """一事: a course with the name it has in messages."""

    __slots__ = ("course", "last", "name")

    def __init__(self, name: str, course: Generator[Move, Any, None], last: type[Command] | None) -> None:
        self.name = name
        self.course = course
        self.last = last
        """The course ends after a command of this kind."""


class Agenda:
    """日程: carries out every step in the order of time, several commands to a transaction."""

    def __init__(self, casework: Casework, clock: SetClock, *, until: datetime, written: Callable[[Agenda], None] = lambda _: None) -> None:
        self.casework = casework
        self.clock = clock
        self.until = until
        self.written = written
        """Told after every transaction."""
        self.trays: defaultdict[str, deque[tuple[UUID, Thread]]] = defaultdict(deque)
        self.commands = 0
        self.events = 0
        self._heap: list[tuple[datetime, int, Thread, Step | None]] = []
        self._order = 0
        self._batch: Batch | None = None
        self._locked: set[UUID] = set()
        """Cases with a sheet locked in the transaction at hand: its hash is known only once it is written."""

    def begin(self, name: str, course: Generator[Move, Any, None], *, last: type[Command] | None = None) -> None:
        """Let a course begin now, to go on until it ends or until a command of the kind ``last``."""
        self._go_on(Thread(name, course, last), None)

    def release(self, waiting: Thread, released: Released) -> None:
        """Let a course taken from a tray go on."""
        self._go_on(waiting, released)

    def run(self) -> None:
        """Carry out everything up to the end. Raises HistoryError naming course and step."""
        while self._heap and self._heap[0][0] <= self.until:
            at, _, thread, step = heappop(self._heap)
            self.clock.moment = at
            told = at if step is None else self._take(thread, step)
            if step is not None and type(step.command) is thread.last:
                thread.course.close()
            else:
                self._go_on(thread, told)
        self._write()
        for _, _, thread, _ in self._heap:
            thread.course.close()

    def _go_on(self, thread: Thread, told: Any) -> None:
        try:
            move = thread.course.send(told)
        except StopIteration:
            return
        if isinstance(move, Wait):
            self.trays[move.tray].append((move.case_id, thread))
            return
        self._order += 1
        heappush(self._heap, (max(move.at, self.clock.moment), self._order, thread, move if isinstance(move, Step) else None))

    def _take(self, thread: Thread, step: Step) -> Answer:
        command = step.command
        case_id: UUID | None = getattr(command, "case_id", None)
        if isinstance(command, AcceptCase) and case_id in self._locked:
            self._write()
        if self._batch is None:
            self._batch = Batch(self.casework)
        try:
            answer = self._batch(command, step.actor)
        except (Refused, NotAllowedError, NotFoundError) as no:
            raise HistoryError(f"{thread.name}, {self.clock.moment:%Y-%m-%d}: {_reasons(no)}; {command!r} by {step.actor.role}") from no
        if (answer.declined is not None) != step.declined:
            raise HistoryError(f"{thread.name}, {self.clock.moment:%Y-%m-%d}: {answer.declined or 'not declined'}; {command!r}")
        self.commands += 1
        if isinstance(command, LockSheet | CorrectSheet) and case_id is not None:
            self._locked.add(case_id)
        if self._batch.waiting >= EVENTS_PER_TRANSACTION:
            self._write()
        return answer

    def _write(self) -> None:
        batch, self._batch = self._batch, None
        self._locked.clear()
        if batch is None:
            return
        waiting = batch.waiting
        try:
            batch.write()
        except StaleError as stale:
            raise HistoryError(f"{stale}: somebody else worked on the same thing meanwhile") from stale
        self.events += waiting
        self.written(self)


def _reasons(no: Exception) -> str:
    if isinstance(no, Refused):
        return "; ".join(f"{each.code} {each.citation or ''} {each}" for each in no.every)
    return f"{type(no).__name__} {no}"
