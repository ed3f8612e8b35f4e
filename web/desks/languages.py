"""语言选择: a link in the foot of every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request

from web.auth import policy
from web.language import keep
from web.local import local_address
from web.problems import ProblemError
from web.texts import LANGUAGES

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

pages = Blueprint("languages", __name__)


@pages.get("/language/<chosen>")
@policy("public")
def choose(chosen: str) -> Response:
    """Keep the language and go back to the page."""
    if chosen not in LANGUAGES:
        raise ProblemError("language-unknown")
    response = redirect(local_address(request.args.get("back")))
    keep(response, chosen)
    return response
