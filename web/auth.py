"""谁在办理: finds the capacity behind a request and refuses what its route does not allow. A route without a policy answers nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from flask import current_app, g, redirect, request, session, url_for
from flask_wtf.csrf import CSRFProtect

from application.outcome import NotFoundError
from application.work import Work
from domain.fact import Capacity
from domain.register.person import Grant, Person
from web import throttle
from web.bounds import bound
from web.problems import ProblemError
from web.sessions import SignedIn
from web.system import system

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from werkzeug.wrappers import Response

    from web.system import System

V = TypeVar("V", bound="Callable[..., Any]")

PUBLIC = Capacity(person="public", role="public")
"""公众: who is not signed in, where that is enough."""
POLICIES = ("public", "signed-in")
"""Who may ask at all; what somebody signed in may do is the table of permissions' to say."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MACHINES = ("/api/", "/metrics")
"""Asked by programs: who is not signed in is told so, not sent to the sign-in page."""

csrf = CSRFProtect()


def policy(name: str) -> Callable[[V], V]:
    """Give a view its policy: one of ``POLICIES``."""
    if name not in POLICIES:
        raise ValueError(f"{name} is no policy")

    def mark(view: V) -> V:
        view.policy = name  # type: ignore[attr-defined]  # views carry their policy
        return view

    return mark


def install(app: Flask) -> None:
    """Look at every request before its view does."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # a token lives as long as its session
    csrf.init_app(app)
    app.before_request(admit)


def admit() -> Response | None:
    """Find who asks; refuse, or send people to the sign-in page, where the route wants somebody."""
    g.actor = None
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.routing_exception is not None:
        return None  # the framework answers 404 or 405
    if "\0" in request.path:
        raise ProblemError("not-found")
    if b"%00" in request.query_string and not request.path.startswith("/api/"):
        raise ProblemError("unstorable-character")  # no page asks for it, and PostgreSQL cannot; the interface names the member
    wanted = policy_of(view)
    g.actor = _bearer() if "Authorization" in request.headers else _signed_in()
    if g.actor is None:
        throttle.count()
    if request.args and request.path.startswith("/api/") and not getattr(view, "takes_query", False):
        raise ProblemError("query-wrong", faults=tuple((name[:80], "field-unknown") for name in request.args))
    if g.actor is None and wanted == "signed-in":
        if request.path.startswith(MACHINES) or request.method not in SAFE:
            raise ProblemError("not-signed-in", headers={"WWW-Authenticate": "Bearer"})
        return redirect(url_for("sign_in.page", back=request.full_path.rstrip("?")))
    if request.method not in SAFE:
        _look_at_form(wanted)
    return None


def _look_at_form(wanted: str) -> None:
    """Bound what a form brings; refuse one that another site sent, and characters that nobody can store."""
    if not request.path.startswith("/api/"):
        bound(request)
    if "Authorization" not in request.headers and _can_be_forged(wanted):
        csrf.protect()
        if any("\0" in each for name in request.form for each in (name, *request.form.getlist(name))):
            raise ProblemError("unstorable-character")


def policy_of(view: Callable[..., Any]) -> str:
    """The policy of a view. Raises LookupError: a view nobody thought about answers nobody."""
    found: str | None = getattr(view, "policy", None)
    if found is None:
        raise LookupError(f"{view} has no policy")
    return found


def actor() -> Capacity:
    """Who asks. Raises ProblemError where nobody is signed in."""
    found = visitor()
    if found is None:
        raise ProblemError("not-signed-in", headers={"WWW-Authenticate": "Bearer"})
    return found


def visitor() -> Capacity | None:
    """Who asks, if anybody is signed in."""
    found: Capacity | None = g.get("actor")
    return found


def _can_be_forged(wanted: str) -> bool:
    """A browser sends its cookies by itself: a page's form, and whatever is asked of the interface with a session."""
    return g.actor is not None or (wanted == "public" and not request.path.startswith("/api/"))


def _bearer() -> Capacity:
    scheme, _, secret = request.headers["Authorization"].partition(" ")
    found = system().credentials.bearer(secret.strip()) if scheme.lower() == "bearer" else None
    if found is None or not holds(system(), found):
        throttle.count()
        raise ProblemError("not-signed-in", headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
    return found


def _signed_in() -> Capacity | None:
    found: Any = session._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  the proxy's way to its object
    if not isinstance(found, SignedIn) or not holds(system(), found.stored.capacity):
        return None
    return found.stored.capacity


def holds(on: System, capacity: Capacity) -> bool:
    """Whether the person still has the role: a role that was revoked ends at once, not with the session."""
    return Grant(capacity.role, capacity.organisation) in grants(on, capacity.person)


def grants(on: System, person: str) -> frozenset[Grant]:
    """The roles of a person, from the record."""
    try:
        work = reading(on, PUBLIC)
        return work.get(Person, UUID(person)).grants
    except (NotFoundError, ValueError):
        return frozenset()


def reading(on: System, capacity: Capacity) -> Work:
    """A unit of work for looking only: nothing it touches is written."""
    work = Work(on.casework)
    work.begin(capacity, on=None, backdated_because=None, correlation_id=None)
    return work
