"""我的待办: what lies on the desk of whoever is signed in, under fixed headings, the most urgent first."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, render_template, url_for

from projections import worklist
from web import wording
from web.auth import actor, policy
from web.desks import consultancy_home, enterprise_home
from web.desks.narrowing import district_options, is_narrowed, options, work_filter
from web.expiries import warnings_of
from web.language import language
from web.system import system
from web.waiting import wait_for_own_acts

if TYPE_CHECKING:
    from sqlalchemy import RowMapping
    from werkzeug.wrappers import Response

SHOWN = 200
READERS = frozenset({"leadership", "auditor", "regulator", "administrator"})
"""Roles that have no work list."""

LANDING = {"regulator": "trail_exports.listed", "leadership": "figures.page"}
"""Where those begin who have no work list; the others of them with the cases."""

HOMES = dict.fromkeys(enterprise_home.ROLES, enterprise_home.page) | {"consultant": consultancy_home.page}
"""Roles whose desk is a page of their own."""

pages = Blueprint("worklist", __name__)


@pages.get("/")
@policy("signed-in")
def desk() -> Response | str:
    """The desk of whoever is signed in."""
    me = actor()
    if me.role in READERS:
        return redirect(url_for(LANDING.get(me.role, "cases.listed")))
    wait_for_own_acts()
    if me.role in HOMES:
        return HOMES[me.role]()
    today, narrowed = system().today, work_filter()
    with system().reading() as connection:
        items = worklist.open_items(connection, me, today, narrowed, limit=SHOWN)
        counts = worklist.headings(connection, me, today, narrowed)
    return render_template(
        "worklist.html",
        place="worklist",
        today=today,
        until=wording.day(today + timedelta(days=worklist.SOON_DAYS), language(), weekday=False),
        groups=grouped(items),
        counts=counts,
        total=sum(counts.values()),
        shown=len(items),
        narrowed=is_narrowed(),
        districts=district_options(),
        tasks=options("task", tuple(worklist.TASKS), "task"),
        expiring=len(warnings_of(me)),
    )


def grouped(items: list[RowMapping]) -> dict[str, list[dict[str, Any]]]:
    """Heading → items, each with the words for what is to be done."""
    found = {}
    for heading, group in groupby(items, key=lambda item: item["heading"]):
        found[heading] = [{**item, "name": _name(item)} for item in group]
    return found


def _name(item: RowMapping) -> str:
    vocabulary = "waiting" if item["heading"] == worklist.WAITING else "task"
    said = wording.code(vocabulary, item["task"], language())
    return said if said != item["task"] else wording.code("task", item["task"], language())
