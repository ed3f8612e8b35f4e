"""案件查询: cases, their events and what lies on the asker's desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import Response, jsonify
from marshmallow import Schema, fields

from application.history.comparing import compare
from application.history.moments import resolve
from application.outcome import NotFoundError
from domain.history.moment import asked
from projections import case_file, timeline, worklist
from projections.case_file import CASES, CaseFilter
from projections.figure_queries import STEPS
from projections.figures import SELF
from projections.timeline import TIMELINE
from projections.worklist import WORKLIST, WorkFilter
from web.auth import PUBLIC, actor, policy, visitor
from web.concurrency import etag
from web.moment import asked_moment, history, moment_of
from web.moment_objects import difference_object
from web.paging import Count, Paged
from web.problems import ProblemError
from web.reads import searched
from web.references import case_id_of
from web.schemas.choices import Choice
from web.schemas.derive import Strict
from web.schemas.fields import Text
from web.schemas.rows import page_of, shape_of
from web.system import system
from web.visible import case_row, visible_case

if TYPE_CHECKING:
    from web.api.blueprint import StrictBlueprint

LAST_YEAR = 2199
LARGEST_POSITION = 999_999_999

Case = shape_of("Case", CASES, batch=fields.Integer(allow_none=True))
PublicCase = shape_of(
    "PublicCase",
    CASES,
    only=("case_id", "number", "enterprise_name", "district", "result", "grade", "list_number", "published_on", "address", "notice_until", "version"),
)
Event = shape_of("Event", TIMELINE)
FieldChange = Schema.from_dict(
    {
        "path": fields.List(fields.String()),
        "kind": fields.String(metadata={"description": "added, removed or changed"}),
        "before": fields.Raw(allow_none=True),
        "after": fields.Raw(allow_none=True),
        "event": fields.Integer(allow_none=True),
    },
    name="FieldChange",
)
Difference = Schema.from_dict(
    {
        "case": fields.String(),
        "from": fields.Dict(),
        "to": fields.Dict(),
        "changes": fields.List(fields.Nested(FieldChange)),
        "same": fields.Integer(),
        "clock": fields.List(fields.Dict()),
    },
    name="CaseDifference",
)
WorkItem = shape_of(
    "WorkItem",
    WORKLIST,
    without=("not_by", "assignee"),
    heading=fields.String(),
    target_on=fields.Date(allow_none=True, metadata={"description": "The office's own target where no term of the rules runs."}),
    number=fields.String(),
    enterprise_id=fields.UUID(),
    enterprise_name=fields.String(),
    credit_code=fields.String(),
    district=fields.String(),
    state=fields.String(),
    round=fields.Integer(),
    year=fields.Integer(),
)


class CaseQuery(Paged):
    """What a list of cases is narrowed to."""

    district = Text()
    state = Text()
    year = Count(least=2000, most=LAST_YEAR)
    result = Choice(("excellent", "good", "fail"))
    open = Choice(("true", "false"))
    industry = Text()
    consultancy = Text(metadata={"description": "Id of the consultancy, or ``self``."})
    accepted = Count(least=2000, most=LAST_YEAR, metadata={"description": "Year in which the site acceptance was first held."})
    decided = Count(least=2000, most=LAST_YEAR, metadata={"description": "Year of the decision."})
    step = Choice(tuple(sorted(STEPS)))
    late = Choice(("true",), metadata={"description": "Something should have been done before today."})
    text = Text()

    @staticmethod
    def narrowed(query: dict[str, Any]) -> CaseFilter:
        """The query as a filter of the read model."""
        return CaseFilter(
            districts=_one(query.get("district")),
            states=_one(query.get("state")),
            years=_one(query.get("year")),
            results=_one(query.get("result")),
            open={"true": True, "false": False}.get(query.get("open", "")),
            industry=query.get("industry", ""),
            consultancy=_consultancy(query.get("consultancy", "")),
            accepted=query.get("accepted"),
            decided=query.get("decided"),
            step=query.get("step", ""),
            late_before=system().today if query.get("late") else None,
            text=query.get("text", ""),
        )


class WorkQuery(CaseQuery):
    """What a work list is narrowed to."""

    task = Choice(tuple(worklist.TASKS))
    heading = Choice(worklist.HEADINGS)


class MomentQuery(Strict):
    """The present, or a moment of the case."""

    as_of = Text(metadata={"description": "An instant with its zone, ``event:44``, ``version:30`` or ``position:1200``."})
    version = Count(least=1, most=LARGEST_POSITION, metadata={"description": "Version of the case's own stream, as in its ETag."})


class DifferenceQuery(Strict):
    """Two moments of a case."""

    from_ = Text(data_key="from", required=True, metadata={"description": "A moment, as in ``as_of``."})
    to = Text(metadata={"description": "A moment, as in ``as_of``; by default the present."})


class EventQuery(MomentQuery):
    """From which event on."""

    after = Count(most=LARGEST_POSITION, load_default=0, metadata={"description": "Events after this case version."})
    limit = Count(least=1, most=200, load_default=100)


def add_to(blueprint: StrictBlueprint) -> None:
    """Add the queries of this topic."""
    for rule, view, query, shape in (
        ("/cases", list_cases, CaseQuery, page_of(Case)),
        ("/cases/<case:case_id>", show_case, MomentQuery, Case),
        ("/cases/<case:case_id>/events", list_events, EventQuery, page_of(Event)),
        ("/cases/<case:case_id>/diff", show_difference, DifferenceQuery, Difference),
        ("/worklist", list_work, WorkQuery, page_of(WorkItem)),
    ):
        blueprint.read(rule, view, query, shape, topic="cases")


def _consultancy(asked: str) -> str:
    try:
        return asked if asked in {"", SELF} else str(UUID(asked))
    except ValueError:
        raise ProblemError("query-wrong", faults=(("consultancy", "id-expected"),)) from None


@policy("signed-in")
def list_cases(query: dict[str, Any]) -> dict[str, Any]:
    """The cases somebody may know of, the newest first."""
    narrowed, by, today = CaseQuery.narrowed(query), actor(), system().today
    with system().reading() as connection:
        rows = case_file.cases(connection, by, today, narrowed, limit=query["limit"], offset=query["offset"])
        total = case_file.count(connection, by, today, narrowed)
    searched([row["number"] for row in rows])
    return {"items": rows, "total": total, "limit": query["limit"], "offset": query["offset"]}


@policy("public")
def show_case(query: dict[str, Any], case_id: str) -> Response:
    """One case by id or number, as it stands or stood; the public sees of a published one what was published, today."""
    by = visitor() or PUBLIC
    if by.role == "public" and asked_moment() is not None:
        raise NotFoundError(case_id)
    found = visible_case(by, case_id_of(case_id))
    with system().reading() as connection:
        row = case_row(connection, found.id)
    response = jsonify((PublicCase if by.role == "public" else Case)().dump(row))
    response.headers["ETag"] = etag(row["version"])
    return response


@policy("signed-in")
def list_events(query: dict[str, Any], case_id: str) -> dict[str, Any]:
    """The events of a case as the asker may see them; never a mark."""
    found = visible_case(actor(), case_id_of(case_id))
    with system().reading() as connection:
        at = moment_of(found.id)
        until = at and at.case_version
        rows = timeline.events(connection, found.id, actor().role, after=query["after"], until=until, limit=query["limit"])
    return {"items": rows, "total": None, "limit": query["limit"], "offset": query["after"]}


@policy("signed-in")
def show_difference(query: dict[str, Any], case_id: str) -> dict[str, Any]:
    """What changed in a case between two moments, as the asker may see it."""
    found = visible_case(actor(), case_id_of(case_id))
    with system().reading() as connection:
        now = system().clock.now()
        first = resolve(connection, found.id, asked(query["from_"]), now)
        second = resolve(connection, found.id, asked(query["to"]) if query.get("to") else asked(f"event:{first.last}"), now)
    compared = compare(found.id, history(found.id), first.case_version, second.case_version, actor())
    return {"case": found.number, **difference_object(compared, *sorted((first, second), key=lambda moment: moment.case_version))}


@policy("signed-in")
def list_work(query: dict[str, Any]) -> dict[str, Any]:
    """What lies on the asker's desk, the most urgent first."""
    narrowed = WorkFilter(tasks=_one(query.get("task")), heading=query.get("heading"), cases=CaseQuery.narrowed(query))
    by, today = actor(), system().today
    with system().reading() as connection:
        rows = worklist.open_items(connection, by, today, narrowed, limit=query["limit"], offset=query["offset"])
        total = sum(worklist.headings(connection, by, today, narrowed).values())
    return {"items": rows, "total": total, "limit": query["limit"], "offset": query["offset"]}


def _one(value: Any) -> tuple[Any, ...]:
    return () if value is None else (value,)
