"""回执: what was received, when and under which digest, to be printed and kept."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import Blueprint, render_template
from sqlalchemy import select

from projections.timeline import TIMELINE
from web.auth import actor, policy
from web.desks.case_papers import recorded
from web.people import names
from web.problems import ProblemError
from web.references import case_id_of
from web.system import system
from web.visible import visible_case
from web.waiting import wait_for_own_acts

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

pages = Blueprint("receipts", __name__)

TOPICS = {
    "plan": "case.Planned",
    "registration": "case.Registered",
    "submission": "case.Submitted",
    "revision": "case.Revised",
    "objections": "case.ObjectionRaised",
}
"""Act → the event that says it was received."""


@pages.get("/cases/<case:case_id>/receipts/<act>")
@policy("signed-in")
def page(case_id: str, act: str) -> str:
    """The receipt of the last such paper."""
    if act not in TOPICS:
        raise ProblemError("not-found")
    wait_for_own_acts()
    me = actor()
    case = visible_case(me, case_id_of(case_id))
    event = last_event(case.id, TOPICS[act])
    if event is None:
        raise ProblemError("not-found")
    papers = {each.digest: each for each in recorded(case)}
    known = system().papers.names(papers)
    return render_template(
        "receipt.html",
        place="cases",
        case={"number": case.number, "enterprise": case.form.enterprise_name, "credit_code": case.form.credit_code},
        act=act,
        event=event,
        digest=leaf_hash(event),
        person=names([event["person"]])[event["person"]],
        papers=[{"digest": digest, "kind": each.role, "name": known.get(digest, "")} for digest, each in papers.items() if digest in known],
    )


def last_event(case_id: UUID, topic: str) -> RowMapping | None:
    """The newest event of a topic in a case."""
    wanted = select(TIMELINE).where(TIMELINE.c.case_id == case_id, TIMELINE.c.topic == topic).order_by(TIMELINE.c.case_version.desc()).limit(1)
    with system().reading() as connection:
        return connection.execute(wanted).mappings().first()


def leaf_hash(event: Any) -> str:
    """Hash of the event as the log keeps it: by it the receipt is found in every export and proof."""
    stored = system().casework.recorder.select_events(UUID(str(event["aggregate_id"])), gt=event["version"] - 1, lte=event["version"])
    return hashlib.sha256(b"\x00" + bytes(stored[0].state)).hexdigest()
