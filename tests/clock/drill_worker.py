"""A worker as a process of its own for the drills: ``python -m tests.clock.drill_worker URL FOLDER lawful|naive DAYS_AHEAD``.

The naive one is the control: it reads the same list and records what is due straight away, without duty and without key.
"""

from __future__ import annotations

import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from application.clock import SystemClock, business_day
from application.settings import Settings
from application.timetable import CLOCK
from application.work import Work
from domain.case.audit_case import AuditCase
from domain.case.events.revision import RevisionLapsed
from web.cli.worker import Worker
from web.due_rows import DueRows
from web.system import System

if TYPE_CHECKING:
    from uuid import UUID


class ShiftedClock(SystemClock):
    """The machine's clock on another day."""

    def __init__(self, ahead: timedelta) -> None:
        self._ahead = ahead

    def now(self) -> datetime:
        return super().now() + self._ahead


def naive(parts: System) -> None:
    """What a scheduler in every process does: read what is due, do it, and mark it afterwards."""
    due_dates = DueRows(parts.engine)
    parts.projector.prepare()
    while True:
        today = business_day(parts.clock.now())
        due = due_dates.fallen_due("revision", today - timedelta(days=1), None, 500)
        time.sleep(0.2)  # the mail is on its way
        for each in due:
            record_straight_away(parts, each.subject_id, each.due_on + timedelta(days=1))
        parts.projector.catch_up()


def record_straight_away(parts: System, case_id: UUID, fell_due_on: object) -> None:
    for _ in range(5):
        work = Work(parts.casework)
        work.begin(CLOCK, on=None, backdated_because=None, correlation_id=None)
        case = work.get(AuditCase, case_id)
        work.stamp_under(parts.rulebook.rule_set("sz-2025-5"))
        assert case.revision_deadline is not None
        case.record(RevisionLapsed(last_day=case.revision_deadline.last_day, fell_due_on=fell_due_on))  # type: ignore[arg-type]
        work.finish()
        try:
            parts.casework.events.put(work.journal, heads=work.heads, receipts=[])
        except Exception:  # noqa: BLE001, S112  somebody was faster: read again and record all the same, as naive ones do
            continue
        return


def main(url: str, folder: str, kind: str, days_ahead: str) -> None:
    settings = Settings(
        mode="production",
        instance_dir=Path(folder),
        database_url=url,
        storage_url=f"file://{folder}/papers",
        trail_origin="test.qingjian.example/log",
        secret_key="k" * 32,
    )
    parts = System(settings, clock=ShiftedClock(timedelta(days=int(days_ahead))))
    if kind == "naive":
        naive(parts)
    else:
        Worker(parts, Event()).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
