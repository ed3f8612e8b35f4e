"""计划征集: the bureau's calls for plans, one row per batch of a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, Date, Integer, Table, Uuid, select

from domain.lists.events import PlanCallExtended, PlanCallOpened
from projections.projection import Projection
from projections.tables import METADATA

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, RowMapping

    from projections.record import Record
    from projections.rows import WorkingSet

PLAN_CALLS = Table(
    "plan_calls",
    METADATA,
    # One aggregate per calendar year.
    Column("call_id", Uuid, primary_key=True),
    Column("batch", Integer, primary_key=True, autoincrement=False),
    Column("year", Integer, nullable=False),
    Column("opens_on", Date, nullable=False),
    Column("closes_on", Date, nullable=False),
)

plan_calls = Projection("plan_calls", PLAN_CALLS, version=1)


@plan_calls.projects(PlanCallOpened)
def _opened(fact: PlanCallOpened, record: Record, rows: WorkingSet) -> None:
    rows[PLAN_CALLS].put(call_id=record.case_id, batch=fact.batch, year=fact.year, opens_on=fact.opens_on, closes_on=fact.closes_on)


@plan_calls.projects(PlanCallExtended)
def _extended(fact: PlanCallExtended, record: Record, rows: WorkingSet) -> None:
    last = max(row["batch"] for row in rows[PLAN_CALLS].of(record.case_id))
    rows[PLAN_CALLS].change(record.case_id, last, closes_on=fact.closes_on)


def calls(connection: Connection) -> Sequence[RowMapping]:
    """All batches, the newest first."""
    return connection.execute(select(PLAN_CALLS).order_by(PLAN_CALLS.c.year.desc(), PLAN_CALLS.c.batch.desc())).mappings().all()
