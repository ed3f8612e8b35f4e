"""语言: Chinese first; pages keep the choice in a cookie, programs say theirs in ``Accept-Language``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g, has_request_context, request

from web.texts import LANGUAGES

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

COOKIE = "language"
YEAR = 365 * 24 * 60 * 60


def language() -> str:
    """The language of this answer: ``zh`` or ``en``."""
    if not has_request_context():
        return LANGUAGES[0]
    if "language" not in g:
        chosen = request.cookies.get(COOKIE)
        if request.path.startswith("/api/"):
            chosen = request.accept_languages.best_match(LANGUAGES, default=LANGUAGES[0]) if request.accept_languages else LANGUAGES[0]
        g.language = chosen if chosen in LANGUAGES else LANGUAGES[0]
    found: str = g.language
    return found


def keep(response: Response, chosen: str) -> None:
    """Keep a person's choice in the browser."""
    response.set_cookie(COOKIE, chosen, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure)
