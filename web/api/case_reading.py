"""案件查询: cases, their events and what lies on the asker's desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, jsonify
from marshmallow import fields

from projections import case_file, timeline, worklist
from projections.case_file import CASES, CaseFilter
from projections.timeline import TIMELINE
from projections.worklist import WORKLIST, WorkFilter
from web.auth import PUBLIC, actor, policy, visitor
from web.concurrency import etag
from web.paging import Count, Paged
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
WorkItem = shape_of(
    "WorkItem",
    WORKLIST,
    without=("not_by", "assignee"),
    heading=fields.String(),
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
            text=query.get("text", ""),
        )


class WorkQuery(CaseQuery):
    """What a work list is narrowed to."""

    task = Choice(tuple(worklist.TASKS))
    heading = Choice(worklist.HEADINGS)


class EventQuery(Strict):
    """From which event on."""

    after = Count(most=LARGEST_POSITION, load_default=0, metadata={"description": "Events after this case version."})
    limit = Count(least=1, most=200, load_default=100)


def add_to(blueprint: StrictBlueprint) -> None:
    """Add the queries of this topic."""
    for rule, view, query, shape in (
        ("/cases", list_cases, CaseQuery, page_of(Case)),
        ("/cases/<case:case_id>", show_case, None, Case),
        ("/cases/<case:case_id>/events", list_events, EventQuery, page_of(Event)),
        ("/worklist", list_work, WorkQuery, page_of(WorkItem)),
    ):
        blueprint.read(rule, view, query, shape, topic="cases")


@policy("signed-in")
def list_cases(query: dict[str, Any]) -> dict[str, Any]:
    """The cases somebody may know of, the newest first."""
    narrowed, by, today = CaseQuery.narrowed(query), actor(), system().today
    with system().reading() as connection:
        rows = case_file.cases(connection, by, today, narrowed, limit=query["limit"], offset=query["offset"])
        total = case_file.count(connection, by, today, narrowed)
    return {"items": rows, "total": total, "limit": query["limit"], "offset": query["offset"]}


@policy("public")
def show_case(case_id: str) -> Response:
    """One case by id or number; the public sees of a published one what was published."""
    by = visitor() or PUBLIC
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
        rows = timeline.events(connection, found.id, actor().role, after=query["after"], limit=query["limit"])
    return {"items": rows, "total": None, "limit": query["limit"], "offset": query["after"]}


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
