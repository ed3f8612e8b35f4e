"""卷宗: the dossier of a case at a click, as PDF or as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from application.history.dossier import Dossier

pages = Blueprint("dossier", __name__)


@pages.get("/cases/<case:case_id>/dossier.pdf")
@policy("signed-in")
def printed(case_id: str) -> Response:
    """The dossier as PDF/A, at the moment the address asks for."""
    made = made_of(case_id)
    return attached(made.pdf, f"{made.name}.pdf", "application/pdf")


@pages.get("/cases/<case:case_id>/dossier.json")
@policy("signed-in")
def data(case_id: str) -> Response:
    """The same as data."""
    made = made_of(case_id)
    return attached(made.data, f"{made.name}.json", "application/json")


def made_of(case_id: str) -> Dossier:
    """The dossier; marks and findings are in it, so it is the bureau's and the auditor's. Raises NotFoundError, NotAllowedError."""
    case = visible_case(actor(), case_id_of(case_id))
    if actor().role not in BUREAU:
        raise NotAllowedError("bureau | auditor")
    system().read_log.flush()
    return make(system().casework, case.id, system().settings.trail_origin, words(language()), asked_moment())


def attached(content: bytes, name: str, kind: str) -> Response:
    """A file to keep."""
    return Response(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
