"""咨询服务机构: clients by their next deadline, and the staff register with what article 10 says of it today. It acts 代 (on behalf of)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import Blueprint, render_template
from sqlalchemy import select

from application.outcome import NotFoundError
from domain.case.capability import capability_of_consultancy, facts_of
from domain.register.consultancy import Consultancy
from projections import consultancies, worklist
from projections.case_file import CASES
from projections.enterprises import names as enterprise_names
from web.auth import actor, policy, reading
from web.desks.enterprise_home import next_of
from web.forms.acts import address
from web.system import system
from web.waiting import wait_for_own_acts

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import RowMapping

    from domain.fact import Capacity

pages = Blueprint("consultancy_home", __name__)


def page() -> str:
    """Clients by the next deadline; those without any last."""
    me = actor()
    own, today = UUID(str(me.organisation)), system().today
    with system().reading() as connection:
        row = consultancies.consultancy(connection, own)
        clients = consultancies.clients(connection, own, today)
        called = enterprise_names(connection, clients)
        running = (CASES.c.consultancy_id == own, CASES.c.enterprise_id.in_(clients), CASES.c.outcome.is_(None))
        cases = connection.execute(select(CASES).where(*running)).mappings().all()
        tasks = {each.number: worklist.items_of_case(connection, me, today, each.case_id) for each in cases}
    busy = {each["enterprise_id"] for each in cases}
    return render_template(
        "consultancy_home.html",
        place="worklist",
        consultancy=row,
        cases=[_client(each, tasks) for each in sorted(cases, key=_due)],
        idle=sorted(called[each] for each in clients if each not in busy and each in called),
    )


def _due(case: RowMapping) -> tuple[date, str]:
    return (next_due(case), case["number"])


def next_due(case: RowMapping) -> date:
    """The deadline that runs, or the day the audit is planned to end."""
    found: date = case["due_on"] or case["planned_finish"]
    return found


def _client(case: RowMapping, tasks: dict[str, Any]) -> dict[str, Any]:
    return {"case": case, "due": next_due(case), "by_law": case["due_on"] is not None, "next": next_of(case), "tasks": tasks[case["number"]]}


@pages.get("/consultancy/staff")
@policy("signed-in")
def staff() -> str:
    """The staff of the register, and each condition of article 10 with what is found today."""
    me = actor()
    if me.role != "consultant":
        raise NotFoundError(str(me.organisation))
    wait_for_own_acts()
    found, today = _own(me), system().today
    work = reading(system(), me)
    rules = work.rules_of_the_day()
    capability = capability_of_consultancy(facts_of(found, today), rules, today)
    with system().reading() as connection:
        row = consultancies.consultancy(connection, found.id)
    return render_template(
        "consultancy_staff.html",
        place="staff",
        consultancy=row,
        people=found.staff_on(today),
        capability=capability,
        today=today,
        profile=found.profile,
        address=address,
        own=str(found.id),
    )


def _own(me: Capacity) -> Consultancy:
    return reading(system(), me).get(Consultancy, UUID(str(me.organisation)))
