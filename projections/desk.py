"""案头: how the functions of the work list put a task on a desk and take it off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from projections.shown import article
from projections.worklist import TASKS, WORKLIST

if TYPE_CHECKING:
    from domain.calendar.deadline import Deadline
    from projections.record import Record
    from projections.rows import Row, WorkingSet


def put(rows: WorkingSet, record: Record, task: str, subject: object = "", **values: Any) -> None:
    """Put a task on its desk from today on; one that lies there already is written anew."""
    desk, under, tracked_by = TASKS[task]
    row = {"desk": desk, "article": under, "tracked_by": tracked_by, "since": record.stamp.on} | values
    rows[WORKLIST].put(case_id=record.case_id, task=task, subject=str(subject), **row)


def done(rows: WorkingSet, record: Record, *tasks: str, subject: object = None) -> None:
    """Take tasks off; those about one subject, where it is named."""
    for row in rows[WORKLIST].of(record.case_id):
        if row["task"] in tasks and subject in (None, row["subject"]):
            rows[WORKLIST].drop(record.case_id, row["task"], row["subject"])


def lies(rows: WorkingSet, record: Record, *tasks: str) -> bool:
    """Whether one of these tasks is waiting."""
    return any(row["task"] in tasks for row in rows[WORKLIST].of(record.case_id))


def due(deadline: Deadline) -> Row:
    """What a deadline says on the work list."""
    return {"due_on": deadline.last_day, "provisional": deadline.provisional, "article": article(deadline.citation)}
