"""导出行: a request as pages and interface show it, and the one way in which a package leaves the house."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, send_file

from application.commands.trail import FetchExport
from application.outcome import NotFoundError
from application.trail.issuing import Kept
from application.trail.runs import Runs
from domain.trail.exporting import NOTHING_TO_FETCH
from projections import exports
from web.system import system

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import RowMapping

    from domain.fact import Capacity

MAY_SEE = frozenset({"regulator", "auditor", "bureau-officer", "bureau-approver"})
"""Roles that have to do with exports."""


def one(me: Capacity, export_id: UUID) -> tuple[RowMapping, Sequence[RowMapping]]:
    """A request and who took its package away. Raises NotFoundError where it is not the actor's to see."""
    with system().reading() as connection:
        row = exports.export(connection, me, export_id) if me.role in MAY_SEE else None
        if row is None:
            raise NotFoundError(str(export_id))
        return row, exports.fetches(connection, export_id)


def progress_of(export_id: UUID) -> dict[str, Any] | None:
    """How far the package is, as long as anybody knows."""
    parts = system()
    found = Runs(parts.engine, parts.clock).of([export_id]).get(export_id)
    return None if found is None else dict(found)


def is_kept(export_id: UUID) -> bool:
    """Whether the package lies here; one taken away at once by the command line, or removed after an erasure, does not."""
    return Kept(system().settings.instance_dir).path(export_id).is_file()


def fetched_package(me: Capacity, export_id: UUID) -> Response:
    """The package of an export, put on record as taken away by this person first.

    Raises NotFoundError, NotAllowedError; Refused where there is no package or none is kept here.
    """
    row, _ = one(me, export_id)
    if row["state"] != "made" or not is_kept(export_id):
        raise NOTHING_TO_FETCH(None)
    system().casework.handle(FetchExport(export_id=export_id), me)
    path = Kept(system().settings.instance_dir).path(export_id)
    response = send_file(path, "application/zip", as_attachment=True, download_name=f"{file_name(row)}.zip", conditional=False, etag=False)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def file_name(row: RowMapping) -> str:
    """What a package is called; its one folder is called the same."""
    return f"trail-{row['mode']}-{row['size']}"
