"""会话: who is signed in has a session in the database, which ends when it is ended; who is not has a signed cookie of no power."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import g, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

if TYPE_CHECKING:
    from flask import Flask, Request, Response

    from application.credentials import Session
    from domain.fact import Capacity
    from web.system import System


class SignedIn(SecureCookieSession):
    """The content of a session kept in the database."""

    def __init__(self, stored: Session) -> None:
        super().__init__(stored.content)
        self.stored = stored


class Sessions(SecureCookieSessionInterface):
    """Finds the session of a request and keeps what changed in it."""

    def get_cookie_name(self, app: Flask) -> str:
        """Name of the cookie of those not signed in."""
        return f"{cookie_name(app)}-visitor"

    def get_cookie_secure(self, app: Flask) -> bool:
        """As for the session itself."""
        return over_tls(app)

    def get_cookie_samesite(self, app: Flask) -> str:
        """Not sent along from other sites' forms."""
        return "Lax"

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The stored session of the cookie, or what a visitor's cookie carries."""
        secret = request.cookies.get(cookie_name(app))
        stored = _system(app).credentials.session(secret) if secret else None
        return SignedIn(stored) if stored is not None else super().open_session(app, request)

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        """Keep what changed; give or take the cookie where somebody signed in or out."""
        secret: str | None = g.get("session_secret")
        if secret is not None:
            response.set_cookie(cookie_name(app), secret, httponly=True, secure=over_tls(app), samesite="Lax")
            response.delete_cookie(self.get_cookie_name(app), secure=over_tls(app), samesite="Lax", httponly=True)
        elif isinstance(session, SignedIn):
            if g.get("session_ended"):
                response.delete_cookie(cookie_name(app), secure=over_tls(app), samesite="Lax", httponly=True)
            elif session.modified:
                _system(app).credentials.keep(session.stored, dict(session))
        else:
            super().save_session(app, session, response)


def cookie_name(app: Flask) -> str:
    """Name of the cookie; the prefix binds it to this host and to TLS."""
    return "__Host-qingjian" if over_tls(app) else "qingjian"


def over_tls(app: Flask) -> bool:
    """Cookies travel over TLS alone, except in a demo."""
    return not _system(app).settings.demo


def _system(app: Flask) -> System:
    found: System = app.extensions["qingjian"]
    return found


def begin(system: System, capacity: Capacity, content: dict[str, Any]) -> None:
    """Sign in: always a new session with a new secret; one that was there before ends."""
    finish(system)
    g.session_secret = system.credentials.open_session(capacity, content)


def finish(system: System) -> None:
    """Sign out: the session ends in the database, so that its cookie opens nothing any more."""
    found: Any = session._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  the proxy's way to its object
    if isinstance(found, SignedIn):
        system.credentials.end_session(found.stored)
        g.session_ended = True
