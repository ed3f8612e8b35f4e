"""导出申请: the form: which part, for whose eyes, on what basis, for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from flask import Blueprint, redirect, render_template, request, url_for

from application.commands.trail import RequestExport
from application.outcome import NotAllowedError, NotFoundError
from application.trail.exporting import CASE_UNKNOWN, INDEX_UNCLEAR
from domain.law.refusal import Refused, refuse
from domain.trail.events import Portion
from domain.trail.exporting import MODES, PROFILES, request_faults
from web.auth import actor, policy
from web.errors import document
from web.export_rows import MAY_SEE
from web.references import case_id_of
from web.system import system
from web.waiting import acted

if TYPE_CHECKING:
    from uuid import UUID

    from werkzeug.wrappers import Response

FIELDS = ("mode", "case", "first", "last", "profile", "basis", "recipient")
LONGEST = 2_000
MOST_DIGITS = 15

pages = Blueprint("trail_request", __name__)


@pages.get("/exports/new")
@policy("signed-in")
def form() -> str:
    """The empty form; a case may be named by the address."""
    _check_role()
    case = request.args.get("case", "")[:40]
    return _form({"mode": "case" if case else "full", "case": case, "profile": "regulator"})


@pages.post("/exports/new")
@policy("signed-in")
def send() -> Response | tuple[str, int]:
    """Ask; what is wrong is said beside its field, what was typed stays."""
    _check_role()
    typed = {name: request.form.get(name, "").strip()[:LONGEST] for name in FIELDS}
    try:
        command = _command(typed)
        answer = system().casework.handle(command, actor(), command_id=request.form.get("command_id", "")[:100] or None)
    except Refused as refused:
        return _form(typed, refused), document(refused).status
    if answer.position:
        acted(answer.position)
    return redirect(url_for("trail_exports.shown", export_id=answer.created))


def _form(typed: dict[str, str], refused: Refused | None = None) -> str:
    problem = None if refused is None else document(refused)
    faults: dict[str, list[Any]] = {}
    for each in problem.faults if problem else ():
        faults.setdefault(_place(each.field, typed), []).append(each)
    return render_template(
        "export_request.html",
        place="exports",
        typed=typed,
        faults=faults,
        problem=problem,
        modes=MODES,
        profiles=PROFILES,
        command_id=request.form.get("command_id") or uuid4(),
    )


def _place(field: str | None, typed: dict[str, str]) -> str:
    """The field of the form a fault belongs to."""
    if field == "portion":
        return {"case": "case", "range": "first"}.get(typed["mode"], "mode")
    return field or "mode"


def _command(typed: dict[str, str]) -> RequestExport:
    """The command, or all that is wrong at once. Raises Refused."""
    faults: list[Refused] = []
    portion = _portion(typed, faults)
    others = request_faults(portion, typed["profile"], typed["basis"], typed["recipient"])
    refuse([*faults, *(each for each in others if not (faults and each.field == "portion"))])
    return RequestExport(portion=portion, profile=typed["profile"], basis=typed["basis"], recipient=typed["recipient"])


def _portion(typed: dict[str, str], faults: list[Refused]) -> Portion:
    mode = typed["mode"]
    case_id = _case_id(typed["case"], faults) if mode == "case" and typed["case"] else None
    first, last = (_index(typed[name], name, faults) if mode == "range" and typed[name] else None for name in ("first", "last"))
    return Portion(mode=mode, case_id=case_id, first=first, last=last)


def _case_id(number: str, faults: list[Refused]) -> UUID | None:
    try:
        return case_id_of(number)
    except NotFoundError:
        faults.append(CASE_UNKNOWN(field="case", number=number))
        return None


def _index(text: str, field: str, faults: list[Refused]) -> int | None:
    if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS:
        return int(text)
    faults.append(INDEX_UNCLEAR(field=field, text=text))
    return None


def _check_role() -> None:
    if actor().role not in MAY_SEE:
        raise NotAllowedError("regulator | auditor | bureau")
