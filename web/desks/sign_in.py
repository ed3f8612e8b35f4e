"""登录: a demo lets its fictional people in by a button; otherwise login and password. Who has several roles chooses one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, session, url_for

from application.identity import WINDOW, SignInFailedError, TooManyAttemptsError
from domain.fact import Capacity
from web import people, sessions
from web.auth import actor, grants, policy, visitor
from web.local import local_address
from web.problems import ProblemError
from web.system import system
from web.throttle import caller

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

CHOOSING = timedelta(minutes=5)
"""How long somebody whose password was right may take to choose a role."""

pages = Blueprint("sign_in", __name__)


@pages.get("/sign-in")
@policy("public")
def page() -> str:
    """The sign-in page."""
    return _page()


@pages.post("/sign-in")
@policy("public")
def enter() -> Response | tuple[str, int]:
    """Sign in with login and password."""
    login, password = request.form.get("login", "")[:64], request.form.get("password", "")
    try:
        person = system().identity.sign_in(login, password, caller())
    except SignInFailedError:
        return _page("sign-in-failed", login), ProblemError("sign-in-failed").status
    except TooManyAttemptsError:
        raise ProblemError("too-many-attempts", headers={"Retry-After": str(int(WINDOW.total_seconds()))}) from None
    return _let_in(person)


@pages.post("/sign-in/demo")
@policy("public")
def enter_demo() -> Response:
    """Sign in as one of the demo's people."""
    if not system().settings.demo:
        raise ProblemError("not-found")
    person, role, organisation = (request.form.get(name, "") for name in ("person", "role", "organisation"))
    if person not in system().identity.logins([person]):
        raise ProblemError("not-found")
    return _begin(Capacity(person, role, organisation or None))


@pages.get("/sign-in/role")
@policy("public")
def choose() -> Response | str:
    """Let somebody with several roles choose."""
    person = _choosing()
    if person is None:
        return redirect(url_for("sign_in.page"))
    choices = people.choices_of(person, grants(system(), person))
    return render_template("choose_role.html", choices=choices, back=local_address(request.args.get("back")), place="sign-in")


@pages.post("/sign-in/role")
@policy("public")
def chosen() -> Response:
    """Begin as the role chosen: a new session, also where another one ends by it."""
    person = _choosing()
    if person is None:
        raise ProblemError("not-signed-in")
    return _begin(Capacity(person, request.form.get("role", ""), request.form.get("organisation") or None))


@pages.post("/sign-out")
@policy("signed-in")
def leave() -> Response:
    """End the session."""
    actor()
    sessions.finish(system())
    return redirect(url_for("sign_in.page"))


def _page(problem: str | None = None, login: str = "") -> str:
    demo = system().settings.demo
    shown = people.demo_people() if demo else {}
    back = local_address(request.values.get("back"))
    return render_template("sign_in.html", demo=demo, people=shown, problem=problem, login=login, back=back, place="sign-in")


def _let_in(person: str) -> Response:
    held = grants(system(), person)
    if len(held) == 1:
        (only,) = held
        return _begin(Capacity(person, only.role, only.organisation))
    session["choosing"] = {"person": person, "since": system().clock.now().isoformat()}
    return redirect(url_for("sign_in.choose", back=local_address(request.form.get("back"))))


def _choosing() -> str | None:
    """Who chooses: somebody signed in, or somebody whose password was right a moment ago."""
    here = visitor()
    if here is not None:
        return here.person
    known: dict[str, Any] | None = session.get("choosing")
    if known is None or datetime.fromisoformat(known["since"]) + CHOOSING < system().clock.now():
        return None
    return str(UUID(known["person"]))


def _begin(capacity: Capacity) -> Response:
    if not any((each.role, each.organisation) == (capacity.role, capacity.organisation) for each in grants(system(), capacity.person)):
        raise ProblemError("not-found")
    session.pop("choosing", None)
    sessions.begin(system(), capacity, {})
    return redirect(local_address(request.form.get("back")))
