"""统计查询: the figures of a page, read from the sums."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import extract, func, select

from projections.figure_tables import CELLS, COUNTED, MOVES, STEP_DAYS
from projections.figures import MICRO, MILLION, SAVINGS, SELF
from projections.worklist import WORKLIST

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection, RowMapping

RESULTS = ("excellent", "good", "fail")
DATED = ("planned", "accepted", *RESULTS, *SAVINGS, *(quantity + MICRO for quantity in SAVINGS))
CUTS = ("district", "industry", "consultancy")
"""What the figures can be cut by."""
TURNS = {
    "district": ("planned", "plan-endorsed"),
    "bureau": ("plan-reported", "submitted", "prechecked", "listed-for-acceptance", "panel-appointed", "revised", "graded"),
    "expert": ("visit-scheduled",),
    "enterprise": ("plan-returned", "plan-listed", "registered", "submission-returned", "accepted"),
}
"""Whose turn it is in each step."""
MAIN = (
    "planned",
    "plan-endorsed",
    "plan-reported",
    "plan-listed",
    "registered",
    "submitted",
    "prechecked",
    "listed-for-acceptance",
    "panel-appointed",
    "visit-scheduled",
    "accepted",
    "revised",
    "graded",
    "published",
)
"""The steps of a case that meets no hindrance, in their order."""
STEPS = frozenset(step for steps in TURNS.values() for step in steps)
"""Every step that somebody's turn it is in."""
WHOLE = ("all", "")
"""The cut that leaves everything together."""


class Period(NamedTuple):
    """期间: from the first to the last day, both included."""

    first: date
    last: date

    @property
    def year_before(self) -> Period:
        """The same days of the year before; 29 February becomes the 28th."""
        return Period(_year_earlier(self.first), _year_earlier(self.last))


def year_to(day: date) -> Period:
    """The year up to a day."""
    return Period(day.replace(month=1, day=1), day)


def year_of(year: int, today: date) -> Period:
    """A whole year, the running one up to today."""
    return year_to(today) if year == today.year else Period(date(year, 1, 1), date(year, 12, 31))


class Counts(NamedTuple):
    """计数: what happened in a period, of all cases or of one part of them."""

    planned: int = 0
    accepted: int = 0
    """现场验收完成, by the day it was first held."""
    excellent: int = 0
    good: int = 0
    fail: int = 0
    """Results by the day of decision, as corrected since."""
    savings: Mapping[str, Decimal] = {}
    """Quantity → tonnes a year, of the cases that passed."""

    @property
    def passed(self) -> int:
        """Passed, excellent or good."""
        return self.excellent + self.good

    @property
    def decided(self) -> int:
        """Graded in all."""
        return self.passed + self.fail

    @property
    def results(self) -> tuple[int, int, int]:
        """Excellent, good, failed."""
        return self.excellent, self.good, self.fail

    @property
    def tonnes(self) -> tuple[Decimal, ...]:
        """Saved, in the order of ``SAVINGS``."""
        return tuple(self.savings.get(each, Decimal(0)) for each in SAVINGS)

    @property
    def pass_rate(self) -> Fraction | None:
        """Passed of decided; none where nothing was decided."""
        return Fraction(self.passed, self.decided) if self.decided else None


class StepTime(NamedTuple):
    """各步用时: working days of one step, of those that ended in a period."""

    step: str
    ended: int
    median: int
    p90: int


def counts(connection: Connection, cut: str, period: Period) -> dict[str, Counts]:
    """Code of the cut → what happened in the period. The cut ``all`` has the one code ``""``."""
    wanted = select(CELLS.c.code, CELLS.c.measure, func.sum(CELLS.c.amount)).where(*_in(cut, period)).group_by(CELLS.c.code, CELLS.c.measure)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for code, measure, amount in connection.execute(wanted):
        found[code][measure] = int(amount)
    return {code: _counts(amounts) for code, amounts in found.items() if any(amounts.values())}


def counts_of_all(connection: Connection, period: Period) -> Counts:
    """What happened in the period."""
    return counts(connection, "all", period).get("", Counts())


