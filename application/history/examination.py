"""逐案核查: every case of the record derived again, on all processors, with progress; findings as they come."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select, text

from application.history.rederiving import Calendars, Finding, calendars_of, differences, examine, rederive
from application.store.engine import make_engine
from application.store.event_store import make_recorder, recorded
from application.store.tables import EVENTS
from domain.law.rulebook import Rulebook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy import Engine

    from application.history.rederiving import Rederived
    from application.store.event_store import Recorded
    from domain.calendar.working_days import Calendar
    from domain.law.rule_set import RuleSet

TOGETHER = 50
"""Cases handed to a process at once."""
FEW = 200
"""Up to so many cases one process does alone."""


class Change(NamedTuple):
    """假设核算的变化: what another rule set would have said. Not a decision."""

    case: str
    case_version: int
    topic: str
    question: str
    recorded: str
    under: str


class Examiner:
    """核查者: reads cases from one database and derives their decisions again."""

    def __init__(self, engine: Engine, rulebook: Rulebook, shipped: Calendar, *, trace: bool = False) -> None:
        """``trace`` notes the rule values asked, which takes longer."""
        self._engine = engine
        self._rulebook = rulebook
        self._recorder = make_recorder(engine)
        self._trace = trace
        self.calendars = self._entered(shipped)

    def _entered(self, shipped: Calendar) -> Calendars:
        wanted = select(EVENTS.c.originator_id, EVENTS.c.position).where(EVENTS.c.topic == "holiday-notice.Entered").order_by(EVENTS.c.position)
        with self._engine.connect().execution_options(read_only=True) as connection:
            rows = connection.execute(wanted).all()
        entered: list[Recorded] = []
        for row in rows:
            events = self._recorder.select_notifications(row.position, 1)
            entered += [recorded(event)._replace(position=row.position) for event in events]
        return calendars_of(shipped, entered)

    def cases(self) -> list[UUID]:
        """Every case, in the order in which they began."""
        began = text("SELECT case_id FROM events WHERE case_version = 1 AND topic = 'case.Planned' ORDER BY position").columns(
            case_id=EVENTS.c.case_id.type
        )
        with self._engine.connect().execution_options(read_only=True) as connection:
            return list(connection.execute(began).scalars())

    def one(self, case_id: UUID) -> tuple[list[Rederived], list[Finding]]:
        """One case: its decisions derived again, and what does not follow."""
        sealed, positions = self._recorder.select_case(case_id), self._positions(case_id)
        return examine(case_id, sealed, positions, self._rulebook, self.calendars, trace=self._trace)

    def several(self, cases: Sequence[UUID]) -> list[Finding]:
        """The findings of some cases."""
        places = select(EVENTS.c.case_id, EVENTS.c.position).where(EVENTS.c.case_id.in_(cases)).order_by(EVENTS.c.case_id, EVENTS.c.case_version)
        positions: dict[UUID, list[int]] = {}
        with self._engine.connect().execution_options(read_only=True) as connection:
            for case_id, position in connection.execute(places):
                positions.setdefault(case_id, []).append(position)
        found: list[Finding] = []
        for case_id in cases:
            sealed = self._recorder.select_case(case_id)
            found += examine(case_id, sealed, positions[case_id], self._rulebook, self.calendars)[1]
        return found

    def what_if(self, case_id: UUID, rule_set: RuleSet) -> list[Change]:
        """假设核算: what would have been decided under another rule set. Not a decision."""
        events = [
            recorded(event)._replace(position=position)
            for event, position in zip(self._recorder.select_case(case_id), self._positions(case_id), strict=False)
        ]
        number = str(getattr(events[0].fact, "case_number", case_id)) if events else str(case_id)
        found, missing = rederive(case_id, events, self._rulebook, self.calendars, under=rule_set)
        changes = [*(each._replace(case=number) for each in missing), *differences(number, found, frozenset())]
        return [Change(each.case, each.case_version, each.topic, each.question, each.recorded, each.derived) for each in changes]

    def all(self, progress: Callable[[int, int], None] = lambda _done, _all: None, *, processes: int | None = None) -> Iterator[Finding]:
        """Findings over every case; ``progress`` is told how many cases are done, of how many."""
        cases = self.cases()
        done = 0
        for count, findings in self._examined(cases, processes):
            done += count
            progress(done, len(cases))
            yield from findings

    def _examined(self, cases: Sequence[UUID], processes: int | None) -> Iterator[tuple[int, list[Finding]]]:
        pieces = [cases[start : start + TOGETHER] for start in range(0, len(cases), TOGETHER)]
        wanted = processes or os.cpu_count() or 1
        if len(cases) <= FEW or wanted == 1:
            for piece in pieces:
                yield len(piece), self.several(piece)
            return
        start = (self._engine.url.render_as_string(hide_password=False), self._rulebook.directories, self.calendars)
        with ProcessPoolExecutor(wanted, mp_context=get_context("spawn"), initializer=_begin, initargs=start) as pool:
            yield from pool.map(_piece, pieces)

    def _positions(self, case_id: UUID) -> list[int]:
        places = select(EVENTS.c.position).where(EVENTS.c.case_id == case_id).order_by(EVENTS.c.case_version)
        with self._engine.connect().execution_options(read_only=True) as connection:
            return list(connection.execute(places).scalars())


_EXAMINER: list[Examiner] = []


def _begin(url: str, directories: Sequence[Path], calendars: Calendars) -> None:
    """Make this process's own examiner."""
    rulebook = Rulebook(*directories)
    examiner = Examiner(make_engine(url), rulebook, calendars.steps[0][1])
    examiner.calendars = calendars
    _EXAMINER[:] = [examiner]


def _piece(cases: Sequence[UUID]) -> tuple[int, list[Finding]]:
    return len(cases), _EXAMINER[0].several(cases)
