"""到期提示: rule sets, certificates, mandates, look-backs and terms for objections that end soon, on one page."""

from __future__ import annotations

from flask import Blueprint, render_template

from web.auth import actor, policy
from web.expiries import warnings_of
from web.waiting import wait_for_own_acts

pages = Blueprint("expiries", __name__)


@pages.get("/expiries")
@policy("signed-in")
def page() -> str:
    """The list."""
    wait_for_own_acts()
    return render_template("expiries.html", place="expiries", warnings=warnings_of(actor()))
