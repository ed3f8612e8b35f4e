"""邮件: what a person wants by mail; and for the administrator, what did not get through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for

from application.mail import retry_failed
from application.outcome import NotAllowedError
from web.auth import actor, policy
from web.mail_switches import switches
from web.people import names
from web.system import system

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

ADMINISTRATOR = "administrator"
SHOWN = 100

pages = Blueprint("mail", __name__)


@pages.get("/mail")
@policy("signed-in")
def mine() -> str:
    """My switches."""
    address = system().identity.mail_of(actor().person)
    return render_template("mail.html", place="mail", switches=switches(actor()), address=address, sends=system().settings.smtp_url is not None)


@pages.post("/mail")
@policy("signed-in")
def switch() -> Response:
    """Keep what I want; kinds my role is not told of stay as they are."""
    me = actor()
    wanted, shown = set(request.form.getlist("wanted")), {each.kind for each in switches(me)}
    outbox = system().outbox
    outbox.switch(me.person, (outbox.unwanted(me.person) - shown) | (shown - wanted))
    return redirect(url_for("mail.mine"), 303)


@pages.get("/mail/failures")
@policy("signed-in")
def failures() -> str:
    """What did not get through. Raises NotAllowedError."""
    _administrator()
    found = system().outbox.failed(SHOWN)
    return render_template(
        "mail_failures.html",
        place="mail-failures",
        counts=system().outbox.counts(),
        failed=found,
        names=names(each.person for each in found),
        sends=system().settings.smtp_url is not None,
    )


@pages.post("/mail/failures")
@policy("signed-in")
def retry() -> Response:
    """Let what was given up try again. Raises NotAllowedError."""
    _administrator()
    retry_failed(system().engine, system().clock.now())
    return redirect(url_for("mail.failures"), 303)


def _administrator() -> None:
    if actor().role != ADMINISTRATOR:
        raise NotAllowedError(ADMINISTRATOR)
