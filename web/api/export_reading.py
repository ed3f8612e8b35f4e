"""导出查询: requests with their progress, and the package itself: every time it is taken away, the log says by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, jsonify
from marshmallow import Schema, fields

from application.outcome import NotAllowedError
from projections import exports
from projections.exports import EXPORTS, FETCHES
from web.auth import actor, policy
from web.concurrency import etag
from web.export_rows import MAY_SEE, fetched_package, one, progress_of
from web.paging import Paged
from web.schemas.choices import Choice
from web.schemas.rows import page_of, shape_of
from web.system import system

if TYPE_CHECKING:
    from uuid import UUID

    from web.api.blueprint import StrictBlueprint


class Progress(Schema):
    """生成进度."""

    done = fields.Integer(required=True)
    total = fields.Integer(required=True)
    fault = fields.String(allow_none=True)
    file_digest = fields.String(allow_none=True)
    octets = fields.Integer(allow_none=True)


ExportRow = shape_of("Export", EXPORTS)
Fetch = shape_of("ExportFetch", FETCHES, without=("export_id", "version"))
FullExport = shape_of(
    "FullExport", EXPORTS, progress=fields.Nested(Progress, allow_none=True), fetches=fields.List(fields.Nested(Fetch), required=True)
)


class ExportQuery(Paged):
    """Which requests."""

    state = Choice(exports.STATES)


class Package(Schema):
    """A zip."""


def add_to(blueprint: StrictBlueprint) -> None:
    """Add the addresses."""
    blueprint.read("/exports", show_exports, ExportQuery, page_of(ExportRow), topic="trail")
    blueprint.read("/exports/<uuid:export_id>", show_export, None, FullExport, topic="trail")
    show_package.takes_query = False  # type: ignore[attr-defined]  # views carry what they read
    documented = blueprint.problems((401, 403, 404, 422))(show_package)
    documented = blueprint.response(200, Package, content_type="application/zip")(documented)
    documented = blueprint.doc(operationId="show_package")(documented)
    blueprint.route("/exports/<uuid:export_id>/package", methods=["GET"], endpoint="show_package", tags=["trail"])(documented)


@policy("signed-in")
def show_exports(query: dict[str, Any]) -> dict[str, Any]:
    """Requests: for the bureau and auditors all, for others their own; the newest first."""
    me = actor()
    if me.role not in MAY_SEE:
        raise NotAllowedError("regulator | bureau | auditor")
    states = (query["state"],) if query.get("state") else ()
    with system().reading() as connection:
        rows = exports.listed(connection, me, states=states, limit=query["limit"], offset=query["offset"])
    return {"items": rows, "total": None, "limit": query["limit"], "offset": query["offset"]}


@policy("signed-in")
def show_export(export_id: UUID) -> Response:
    """One request: what became of it, how far its package is, who took it away."""
    row, fetches = one(actor(), export_id)
    response = jsonify(FullExport().dump({**row, "progress": progress_of(export_id), "fetches": fetches}))
    response.headers["ETag"] = etag(row["version"])
    return response


@policy("signed-in")
def show_package(export_id: UUID) -> Response:
    """The package. Taking it away is put on record before the first byte goes out."""
    return fetched_package(actor(), export_id)
