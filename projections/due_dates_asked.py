"""期限查询: what the clock, calendars and pages ask the list of due days."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, Text, bindparam, func, literal, or_, select, tuple_, type_coerce

from projections.case_file import CASES
from projections.due_dates import DUE_DATES, ORDER, PROVISIONAL, RECALCULATED, REVISION, RUNNING, TARGET

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, RowMapping, Select


def due_by(
    connection: Connection, day: date, kind: str, *, after: tuple[date, UUID, str] | None = None, limit: int | None = None
) -> Sequence[RowMapping]:
    """Rows that run and whose day is ``day`` or earlier, the oldest first; ``after`` is the day, subject and reference of the last one seen.

    A lapse is recorded when the last day is over: ask with the day before.
    """
    wanted = select(DUE_DATES).where(DUE_DATES.c.kind == kind, RUNNING, DUE_DATES.c.due_on <= day)
    if after is not None:
        # The day alone lets the index begin at the right place.
        wanted = wanted.where(DUE_DATES.c.due_on >= after[0], tuple_(*ORDER) > tuple_(*map(literal, after)))
    return connection.execute(wanted.order_by(*ORDER).limit(limit)).mappings().all()


def to_remind(connection: Connection, today: date, steps: Sequence[int], *, limit: int | None = None) -> Sequence[RowMapping]:
    """Deadlines for final papers of which one is to be reminded: ``steps`` are days before the last one. The nearest last day first.

    One question for each step that was last recorded, each a stretch of the index: among a million deadlines none that is not due is read.
    """
    found: list[RowMapping] = []
    for last in (None, *steps):
        coming = [step for step in steps if last is None or step < last]
        if coming:
            reminded = DUE_DATES.c.reminded.is_(None) if last is None else DUE_DATES.c.reminded == last
            window = DUE_DATES.c.due_on.between(today, today + timedelta(days=max(coming)))
            wanted = select(DUE_DATES).where(REVISION, RUNNING, reminded, window)
            found += connection.execute(wanted.order_by(*ORDER).limit(limit)).mappings().all()
    return sorted(found, key=lambda row: (row["due_on"], row["subject_id"]))


def anything_due(connection: Connection, days: Mapping[str, date], today: date, steps: Sequence[int]) -> bool:
    """Whether anything runs that is due by the day of its kind, or to be reminded of: all that a round with nothing to do asks.

    Each kind answers with its earliest day, the first entry of an index, whatever the database thinks of the days asked for.
    """
    kinds, lasts = tuple(sorted(days)), (None, *(step for step in steps if step > min(steps)))
    earliest: list[date | None] = [*connection.execute(_earliest(kinds, lasts), {"today": today}).one()]
    if any(first is not None and first <= days[kind] for kind, first in zip(kinds, earliest, strict=False)):
        return True
    reach = [max((step for step in steps if last is None or step < last), default=None) for last in lasts]
    nearest = zip(reach, earliest[len(kinds) :], strict=True)
    return any(first <= today + timedelta(days=ahead) for ahead, first in nearest if first is not None and ahead is not None)


@cache
def _earliest(kinds: tuple[str, ...], lasts: tuple[int | None, ...]) -> Select[Any]:
    first = select(func.min(DUE_DATES.c.due_on)).where(RUNNING)
    by_kind = [first.where(DUE_DATES.c.kind == kind).scalar_subquery() for kind in kinds]
    coming = first.where(REVISION, DUE_DATES.c.due_on >= bindparam("today", type_=Date))
    by_step = [coming.where(DUE_DATES.c.reminded.is_(None) if last is None else DUE_DATES.c.reminded == last).scalar_subquery() for last in lasts]
    return select(*by_kind, *by_step)


def by_other_editions(connection: Connection, year: int, digest: str) -> Sequence[RowMapping]:
    """Deadlines for final papers, running or over, that a year's notice could touch and that were not computed by this edition of it."""
    first, last = date(year - 1, 12, 1), date(year + 1, 1, 31)
    wanted = select(DUE_DATES).where(
        DUE_DATES.c.kind == "revision",
        DUE_DATES.c.state.in_(("running", "recorded")),
        DUE_DATES.c.due_on.between(first, last),
        or_(
            type_coerce(DUE_DATES.c.account, Text).like(f'%"year":{year},%'),
            type_coerce(DUE_DATES.c.awaits, Text).like(f"%{year}%"),
        ),
        type_coerce(DUE_DATES.c.account, Text).not_like(f"%{digest}%"),
    )
    return connection.execute(wanted.order_by(*ORDER)).mappings().all()


