"""统计: figures kept up to date event by event, so that a page reads a few rows whatever the number of cases.

Four tables: what counts of each case now; sums by day, cut by district, industry and consultancy; how many working days each step
took; which step followed which. Working days are those of the notices shipped with the program.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from domain.calendar.working_days import shipped_calendar
from domain.case.events import acceptance, audit, grade, plan, revision
from projections.case_file_facts import BESIDE_RESULT, ENDINGS, STATES
from projections.figure_tables import CELLS, COUNTED, MOVES, STEP_DAYS
from projections.projection import Projection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.fact import Fact
    from domain.papers.performance_table import PerformanceTable
    from projections.record import Record
    from projections.rows import Row, WorkingSet

figures = Projection("figures", COUNTED, CELLS, STEP_DAYS, MOVES, version=1)

SAVINGS = ("standard_coal", "water", "cod")
"""Quantities of the performance table that are summed up, all in tonnes a year."""
MICRO = "/micro"
"""Ending of the measure that holds the millionths: a sum of whole tonnes and millionths stays exact and inside 64 bits."""
MILLION = 1_000_000
SELF = "self"
"""Code of the cut by consultancy where the enterprise audits itself."""


@figures.projects(plan.Planned)
def _planned(fact: plan.Planned, record: Record, rows: WorkingSet) -> None:
    on = record.stamp.on
    row: Row = {
        "case_id": record.case_id,
        "number": fact.case_number,
        "enterprise_name": fact.form.enterprise_name,
        "district": fact.district,
        "industry": fact.form.industry,
        "consultancy_id": fact.consultancy_id,
        "planned_on": on,
        "is_open": True,
        "step": "planned",
        "since": on,
        "savings": {},
    }
    rows[COUNTED].put(**row)
    _count(rows, rows[COUNTED].row(record.case_id), 1)


@figures.projects_others("case")
def _goes_on(fact: Fact, record: Record, rows: WorkingSet) -> None:
    """Facts that matter only if they bring the case to another step."""
    _change(fact, record, rows)


@figures.projects(plan.PlanAmended)
def _amended(fact: plan.PlanAmended, record: Record, rows: WorkingSet) -> None:
    form = {"enterprise_name": fact.form.enterprise_name, "industry": fact.form.industry}
    _change(fact, record, rows, district=fact.district, consultancy_id=fact.consultancy_id, **form)


@figures.projects(plan.ConsultancyChanged)
def _consultancy_changed(fact: plan.ConsultancyChanged, record: Record, rows: WorkingSet) -> None:
    _change(fact, record, rows, consultancy_id=fact.to_id)


@figures.projects(plan.DistrictTransferred)
def _transferred(fact: plan.DistrictTransferred, record: Record, rows: WorkingSet) -> None:
    _change(fact, record, rows, district=fact.to_district)


@figures.projects(audit.Submitted, revision.Revised)
def _table_filed(fact: audit.Submitted | revision.Revised, record: Record, rows: WorkingSet) -> None:
    _change(fact, record, rows, savings=_savings(fact.table))


@figures.projects(acceptance.Accepted)
def _accepted(fact: acceptance.Accepted, record: Record, rows: WorkingSet) -> None:
    first = rows[COUNTED].row(record.case_id)["accepted_on"]
    _change(fact, record, rows, accepted_on=first or fact.held_on)


@figures.projects(acceptance.AcceptanceCorrected)
def _acceptance_corrected(fact: acceptance.AcceptanceCorrected, record: Record, rows: WorkingSet) -> None:
    undecided = rows[COUNTED].row(record.case_id)["decided_on"] is None
    _change(fact, record, rows, step="panel-appointed" if fact.new_visit_needed and undecided else None)


@figures.projects(grade.Graded)
def _graded(fact: grade.Graded, record: Record, rows: WorkingSet) -> None:
    _change(fact, record, rows, decided_on=record.stamp.on, result=fact.grade or fact.result)


@figures.projects(grade.GradeCorrected)
def _grade_corrected(fact: grade.GradeCorrected, record: Record, rows: WorkingSet) -> None:
    _change(fact, record, rows, result=fact.grade or fact.result)


def _change(fact: Fact, record: Record, rows: WorkingSet, *, step: str | None = None, **values: Any) -> None:
    """Write what a fact says; the step it brings begins and the one before ends. What counts elsewhere follows."""
    key = record.case_id
    before = dict(rows[COUNTED].row(key))
    step = step or _step(fact, before)
    if step != before["step"]:
        values |= {"step": step, "since": record.stamp.on}
        _next_step(record, rows, before, step)
    if isinstance(fact, ENDINGS):
        values["is_open"] = False
    if not values:
        return
    rows[COUNTED].change(key, **values)
    after = rows[COUNTED].row(key)
    if any(before[name] != after[name] for name in COUNTING):
        _count(rows, before, -1)
        _count(rows, after, 1)


COUNTING = ("district", "industry", "consultancy_id", "is_open", "accepted_on", "decided_on", "result", "savings")
"""Columns that sums depend on."""


def _step(fact: Fact, row: Row) -> str:
    beside_result = row["decided_on"] is not None and isinstance(fact, BESIDE_RESULT)
    standing: str = row["step"]
    return standing if beside_result else STATES.get(type(fact), standing)


def _next_step(record: Record, rows: WorkingSet, before: Row, step: str) -> None:
    on = record.stamp.on
    worked = working_days_between(before["since"], on)
    month = on.replace(day=1)
    for cut, code in _cuts(before):
        rows.tally(STEP_DAYS, 1, cut=cut, step=before["step"], month=month, code=code, working_days=worked)
        rows.tally(MOVES, 1, cut=cut, month=month, code=code, from_step=before["step"], to_step=step)


def _cuts(row: Row) -> Iterator[tuple[str, str]]:
    yield "all", ""
    yield "district", row["district"]
    yield "industry", row["industry"]
    yield "consultancy", str(row["consultancy_id"]) if row["consultancy_id"] else SELF


def _count(rows: WorkingSet, row: Row, sign: int) -> None:
    """Add a case to the sums, or take it out of them."""
    counted = list(_counted(row))
    for cut, code in _cuts(row):
        for measure, on, amount in counted:
            rows.tally(CELLS, sign * amount, cut=cut, measure=measure, on=on, code=code)


def _counted(row: Row) -> Iterator[tuple[str, date, int]]:
    planned: date = row["planned_on"]
    yield "planned", planned, 1
    if row["is_open"]:
        yield "open", planned.replace(month=1, day=1), 1
    if row["accepted_on"]:
        yield "accepted", row["accepted_on"], 1
    if row["decided_on"]:
        yield row["result"], row["decided_on"], 1
        if row["result"] != "fail":
            for quantity, amount in row["savings"].items():
                whole, micro = divmod(int(Decimal(amount) * MILLION), MILLION)
                yield quantity, row["decided_on"], whole
                yield quantity + MICRO, row["decided_on"], micro


def _savings(table: PerformanceTable) -> dict[str, str]:
    return {quantity: str(table.totals[quantity]) for quantity in SAVINGS if table.totals.get(quantity)}


def working_days_between(first: date, last: date) -> int:
    """Working days after ``first`` up to and including ``last``: a step that begins and ends on one day took none."""
    days = _working_days()
    return max(bisect_left(days, last + timedelta(days=1)) - bisect_left(days, first + timedelta(days=1)), 0)


@lru_cache(maxsize=1)
def _working_days() -> list[date]:
    calendar, first = shipped_calendar(), date(FIRST_YEAR, 1, 1)
    days = (first + timedelta(days=number) for number in range((date(LAST_YEAR + 1, 1, 1) - first).days))
    return [each for each in days if calendar.is_working(each).working]


FIRST_YEAR, LAST_YEAR = 2010, 2060
"""Years whose working days are counted."""
