"""日志公示: name, keys and checkpoints of the log for everybody, and how to be a witness of it."""

from __future__ import annotations

from base64 import b64encode

from flask import Blueprint, render_template

from application.trail.publishing import Publishing
from application.trail.witnesses import Witnesses
from web.auth import policy
from web.desks.trail_exports import fingerprint
from web.system import system

pages = Blueprint("trail_public", __name__)


@pages.get("/public/trail")
@policy("public")
def shown() -> str:
    """The newest checkpoint and those before it."""
    published = Publishing(system().engine)
    checkpoints = published.shown()
    return render_template(
        "trail.html",
        place="trail",
        origin=system().settings.trail_origin,
        newest=checkpoints[0] if checkpoints else None,
        checkpoints=[(each, b64encode(each.root).decode()) for each in checkpoints],
        keys=[(each, fingerprint(each.line)) for each in published.verifier_keys()],
        witnesses=Witnesses(system().casework).known(),
    )