def coming(connection: Connection, subjects: ColumnElement[bool], day: date) -> Sequence[RowMapping]:
    """Rows of some subjects that run, lapsed or lie ahead: what stands in a person's calendar from ``day`` on."""
    wanted = select(DUE_DATES).where(subjects, DUE_DATES.c.state.in_(("running", "recorded")), DUE_DATES.c.due_on >= day)
    return connection.execute(wanted.order_by(*ORDER)).mappings().all()


def targets_of(connection: Connection, case_id: UUID, codes: Sequence[str]) -> Sequence[RowMapping]:
    """The office's own targets that run in a case, of those named, the earliest first."""
    wanted = select(DUE_DATES).where(DUE_DATES.c.subject_id == case_id, DUE_DATES.c.kind == TARGET, DUE_DATES.c.reference.in_(codes))
    return connection.execute(wanted.order_by(*ORDER)).mappings().all()


def provisional(connection: Connection) -> Sequence[RowMapping]:
    """Rows that run and rest on a year whose notice of days off is not out: their day may still move."""
    wanted = select(DUE_DATES).where(PROVISIONAL, DUE_DATES.c.state.in_(("running", "recorded")))
    return connection.execute(wanted.order_by(*ORDER)).mappings().all()


def provisional_count(connection: Connection, visible: ColumnElement[bool] | None = None, *, awaits: int | None = None) -> int:
    """How many there are of them; of the cases somebody may know of, and of those that await the notice for a year, where that is said."""
    wanted = select(func.count()).where(PROVISIONAL, DUE_DATES.c.state.in_(("running", "recorded")))
    if awaits is not None:
        wanted = wanted.where(type_coerce(DUE_DATES.c.awaits, Text).like(f"%{awaits}%"))
    if visible is not None:
        wanted = wanted.join_from(DUE_DATES, CASES, CASES.c.case_id == DUE_DATES.c.subject_id).where(visible)
    return connection.execute(wanted).scalar_one()


def provisional_cases(connection: Connection, visible: ColumnElement[bool], limit: int) -> Sequence[RowMapping]:
    """The provisional ones of the cases somebody may know of, with number and enterprise, the earliest first."""
    joined = DUE_DATES.join(CASES, CASES.c.case_id == DUE_DATES.c.subject_id)
    columns = (CASES.c.number, CASES.c.enterprise_name, DUE_DATES.c.kind, DUE_DATES.c.due_on, DUE_DATES.c.awaits, DUE_DATES.c.article)
    wanted = select(*columns).select_from(joined).where(PROVISIONAL, DUE_DATES.c.state.in_(("running", "recorded")), visible)
    return connection.execute(wanted.order_by(*ORDER).limit(limit)).mappings().all()


def recalculated_lately(connection: Connection, visible: ColumnElement[bool], limit: int) -> Sequence[RowMapping]:
    """Deadlines a notice made counted again, of the cases somebody may know of, the latest first."""
    joined = RECALCULATED.join(CASES, CASES.c.case_id == RECALCULATED.c.case_id)
    wanted = select(RECALCULATED, CASES.c.number, CASES.c.enterprise_name).select_from(joined).where(visible)
    return connection.execute(wanted.order_by(RECALCULATED.c.position.desc()).limit(limit)).mappings().all()


def counts(connection: Connection, days: Mapping[str, date]) -> dict[str, int]:
    """How many of each kind run and are due by the day of that kind."""
    counted = {kind: select(func.count()).where(DUE_DATES.c.kind == kind, RUNNING, DUE_DATES.c.due_on <= day) for kind, day in days.items()}
    return {kind: connection.execute(wanted).scalar_one() for kind, wanted in counted.items()}
