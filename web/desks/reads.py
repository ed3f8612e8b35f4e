"""访问记录: who opened, searched and downloaded: of one case, of one enterprise's cases, or of all for the auditor."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, session, url_for

from application.outcome import NotAllowedError
from application.read_log import LONGEST_PURPOSE, Wanted
from web.auth import actor, policy
from web.desks.case import frame
from web.local import local_address
from web.people import names, shown_organisation
from web.reads import PURPOSE, read_the_log
from web.references import case_id_of
from web.system import system
from web.visible import visible_case

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import RowMapping
    from werkzeug.wrappers import Response

    from domain.fact import Capacity

PAGE = 100
LAST_PAGE = 10_000
OWN = frozenset({"enterprise-filler", "enterprise-signer", "enterprise-administrator"})
READERS = OWN | {"auditor", "bureau-officer", "bureau-approver"}
"""Who may see who read a case."""
NAMES_SHOWN = frozenset({"auditor", "bureau-officer", "bureau-approver"})
"""To whom the readers are named; an enterprise sees in which capacity its case was read."""
ACTS = ("opened", "searched", "downloaded", "exported", "read-log")

pages = Blueprint("reads", __name__)


@pages.get("/cases/<case:case_id>/reads")
@policy("signed-in")
def of_case(case_id: str) -> str:
    """Who read this case."""
    me = actor()
    case = visible_case(me, case_id_of(case_id))
    if me.role not in READERS:
        raise NotAllowedError("readers of the read log")
    read_the_log(case.id, case.enterprise_id)
    return render_template("case_reads.html", **frame(case.id, "reads"), **_listed(me, Wanted(case_id=case.id)))


@pages.get("/reads")
@policy("signed-in")
def listed() -> str:
    """Who read what: all of it for the auditor, of its own cases for an enterprise."""
    me = actor()
    if me.role not in OWN and me.role != "auditor":
        raise NotAllowedError("readers of the read log")
    enterprise = UUID(me.organisation) if me.role in OWN and me.organisation else None
    read_the_log(None, enterprise)
    return render_template("reads.html", place="reads", acts=ACTS, **_listed(me, wanted(enterprise)))


@pages.post("/reads/purpose")
@policy("signed-in")
def state_purpose() -> Response:
    """Keep what the person says the reading is for; it stands beside every entry until the session ends."""
    session[PURPOSE] = request.form.get("purpose", "").strip()[:LONGEST_PURPOSE]
    return redirect(local_address(request.form.get("back") or url_for("reads.listed")))


def wanted(enterprise_id: UUID | None) -> Wanted:
    """The filter of the address; a value that is none is passed over."""
    act = request.args.get("act", "")
    return Wanted(
        enterprise_id=enterprise_id,
        person=request.args.get("person", "").strip()[:64] if enterprise_id is None else "",
        act=act if act in ACTS else "",
        since=_day(request.args.get("since", "")),
        until=_day(request.args.get("until", "")),
    )


def _listed(me: Capacity, asked: Wanted) -> dict[str, Any]:
    written = request.args.get("page", "1")
    page = min(max(int(written[:6]), 1), LAST_PAGE) if written.isascii() and written.isdecimal() else 1
    read_log = system().read_log
    read_log.flush()
    with system().reading() as connection:
        entries = read_log.entries(connection, asked, limit=PAGE, offset=(page - 1) * PAGE)
        total = read_log.count(connection, asked)
    shown = me.role in NAMES_SHOWN
    return {
        "entries": [_entry(each) for each in entries],
        "people": names(each["person"] for each in entries) if shown else {},
        "total": total,
        "page": page,
        "last": max(1, -(-total // PAGE)),
        "wanted": asked,
        "months": system().settings.read_log_months,
        "purpose": session.get(PURPOSE, ""),
    }


def _entry(row: RowMapping) -> dict[str, Any]:
    returned: Sequence[str] = json.loads(row["returned"]) if row["returned"] else ()
    return dict(row) | {"returned": returned, "office": shown_organisation(row["role"], row["organisation"])}


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
