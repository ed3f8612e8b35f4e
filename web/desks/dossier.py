"""卷宗: the dossier of a case at a click, as PDF or as data."""

from __future__ import annotations

from flask import Blueprint, Response

from application.history.dossier import make
from application.outcome import NotAllowedError
from domain.history.portrait import BUREAU
from web.auth import actor, policy
from web.dossiers import words
from web.language import language
from web.moment import asked_moment
from web.references import case_id_of
from web.system import system
from web.visible import visible_case

pages = Blueprint("dossier", __name__)

KINDS = {"pdf": "application/pdf", "json": "application/json"}


@pages.get("/cases/<case:case_id>/dossier.<any(pdf, json):kind>")
@policy("signed-in")
def download(case_id: str, kind: str) -> Response:
    """The dossier, at the moment the address asks for; marks and findings are in it, so it is the bureau's and the auditor's."""
    case = visible_case(actor(), case_id_of(case_id))
    if actor().role not in BUREAU:
        raise NotAllowedError("bureau | auditor")
    system().read_log.flush()
    made = make(system().casework, case.id, system().settings.trail_origin, words(language()), asked_moment())
    headers = {"Content-Disposition": f'attachment; filename="{made.name}.{kind}"'}
    return Response(made.pdf if kind == "pdf" else made.data, content_type=KINDS[kind], headers=headers)
