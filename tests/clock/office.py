"""An office with a clock: cases are put on record, days pass, the clock does its round."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from application.casework import Casework
from application.timetable import CLOCK, Tally, Timetable
from domain.calendar.deadline import StartFact, revision_deadline
from domain.calendar.working_days import shipped_calendar
from domain.case.audit_case import AuditCase
from domain.case.events.plan import Planned
from domain.law.rulebook import shipped
from domain.register.enterprise import Enterprise
from domain.register.events import EnterpriseRegistered, PriorPassRecorded
from projections.catch_up import Projector
from projections.read_models import READ_MODELS
from tests.application.put_on_record import at_nine, put_on_record
from tests.examples.acceptance import accepted, accepted_case, signed_case
from tests.scenario import stamp
from web.due_rows import DueRows
from web.record_log import RecordLog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from application.clock import SetClock
    from application.commands.command import Command
    from application.outcome import Answer
    from domain.fact import Capacity, Fact, Stamp

MORNING = datetime(2026, 10, 16, 1, 0, tzinfo=UTC)
"""Nine in the morning in Shenzhen, on the day of the example's site acceptance."""


class Office:
    """Casework, read models and timetable, at a moment that is set."""

    def __init__(self, casework: Casework, projector: Projector, clock: SetClock) -> None:
        self.casework = casework
        self.projector = projector
        self.clock = clock
        self.timetable = self.another_clock()

    def another_clock(self) -> Timetable:
        """A timetable as another worker has it."""
        return Timetable(self.casework, DueRows(self.casework.engine))

    def put(self, case_id: UUID, *history: Fact | tuple[Fact, Stamp]) -> UUID:
        """Put a case on record, under a number of its own."""
        put_on_record(self.casework, (AuditCase, case_id, tuple(numbered(each, case_id.int) for each in history)))
        return case_id

    def accepted(self, number: int) -> UUID:
        """A case whose final papers are due on 16 November 2026."""
        return self.put(UUID(int=number), *accepted_case())

    def put_accepted(self, number: int, held_on: date) -> UUID:
        """A case accepted on that day, its last day by the calendar as it is; the rest of its history is the example's."""
        facts = (StartFact("held", held_on), StartFact("opinion-delivered", held_on))
        deadline = revision_deadline(facts, shipped().rule_set("sz-2025-5"), self.casework.calendar)
        fact = msgspec.structs.replace(accepted(), held_on=held_on, delivered_on=held_on, revision_deadline=deadline)
        return self.put(UUID(int=number), *signed_case(), (fact, stamp(held_on)))

    def passed(self, number: int, first_day: date) -> UUID:
        """An enterprise whose five years are over on ``first_day``."""
        passed_on, day_before = first_day.replace(year=first_day.year - 5), date.fromordinal(first_day.toordinal() - 1)
        history = (
            EnterpriseRegistered(credit_code=f"示例{number}", name=f"示例企业{number}"),
            PriorPassRecorded(
                passed_on=passed_on, rule_document="R2019", source="officer", evidence_digest=None, window_last_day=day_before, first_day=first_day
            ),
        )
        put_on_record(self.casework, (Enterprise, UUID(int=number), tuple((each, stamp()) for each in history)))
        return UUID(int=number)

    def round(self, on: date | datetime) -> Tally:
        """Let the clock do its round on a day, with the read models up to date before and after."""
        if isinstance(on, datetime):
            self.clock.moment = on
        else:
            at_nine(self.clock, on)
        self.projector.catch_up()
        tally = self.timetable.round()
        self.projector.catch_up()
        return tally

    def do(self, command: Command, actor: Capacity = CLOCK, **members: Any) -> Answer:
        """Take a command."""
        answer = self.casework.handle(command, actor, **members)
        self.projector.catch_up()
        return answer

    def case_ids(self) -> list[UUID]:
        """Cases on record, in the order in which they came."""
        return [case_id for case_id, _, _ in self.facts(Planned)]

    def facts(self, kind: type[Fact]) -> list[tuple[UUID, Any, date]]:
        """Facts of a kind in the order of the log, with aggregate and business day."""
        return [(each.originator_id, each.fact, each.stamp.on) for each in self.log() if isinstance(each.fact, kind)]

    @property
    def log_of_record(self) -> RecordLog:
        """The record in the order of its positions."""
        return RecordLog(self.casework.engine)

    def log(self) -> Iterator[Any]:
        """Every fact on record."""
        log = self.log_of_record
        yield from log.read(0, log.head())


def numbered(step: Fact | tuple[Fact, Stamp], number: int) -> Fact | tuple[Fact, Stamp]:
    """A step of a case's history; the plan bears the case's number."""
    fact, signed = step if isinstance(step, tuple) else (step, stamp())
    return (msgspec.structs.replace(fact, case_number=f"QJ-2026-{number:06d}"), signed) if isinstance(fact, Planned) else step


def office_on(engine: Engine, clock: SetClock) -> Office:
    """An office on a migrated database; the tables of the read models are made."""
    casework = Casework(
        engine, clock=clock, rulebook=shipped(), calendar=shipped_calendar(), receipt_key=b"k" * 32, origin="test.qingjian.example/log"
    )
    projector = Projector(engine, RecordLog(casework.engine), READ_MODELS)
    projector.prepare()
    return Office(casework, projector, clock)
