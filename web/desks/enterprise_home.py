"""企业首页: one card for each round, with its seven steps and the single next thing to do; people and mandates beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from flask import Blueprint, render_template, url_for

from application.commands.audit import RegisterAudit, SubmitForAcceptance
from application.commands.objections import RaiseObjection
from application.commands.panel import RequestRecusal
from application.commands.planning import AmendPlan
from application.commands.revision import SubmitRevision
from application.outcome import NotFoundError
from projections import capacities, case_file, consultancies
from projections.enterprises import enterprise as enterprise_row
from web.auth import actor, policy
from web.desks.case import steps
from web.forms.acts import address
from web.people import names
from web.system import system
from web.waiting import wait_for_own_acts

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

ROLES = ("enterprise-signer", "enterprise-filler", "enterprise-administrator")

pages = Blueprint("enterprise_home", __name__)


class Next(NamedTuple):
    """The single next thing to do in a round, or what it waits for."""

    code: str
    address: str | None


DO: dict[str, Any] = {
    "plan-returned": AmendPlan,
    "plan-listed": RegisterAudit,
    "registered": SubmitForAcceptance,
    "submission-returned": SubmitForAcceptance,
    "accepted": SubmitRevision,
}
"""State → what the enterprise does next."""
LOOK = {"visit-scheduled": RequestRecusal, "published": RaiseObjection}
"""State → what it may do while nothing is asked of it."""


def page() -> str:
    """The desk of an enterprise."""
    me = actor()
    own = UUID(str(me.organisation))
    today = system().today
    with system().reading() as connection:
        row = enterprise_row(connection, own)
        rounds = case_file.cases_of_enterprise(connection, own)
        given = [each for each in consultancies.mandates(connection, own) if each["until_on"] >= today]
    return render_template(
        "enterprise_home.html",
        place="worklist",
        enterprise=row,
        rounds=[{"case": each, "steps": steps(dict(each)), "next": next_of(each)} for each in rounds],
        mandates=given,
        this_day=today,
        may_plan=not any(each["outcome"] is None for each in rounds),
    )


def next_of(case: RowMapping) -> Next:
    """The next thing, from where the case stands."""
    state, number = case["state"], case["number"]
    if state in DO:
        return Next(state, address(DO[state], number))
    if state in LOOK:
        return Next(state, address(LOOK[state], number))
    return Next(state, None)


@pages.get("/enterprise/people")
@policy("signed-in")
def people() -> str:
    """Who acts for the enterprise, and whom it mandated."""
    me = actor()
    if not me.role.startswith("enterprise-"):
        raise NotFoundError(str(me.organisation))
    wait_for_own_acts()
    own = UUID(str(me.organisation))
    with system().reading() as connection:
        row = enterprise_row(connection, own)
        held = {role: capacities.holders(connection, role, str(own)) for role in ROLES}
        given = consultancies.mandates(connection, own)
    known = names(each for several in held.values() for each in several)
    return render_template(
        "enterprise_people.html",
        place="people",
        enterprise=row,
        held={role: sorted((known[each], each) for each in several) for role, several in held.items()},
        mandates=given,
        today=system().today,
        is_administrator=me.role == "enterprise-administrator",
        grant=url_for("acts.outside", act="people-roles", organisation=str(own)),
    )
