"""Facts put straight into the record: where a test begins late in a history and does not ask how it came there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from application.work import Work
from tests.scenario import OFFICER, stamp

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from application.casework import Casework
    from application.clock import SetClock
    from domain.aggregate import Aggregate
    from domain.fact import Fact, Stamp


def at_nine(clock: SetClock, on: date) -> None:
    """Nine in the morning of that day in Shenzhen."""
    clock.moment = datetime(on.year, on.month, on.day, 1, tzinfo=UTC)


def put_on_record(casework: Casework, *histories: tuple[type[Aggregate], UUID, tuple[Fact | tuple[Fact, Stamp], ...]]) -> None:
    """Write whole histories, each the aggregate's kind, its id and its facts, in one transaction."""
    work = Work(casework)
    work.begin(OFFICER, on=None, backdated_because=None, correlation_id=None)
    for kind, aggregate_id, history in histories:
        aggregate = work.new(kind, aggregate_id)
        for each in history:
            fact, signed = each if isinstance(each, tuple) else (each, stamp())
            aggregate.stamp = signed
            aggregate.record(fact)
    work.finish()
    casework.events.put(work.journal, heads=work.heads, moment=work.now, receipts=[])
