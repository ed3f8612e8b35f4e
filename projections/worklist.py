"""待办: what needs doing, by whom, until when and under which article. Who else waits for it sees it too."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from sqlalchemy import Boolean, Column, Date, Index, Integer, Table, Text, Uuid, and_, false, func, literal, or_, select
from sqlalchemy import case as choose

from domain.law.internal_targets import internal_targets
from projections.case_file import CASES, CaseFilter, filtered, visible_to
from projections.due_dates import DUE_DATES, TARGET
from projections.panel_seats import panel_seats
from projections.projection import Projection
from projections.tables import METADATA

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, RowMapping, Select

    from domain.fact import Capacity

S = TypeVar("S", bound="Select[Any]")

WORKLIST = Table(
    "worklist",
    METADATA,
    Column("case_id", Uuid, primary_key=True),
    # Code of what is to be done.
    Column("task", Text, primary_key=True),
    # What of several in one case: expert, objection, penalty record, adverse act; empty for the others.
    Column("subject", Text, primary_key=True),
    # ``enterprise``, ``district``, ``bureau``, ``approver`` or ``expert``.
    Column("desk", Text, nullable=False),
    # The expert, where only one person of the desk can do it.
    Column("assignee", Text),
    # The person who may not: who proposed it.
    Column("not_by", Text),
    # The desk that waits for it.
    Column("tracked_by", Text),
    Column("due_on", Date),
    Column("provisional", Boolean),
    Column("article", Text, nullable=False),
    # Business day since when it lies there.
    Column("since", Date, nullable=False),
    # Round of the papers, number of the batch, or a code.
    Column("remark", Text),
    Index("worklist_desk", "desk", "due_on"),
    Index("worklist_tracked", "tracked_by", "due_on"),
    Index("worklist_assignee", "assignee"),
)

worklist = Projection("worklist", WORKLIST, version=2, upon=panel_seats)


class Task(NamedTuple):
    """事项: where a task belongs."""

    desk: str
    article: str
    tracked_by: str | None = None
    """The desk that waits meanwhile (等企业)."""


TASKS = {
    "review-plan": Task("district", "16"),
    "amend-plan": Task("enterprise", "16", "district"),
    "report-plan": Task("district", "16"),
    "list-plan": Task("bureau", "17"),
    "register": Task("enterprise", "17", "bureau"),
    "submit": Task("enterprise", "19", "bureau"),
    "supply": Task("enterprise", "20(1)", "bureau"),
    "review-submission": Task("bureau", "20(1)"),
    "file-penalty-reply": Task("bureau", "20(2)"),
    "confirm-penalty-match": Task("bureau", "20(2)"),
    "be-heard": Task("enterprise", "20", "bureau"),
    "decide-adverse-act": Task("approver", "20"),
    "list-for-acceptance": Task("bureau", "20(2)"),
    "form-panel": Task("bureau", "20(3)"),
    "answer-invitation": Task("expert", "20(3)", "bureau"),
    "withdraw": Task("expert", "20(3)", "bureau"),
    "decide-recusal": Task("bureau", "20(3)"),
    "replace-expert": Task("bureau", "20(3)"),
    "schedule-visit": Task("bureau", "20(3)"),
    "score": Task("expert", "20(3)", "bureau"),
    "sign-opinion": Task("expert", "20(3)", "bureau"),
    "record-acceptance": Task("bureau", "20(3)"),
    "deliver-opinion": Task("bureau", "21"),
    "revise": Task("enterprise", "21", "bureau"),
    "review-revision": Task("bureau", "21"),
    "decide-extension": Task("bureau", "21"),
    "handle-lapse": Task("bureau", "21"),
    "recheck-compliance": Task("bureau", "22(4)"),
    "propose-grade": Task("bureau", "20(4)"),
    "decide-grade": Task("approver", "20(4)", "bureau"),
    "publish-result": Task("bureau", "20(4)"),
    "notify-result": Task("bureau", "20(4)"),
    "decide-objection": Task("bureau", "20(4)"),
    "propose-correction": Task("bureau", "20(4)"),
    "decide-correction": Task("approver", "20(4)", "bureau"),
    "correct-list": Task("bureau", "20(4)"),
}
"""What can be waiting to be done, by its code."""

OVERDUE, SOON, NEW, WAITING = HEADINGS = ("overdue", "soon", "new", "waiting")
"""逾期 · 三日内 · 新到 · 等企业, in the order of the page."""
SOON_DAYS = 3


class WorkFilter(NamedTuple):
    """筛选: what a work list is narrowed to."""

    tasks: tuple[str, ...] = ()
    heading: str | None = None
    cases: CaseFilter = CaseFilter()


EVERYTHING = WorkFilter()


def open_items(
    connection: Connection, actor: Capacity, today: date, narrowed: WorkFilter = EVERYTHING, *, limit: int = 200, offset: int = 0
) -> list[RowMapping]:
    """What lies on somebody's desk today, under its ``heading``, with the case it belongs to; the most urgent first.

    ``target_on`` is the day the office means to be done by, where no term of the rules runs; it sorts like one and is internal.
    ``days`` until the last day is left to the page. Under ``waiting`` stand what others must do first.
    """
    heading = _heading(actor, today)
    order = (_rank(heading), _wanted_by.is_(None), _wanted_by, WORKLIST.c.since, CASES.c.number, WORKLIST.c.task, WORKLIST.c.subject)
    wanted = _narrow(
        connection,
        select(WORKLIST, heading.label("heading"), _TARGET_ON.label("target_on"), *_CASE_COLUMNS).select_from(_JOINED),
        actor,
        today,
        narrowed,
    )
    return list(connection.execute(wanted.order_by(*order).limit(limit).offset(offset)).mappings())


def headings(connection: Connection, actor: Capacity, today: date, narrowed: WorkFilter = EVERYTHING) -> dict[str, int]:
    """How many items stand under each heading."""
    heading = _heading(actor, today)
    inner = _narrow(connection, select(heading.label("heading")).select_from(_JOINED), actor, today, narrowed).subquery()
    found = {row.heading: row.number for row in connection.execute(select(inner.c.heading, func.count().label("number")).group_by(inner.c.heading))}
    return {name: found.get(name, 0) for name in HEADINGS}


def items_of_case(connection: Connection, actor: Capacity, today: date, case_id: object) -> list[RowMapping]:
    """What lies on somebody's desk in one case."""
    wanted = _narrow(
        connection,
        select(WORKLIST, _heading(actor, today).label("heading"), _TARGET_ON.label("target_on")).select_from(_JOINED),
        actor,
        today,
        WorkFilter(),
    )
    return list(connection.execute(wanted.where(WORKLIST.c.case_id == case_id).order_by(WORKLIST.c.since, WORKLIST.c.task)).mappings())


