"""时刻表: what the clock does, and why on that day. It sends commands like anybody else and decides nothing itself.

Each sweep asks the list of due days for what has fallen due and sends one command for each, under a key made of what is due: sent
again it has no second effect. What fell due while no clock ran is sent in the order of its days; the event says both days.
"""

from __future__ import annotations

import heapq
import logging
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple, Protocol

from application.clock import business_day
from application.commands.register import OpenReapplication
from application.commands.revision import LapseRevision, RecalculateRevisionDeadline, RemindOfRevision
from application.outcome import NotFoundError, ReusedKeyError, StaleError
from domain.fact import Capacity
from domain.law.refusal import Refused
from domain.law.rulebook import UnknownFigure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from application.casework import Casework
    from application.commands.command import Command

CLOCK = Capacity(person="system:clock", role="system")
PAGE = 200
"""Rows read at a time: memory stays flat however many days were missed."""
TOGETHER = 50
"""Commands of one transaction."""
ASK_AGAIN = timedelta(hours=1)
"""What was refused is not asked again before: the case has moved on, and the list of due days will show it."""

log = logging.getLogger(__name__)


class Due(NamedTuple):
    """到期事项: one row of the list of due days."""

    kind: str
    subject_id: UUID
    reference: str
    due_on: date

    @property
    def place(self) -> tuple[date, UUID, str]:
        """Where it stands in the order of its kind."""
        return (self.due_on, self.subject_id, self.reference)


class DueDates(Protocol):
    """期限表: what the clock reads."""

    def anything_due(self, days: Mapping[str, date], today: date, steps: Sequence[int]) -> bool:
        """Whether anything runs that is due by the day of its kind, or whose next reminder has fallen due."""

    def fallen_due(self, kind: str, day: date, after: tuple[date, UUID, str] | None, limit: int) -> Sequence[Due]:
        """What runs and is due on ``day`` or before, in the order of :attr:`Due.place`, from behind ``after``."""

    def to_remind(self, today: date, steps: Sequence[int], limit: int) -> Sequence[Due]:
        """Deadlines for final papers whose next reminder has fallen due; ``steps`` are days before the last one."""

    def by_other_editions(self, year: int, digest: str) -> Sequence[Due]:
        """Deadlines for final papers that a year's notice could touch and that were computed without this edition of it."""


class Errand(NamedTuple):
    """事务: one command with its key and the day it fell due."""

    fell_due_on: date
    key: str
    command: Command


