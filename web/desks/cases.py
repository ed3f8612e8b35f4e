"""案件列表: every case somebody may know of, narrowed by the address of the page."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from projections import case_file
from web.auth import actor, policy
from web.desks.narrowing import case_filter, district_options, is_narrowed, options
from web.reads import searched
from web.system import system
from web.texts import catalogue
from web.waiting import wait_for_own_acts

PAGE = 50
LAST_PAGE = 20_000

pages = Blueprint("cases", __name__)


@pages.get("/cases")
@policy("signed-in")
def listed() -> str:
    """The list."""
    wait_for_own_acts()
    asked = request.args.get("page", "1")
    page = min(max(int(asked[:6]), 1), LAST_PAGE) if asked.isascii() and asked.isdecimal() else 1
    me, today, narrowed = actor(), system().today, case_filter()
    with system().reading() as connection:
        found = case_file.cases(connection, me, today, narrowed, limit=PAGE, offset=(page - 1) * PAGE)
        total = case_file.count(connection, me, today, narrowed)
    searched([each["number"] for each in found])
    return render_template(
        "cases.html",
        place="cases",
        cases=found,
        total=total,
        page=page,
        last=max(1, -(-total // PAGE)),
        narrowed=is_narrowed(),
        districts=district_options(),
        states=options("state", STATES, "state"),
    )


STATES = tuple(code for code in catalogue()["state"] if code not in {"new", "draft", "discarded", "invited", "confirmed", "conflicted", "left"})
"""States of a case, in the order in which it goes through them."""