_TARGET_OF_TASK = choose(internal_targets().of_task(), value=WORKLIST.c.task)
_JOINED = WORKLIST.join(CASES, CASES.c.case_id == WORKLIST.c.case_id).outerjoin(
    DUE_DATES, and_(DUE_DATES.c.subject_id == WORKLIST.c.case_id, DUE_DATES.c.kind == TARGET, DUE_DATES.c.reference == _TARGET_OF_TASK)
)
_TARGET_ON = choose((WORKLIST.c.due_on.is_(None), DUE_DATES.c.due_on))
_wanted_by = func.coalesce(WORKLIST.c.due_on, DUE_DATES.c.due_on)
"""The term of the rules, else the office's own target."""
_CASE_COLUMNS = tuple(CASES.c[name] for name in ("number", "enterprise_id", "enterprise_name", "credit_code", "district", "state", "round", "year"))


def _narrow(connection: Connection, wanted: S, actor: Capacity, today: date, narrowed: WorkFilter) -> S:
    wanted = wanted.where(or_(_own(actor), _tracked(actor)), visible_to(actor, today), filtered(connection, narrowed.cases))
    if narrowed.tasks:
        wanted = wanted.where(WORKLIST.c.task.in_(narrowed.tasks))
    if narrowed.heading is not None:
        wanted = wanted.where(_heading(actor, today) == narrowed.heading)
    return wanted


def _own(actor: Capacity) -> ColumnElement[bool]:
    """What the actor can do; which cases of the desk are the actor's follows from what is visible."""
    if actor.role == "bureau-approver":
        return and_(WORKLIST.c.desk == "approver", WORKLIST.c.not_by.is_distinct_from(actor.person))
    if actor.role == "expert":
        return and_(WORKLIST.c.desk == "expert", WORKLIST.c.assignee == actor.organisation)
    if actor.role == "district-officer":
        return and_(WORKLIST.c.desk == "district", CASES.c.district == actor.organisation)
    desk = DESKS.get(actor.role)
    return false() if desk is None else WORKLIST.c.desk == desk


def _tracked(actor: Capacity) -> ColumnElement[bool]:
    if actor.role == "bureau-officer":
        return WORKLIST.c.tracked_by == "bureau"
    if actor.role == "district-officer":
        return and_(WORKLIST.c.tracked_by == "district", CASES.c.district == actor.organisation)
    return false()


DESKS = {
    "bureau-officer": "bureau",
    "enterprise-filler": "enterprise",
    "enterprise-signer": "enterprise",
    "enterprise-administrator": "enterprise",
    "consultant": "enterprise",
}
"""Roles whose desk needs no more than its name."""


def _heading(actor: Capacity, today: date) -> ColumnElement[str]:
    return choose(
        (~_own(actor), WAITING),
        (_wanted_by < today, OVERDUE),
        (_wanted_by <= today + timedelta(days=SOON_DAYS), SOON),
        else_=literal(NEW),
    )


def _rank(heading: ColumnElement[str]) -> ColumnElement[int]:
    return choose(*((heading == name, place) for place, name in enumerate(HEADINGS)), else_=literal(len(HEADINGS), Integer))