class Tally(NamedTuple):
    """结果: what came of a round."""

    done: int = 0
    refused: int = 0
    failed: int = 0

    def __add__(self, other: object) -> Tally:
        """Both together."""
        if not isinstance(other, Tally):
            return NotImplemented
        return Tally(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


class Timetable:
    """时刻表: one round does everything that has fallen due; any number of rounds, at once or one after another, do it once."""

    def __init__(self, casework: Casework, due_dates: DueDates) -> None:
        self._casework = casework
        self._due = due_dates
        self._refused: dict[str, datetime] = {}
        self._editions: dict[int, str] | None = None

    def round(self, *, go_on: Callable[[], bool] = lambda: True) -> Tally:
        """Do what has fallen due by now, the oldest day first. ``go_on`` is asked between transactions."""
        self._forget_refusals()
        today = business_day(self._casework.clock.now())
        recalculated = self._send(self._recalculations(), go_on)
        if not self._due.anything_due({"revision": today - timedelta(days=1), "reapplication": today}, today, self._reminder_steps()):
            return recalculated
        past = heapq.merge(self._lapses(today), self._openings(today), key=lambda errand: errand.fell_due_on)
        return recalculated + self._send(past, go_on) + self._send(self._reminders(today), go_on)

    # ---------------------------------------------------------------------------------------------------- what has fallen due

    def _lapses(self, today: date) -> Iterator[Errand]:
        """终稿逾期: in time until 24:00 of the last day, so it falls due on the day after (21)."""
        for due in self._paged("revision", today - timedelta(days=1)):
            key = f"revision-lapse/{due.subject_id}/{due.due_on}"
            yield Errand(due.due_on + timedelta(days=1), key, LapseRevision(case_id=due.subject_id))

    def _openings(self, today: date) -> Iterator[Errand]:
        """可再次首次申报: on the first allowed day (14)."""
        for due in self._paged("reapplication", today):
            key = f"reapplication-opening/{due.subject_id}/{due.due_on}"
            yield Errand(due.due_on, key, OpenReapplication(enterprise_id=due.subject_id))

    def _reminders(self, today: date) -> Iterator[Errand]:
        """提醒: the nearest step that has fallen due; one missed in an outage is made up for by it (21, internal)."""
        steps = self._reminder_steps()
        for due in self._due.to_remind(today, steps, PAGE * 10) if steps else ():
            left = (due.due_on - today).days
            step = min(each for each in steps if each >= left)
            key = f"revision-reminder/{due.subject_id}/{due.due_on}/{step}"
            yield Errand(due.due_on - timedelta(days=step), key, RemindOfRevision(case_id=due.subject_id, last_day=due.due_on, days_left=step))

    def _recalculations(self) -> Iterator[Errand]:
        """重算终稿期限: by each notice entered since the last round; after a start, by all of them (民法典 203)."""
        editions = self._casework.calendar.editions
        known, self._editions = self._editions, editions
        for year, digest in editions.items():
            if known is None or known.get(year) != digest:
                yield from recalculations(self._due, year, digest)

    def _reminder_steps(self) -> tuple[int, ...]:
        steps: set[int] = set()
        for rules in self._casework.rulebook.rule_sets():
            try:
                steps.update(rules.integers("revision/reminders"))
            except UnknownFigure:
                continue
        return tuple(sorted(steps, reverse=True))

    def _paged(self, kind: str, day: date) -> Iterator[Due]:
        after = None
        while page := self._due.fallen_due(kind, day, after, PAGE):
            yield from page
            if len(page) < PAGE:
                return
            after = page[-1].place

    # ---------------------------------------------------------------------------------------------------------------- sending

    def _send(self, errands: Iterable[Errand], go_on: Callable[[], bool]) -> Tally:
        tally = Tally()
        waiting: list[Errand] = []
        for errand in errands:
            if errand.key in self._refused:
                continue
            waiting.append(errand)
            if len(waiting) == TOGETHER:
                tally += self._send_together(waiting)
                waiting = []
                if not go_on():
                    return tally
        return tally + self._send_together(waiting) if waiting and go_on() else tally

    def _send_together(self, errands: list[Errand]) -> Tally:
        """One transaction for all; where something moved meanwhile, one for each."""
        try:
            with self._casework.together() as batch:
                return sum((self._one(errand, batch) for errand in errands), Tally())
        except StaleError:
            return sum((self._one(errand, self._casework.handle) for errand in errands), Tally())

    def _one(self, errand: Errand, handle: Callable[..., object]) -> Tally:
        try:
            handle(errand.command, CLOCK, command_id=errand.key)
        except (Refused, NotFoundError) as no:
            log.info("%s: %s", errand.key, no)
            self._refused[errand.key] = self._casework.clock.now()
            return Tally(refused=1)
        except (StaleError, ReusedKeyError) as fault:
            log.warning("%s: %s", errand.key, fault)
            return Tally(failed=1)
        return Tally(done=1)

    def _forget_refusals(self) -> None:
        now = self._casework.clock.now()
        self._refused = {key: at for key, at in self._refused.items() if abs(now - at) < ASK_AGAIN}


def recalculations(due_dates: DueDates, year: int, digest: str) -> Iterator[Errand]:
    """重算终稿期限: of every deadline a year's notice could touch."""
    for due in due_dates.by_other_editions(year, digest):
        command = RecalculateRevisionDeadline(case_id=due.subject_id, cause=f"{year} 年节假日安排通知（{digest[:12]}）")
        yield Errand(due.due_on, f"revision-recalculation/{due.subject_id}/{due.due_on}/{digest}", command)
