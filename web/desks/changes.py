"""变更日志: what changed across cases, bounded by days; for those at the office."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from projections import changes
from web.auth import actor, policy
from web.desks.narrowing import days
from web.people import names
from web.problems import ProblemError
from web.reads import searched
from web.system import system
from web.waiting import wait_for_own_acts

READERS = frozenset({"district-officer", "bureau-officer", "bureau-approver", "auditor"})
"""Roles that follow more than their own cases."""
PAGE = 100
LONGEST_POSITION = 18

pages = Blueprint("changes", __name__)


@pages.get("/changes")
@policy("signed-in")
def page() -> str:
    """The changes of some days, the newest first."""
    me = actor()
    if me.role not in READERS:
        raise ProblemError("not-allowed")
    wait_for_own_acts()
    first, last = days()
    asked = request.args.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= LONGEST_POSITION else None
    with system().reading() as connection:
        found = changes.changes(connection, me, system().today, (first, last), before=before, limit=PAGE)
    searched(list(dict.fromkeys(each["number"] for each in found)))
    older = found[-1]["position"] if len(found) == PAGE else None
    people = names(each["person"] for each in found)
    return render_template("changes.html", place="changes", first=first, last=last, events=found, older=older, names=people)