def by_year(connection: Connection, last: date, cut: tuple[str, str] = WHOLE) -> dict[int, Counts]:
    """Year → what happened in it, up to a day; every year since the first one."""
    year = extract("year", CELLS.c.on)
    wanted = select(year, CELLS.c.measure, func.sum(CELLS.c.amount)).where(
        CELLS.c.cut == cut[0], CELLS.c.measure.in_(DATED), CELLS.c.code == cut[1], CELLS.c.on <= last
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for in_year, measure, amount in connection.execute(wanted.group_by(year, CELLS.c.measure)):
        found[int(in_year)][measure] = int(amount)
    return {each: _counts(found.get(each, {})) for each in range(min(found), max(found) + 1)} if found else {}


def in_hand(connection: Connection, cut: str) -> dict[str, int]:
    """Code of the cut → cases that are open now."""
    wanted = select(CELLS.c.code, func.sum(CELLS.c.amount)).where(CELLS.c.cut == cut, CELLS.c.measure == "open").group_by(CELLS.c.code)
    return {code: int(amount) for code, amount in connection.execute(wanted) if amount}


def overdue(connection: Connection, cut: str, today: date) -> dict[str, int]:
    """Code of the cut → open cases in which something should have been done before today, by anybody."""
    late = select(WORKLIST.c.case_id).where(WORKLIST.c.due_on < today).distinct().subquery()
    code = {"all": None, "district": COUNTED.c.district, "industry": COUNTED.c.industry, "consultancy": COUNTED.c.consultancy_id}[cut]
    joined = late.join(COUNTED, COUNTED.c.case_id == late.c.case_id)
    if code is None:
        return {"": int(connection.execute(select(func.count()).select_from(joined)).scalar_one())}
    wanted = select(code, func.count()).select_from(joined).group_by(code)
    return {str(each) if each else SELF: int(number) for each, number in connection.execute(wanted)}


def overdue_tasks(connection: Connection, today: date) -> list[tuple[str, int]]:
    """What is late, the most frequent first: code of the task → cases."""
    cases = func.count(WORKLIST.c.case_id.distinct())
    wanted = select(WORKLIST.c.task, cases).where(WORKLIST.c.due_on < today).group_by(WORKLIST.c.task).order_by(cases.desc(), WORKLIST.c.task)
    return [(task, int(number)) for task, number in connection.execute(wanted)]


def step_times(connection: Connection, period: Period, cut: tuple[str, str] = WHOLE) -> dict[str, StepTime]:
    """Step → its working days, of those ended in the months of the period."""
    return step_times_by_code(connection, period, cut[0]).get(cut[1], {})


def step_times_by_code(connection: Connection, period: Period, cut: str) -> dict[str, dict[str, StepTime]]:
    """Code of the cut → step → its working days."""
    days = STEP_DAYS.c.working_days
    within = STEP_DAYS.c.month.between(period.first.replace(day=1), period.last)
    wanted = select(STEP_DAYS.c.code, STEP_DAYS.c.step, days, func.sum(STEP_DAYS.c.amount)).where(STEP_DAYS.c.cut == cut, within)
    found: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for code, step, worked, amount in connection.execute(wanted.group_by(STEP_DAYS.c.code, STEP_DAYS.c.step, days).order_by(days)):
        if amount:
            found[code, step].append((worked, int(amount)))
    times: dict[str, dict[str, StepTime]] = defaultdict(dict)
    for (code, step), spread in found.items():
        ended = sum(amount for _, amount in spread)
        times[code][step] = StepTime(step, ended, _at(spread, Fraction(1, 2)), _at(spread, Fraction(9, 10)))
    return dict(times)


def moves(connection: Connection, period: Period, cut: tuple[str, str] = WHOLE) -> list[tuple[str, str, int]]:
    """Which step followed which, how often, the most frequent first."""
    within = MOVES.c.month.between(period.first.replace(day=1), period.last)
    number = func.sum(MOVES.c.amount)
    wanted = select(MOVES.c.from_step, MOVES.c.to_step, number).where(MOVES.c.cut == cut[0], MOVES.c.code == cut[1], within)
    ordered = wanted.group_by(MOVES.c.from_step, MOVES.c.to_step).order_by(number.desc(), MOVES.c.from_step, MOVES.c.to_step)
    return [(before, after, int(amount)) for before, after, amount in connection.execute(ordered) if amount]


def longest_waiting(connection: Connection, district: str | None = None, *, limit: int = 10) -> Sequence[RowMapping]:
    """Open cases that are in their step for longest."""
    wanted = select(COUNTED).where(COUNTED.c.is_open)
    if district:
        wanted = wanted.where(COUNTED.c.district == district)
    return connection.execute(wanted.order_by(COUNTED.c.since, COUNTED.c.number).limit(limit)).mappings().all()


def _in(cut: str, period: Period) -> tuple[ColumnElement[bool], ...]:
    return CELLS.c.cut == cut, CELLS.c.measure.in_(DATED), CELLS.c.on.between(*period)


def _counts(amounts: Mapping[str, int]) -> Counts:
    saved = {each: Decimal(amounts.get(each, 0)) + Decimal(amounts.get(each + MICRO, 0)) / MILLION for each in SAVINGS}
    return Counts(**{each: amounts.get(each, 0) for each in ("planned", "accepted", *RESULTS)}, savings=saved)


def _at(spread: Sequence[tuple[int, int]], share: Fraction) -> int:
    """The smallest number of days that at least this share of the steps did not exceed."""
    wanted = share * sum(amount for _, amount in spread)
    reached = 0
    for worked, amount in spread:
        reached += amount
        if reached >= wanted:
            return worked
    raise ValueError("nothing to rank")


def _year_earlier(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
