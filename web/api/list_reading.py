"""名单和结果查询: what is published is everybody's to read; drafts are the office's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, jsonify
from marshmallow import fields

from application.outcome import NotAllowedError, NotFoundError
from projections import results
from projections.results import ENTRIES, LISTS
from web.auth import PUBLIC, policy, visitor
from web.concurrency import etag
from web.paging import Paged
from web.schemas.choices import Choice
from web.schemas.fields import Text
from web.schemas.rows import page_of, shape_of
from web.system import system

if TYPE_CHECKING:
    from uuid import UUID

    from web.api.blueprint import StrictBlueprint

KINDS = ("plan", "acceptance", "results", "consultancies")
OFFICE = frozenset({"bureau-officer", "bureau-approver", "auditor"})
"""Roles that see drafts."""

ListRow = shape_of("List", LISTS, without=("drafted_by",))
Entry = shape_of("ListEntry", ENTRIES, without=("list_id",))
FullList = shape_of("FullList", LISTS, without=("drafted_by", "entries"), entries=fields.List(fields.Nested(Entry)))
Result = shape_of(
    "Result",
    ENTRIES,
    without=("subject_version", "place"),
    number=fields.String(),
    title=fields.String(),
    published_on=fields.Date(),
    address=fields.String(),
    notice_until=fields.Date(allow_none=True),
    edition=fields.Integer(),
)


class ListQuery(Paged):
    """Which lists."""

    kind = Choice(KINDS)
    state = Choice(("published", "draft", "discarded"), load_default="published")


class ResultQuery(Paged):
    """A part of a name or of a credit code."""

    text = Text(load_default="")


def add_to(blueprint: StrictBlueprint) -> None:
    """Add the queries of this topic."""
    for rule, view, query, shape in (
        ("/lists", show_lists, ListQuery, page_of(ListRow)),
        ("/lists/<uuid:list_id>", show_list, None, FullList),
        ("/results", show_results, ResultQuery, page_of(Result)),
    ):
        blueprint.read(rule, view, query, shape, topic="lists")


@policy("public")
def show_lists(query: dict[str, Any]) -> dict[str, Any]:
    """Public lists, the newest first; drafts for the office only."""
    if query["state"] != "published" and not _office():
        raise NotAllowedError("office")
    with system().reading() as connection:
        rows = results.lists(connection, kind=query.get("kind"), state=query["state"], limit=query["limit"], offset=query["offset"])
    return {"items": rows, "total": None, "limit": query["limit"], "offset": query["offset"]}


@policy("public")
def show_list(list_id: UUID) -> Response:
    """One list with its entries in printed order."""
    with system().reading() as connection:
        found = results.public_list(connection, list_id)
        if found is None or not (found["state"] == "published" or _office()):
            raise NotFoundError(str(list_id))
        entries = results.entries(connection, list_id)
    response = jsonify(FullList().dump({**found, "entries": entries}))
    response.headers["ETag"] = etag(found["version"])
    return response


@policy("public")
def show_results(query: dict[str, Any]) -> dict[str, Any]:
    """Published results by a part of name or credit code, the newest list first."""
    with system().reading() as connection:
        rows = results.published_results(connection, query["text"], limit=query["limit"], offset=query["offset"])
    return {"items": rows, "total": None, "limit": query["limit"], "offset": query["offset"]}


def _office() -> bool:
    return (visitor() or PUBLIC).role in OFFICE
