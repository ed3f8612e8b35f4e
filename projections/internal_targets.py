"""期限表: the office's own targets, which no rule sets. A kind of their own; nothing falls due by them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.catalogue import FACTS
from domain.law.internal_targets import internal_targets
from projections.due_dates import DUE_DATES, TARGET, put, targets

if TYPE_CHECKING:
    from domain.fact import Fact
    from projections.record import Record
    from projections.rows import WorkingSet

SET = internal_targets()
TOPICS = {topic for target in SET.targets for topic in (*target.from_, *target.until)} | {*SET.ends}
NAMED = tuple(FACTS[topic] for topic in sorted(TOPICS))


@targets.projects(*NAMED)
def _stage(fact: Fact, record: Record, rows: WorkingSet) -> None:
    for target in SET.targets:
        if fact.TOPIC in (*target.until, *SET.ends):
            rows[DUE_DATES].drop(record.case_id, TARGET, target.code)
        if fact.TOPIC in target.from_:
            put(rows, record, TARGET, record.stamp.on + timedelta(days=target.days), reference=target.code)
