"""导出: requests for packages of the trail: mine for a regulator, all for the bureau and auditors; decision, progress, package, fetches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from flask import Blueprint, redirect, render_template, request, url_for

from application.commands.trail import ApproveExport, CancelExport, DeclineExport
from application.outcome import NotAllowedError
from application.trail.note import NoteError, parse_verifier
from application.trail.publishing import Publishing
from domain.law.refusal import Refused
from projections import exports
from projections.case_file import case
from web.auth import actor, policy
from web.desks.trail_commands import ways
from web.errors import document
from web.export_rows import MAY_SEE, fetched_package, file_name, is_kept, one, progress_of
from web.people import names
from web.system import system
from web.waiting import acted, wait_for_own_acts

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection, RowMapping
    from werkzeug.wrappers import Response

    from application.commands.command import Command
    from domain.fact import Capacity

PAGE = 50
_DIGITS = 10
RUNNING = frozenset({"requested", "approved"})
BADGES = {"requested": "wait", "approved": "info", "made": "ok", "declined": "bad", "failed": "bad", "cancelled": ""}

pages = Blueprint("trail_exports", __name__)


@pages.get("/exports")
@policy("signed-in")
def listed() -> str:
    """The requests somebody may see, the newest first."""
    me = _one_who_may()
    wait_for_own_acts()
    asked = request.args.get("page", "1")
    page = min(max(int(asked[:6]), 1), 20_000) if asked.isascii() and asked.isdecimal() else 1
    with system().reading() as connection:
        rows = exports.listed(connection, me, limit=PAGE + 1, offset=(page - 1) * PAGE)
        shown = [_shown(connection, row) for row in rows[:PAGE]]
    return render_template(
        "exports.html", place="exports", exports=shown, page=page, more=len(rows) > PAGE, badges=BADGES, names=names(row["asked_by"] for row in rows)
    )


@pages.get("/exports/<uuid:export_id>")
@policy("signed-in")
def shown(export_id: UUID) -> str:
    """One request: its way from asking to fetching, and how its package is checked."""
    return _page(export_id)


@pages.post("/exports/<uuid:export_id>/decision")
@policy("signed-in")
def decide(export_id: UUID) -> Response | tuple[str, int]:
    """Approve or decline."""
    note = request.form.get("note", "").strip()
    approve = ApproveExport(export_id=export_id, note=note)
    return _do(export_id, approve if request.form.get("do") == "approve" else DeclineExport(export_id=export_id, reason=note))


@pages.post("/exports/<uuid:export_id>/withdrawal")
@policy("signed-in")
def withdraw(export_id: UUID) -> Response | tuple[str, int]:
    """Not want it any more."""
    return _do(export_id, CancelExport(export_id=export_id))


@pages.post("/exports/<uuid:export_id>/package")
@policy("signed-in")
def fetch(export_id: UUID) -> Response:
    """Take the package away; the log says so first."""
    return fetched_package(actor(), export_id)


def _do(export_id: UUID, command: Command) -> Response | tuple[str, int]:
    me = _one_who_may()
    one(me, export_id)
    version = request.form.get("version", "")
    try:
        answer = system().casework.handle(
            command,
            me,
            command_id=request.form.get("command_id", "")[:100] or None,
            expected_version=int(version) if version.isascii() and version.isdecimal() and len(version) < _DIGITS else None,
        )
    except Refused as refused:
        return _page(export_id, refused), document(refused).status
    if answer.position:
        acted(answer.position)
    return redirect(url_for("trail_exports.shown", export_id=export_id))


def _page(export_id: UUID, refused: Refused | None = None) -> str:
    me = _one_who_may()
    wait_for_own_acts()
    row, fetches = one(me, export_id)
    with system().reading() as connection:
        known = _shown(connection, row)
    keys = Publishing(system().engine).verifier_keys()
    vkey = keys[-1].line if keys else ""
    run = progress_of(export_id)
    return render_template(
        "export.html",
        place="exports",
        export=known,
        badges=BADGES,
        running=row["state"] == "approved",
        run=run,
        share=round(100 * run["done"] / run["total"]) if run and run["total"] else 0,
        kept=is_kept(export_id),
        fetches=fetches,
        names=names({row["asked_by"], row["decided_by"] or row["asked_by"], *(each["person"] for each in fetches)}),
        may_decide=row["state"] == "requested" and me.role == "bureau-approver" and me.person != row["asked_by"],
        may_withdraw=row["state"] in RUNNING and me.person == row["asked_by"],
        ways=ways(file_name(row), vkey) if row["state"] == "made" else [],
        name=file_name(row),
        vkey=vkey,
        fingerprint=fingerprint(vkey),
        problem=None if refused is None else document(refused),
        note=request.form.get("note", ""),
        command_id=uuid4(),
    )


def fingerprint(line: str) -> str:
    """The fingerprint of a key, as it is read out on the telephone."""
    try:
        return parse_verifier(line).fingerprint
    except NoteError:
        return ""


def _shown(connection: Connection, row: RowMapping) -> dict[str, Any]:
    found = case(connection, row["case_id"]) if row["case_id"] else None
    return {**row, "number": found["number"] if found else row["case_id"]}


def _one_who_may() -> Capacity:
    me = actor()
    if me.role not in MAY_SEE:
        raise NotAllowedError("regulator | auditor | bureau")
    return me
