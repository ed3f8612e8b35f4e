"""演示: what a demo begins with: people of every role with accounts, about a hundred cases, work on every desk, a call that takes plans."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from application.commands.planning import OpenPlanCall
from application.commands.register import GrantRole, RegisterEnterprise
from application.demo import fiction
from application.demo.load import SeedLoadedError, load
from application.demo.persons import OFFICERS, SYSTEM_CLI, DemoPerson, office_people
from application.demo.showcase import APPLICATION_DUE, DEMO_DECK, EXPERTS_INVITED, FINAL_PAPERS_DUE, OPINION_UNSIGNED, PLAN_RETURNED, SHEETS_OPEN
from application.identity import Entry, PersonTakenError
from application.work import Work
from domain.lists.plan_call import PlanCall, plan_call_id
from domain.register.credit_code import enterprise_id

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from application.casework import Casework
    from application.demo.load import Wire
    from application.demo.story import Story
    from application.demo.world import World
    from application.identity import Identity

SEED = 20_250_427
CASES = 120
NEWCOMER = 90_000
"""Number of the enterprise that has no case yet, so that somebody can hand in a plan for it."""


WHAT = {
    "filler": "企业填报（尚无案件，可提交计划）",
    "new-signer": "企业签署（尚无案件，可提交计划）",
    "enterprise-administrator": "企业管理",
    "signer": "企业签署",
    "consultant": "咨询服务机构",
    "officer": "市局经办",
    "approver": "市局复核",
    "expert": "专家",
    "leadership": "领导",
    "auditor": "审计",
    "regulator": "监管",
    "administrator": "系统管理",
}
"""Login without its number → what the person is, in the order of a case."""
LOGINS = (
    *("filler", "new-signer", "enterprise-administrator", "signer", "signer-2", "signer-3", "consultant", "consultant-2"),
    *("officer", "officer-2", "approver", "approver-2", "expert", "expert-2", "expert-3"),
    *("leadership", "auditor", "regulator", "administrator"),
)


class SignIn(NamedTuple):
    """登录: an account of the demo and what its person is."""

    login: str
    person: str
    what: str
    """Role or duty, in words."""


def seed(
    casework: Casework,
    wire: Wire,
    identity: Identity,
    *,
    told: Callable[[World], None] = lambda _: None,
) -> bool:
    """Make the demo's data, or see that they are there. Returns whether anything was made.

    Raises HistoryError.
    """
    now = casework.clock.now()
    try:
        world = load(wire, identity, cases=CASES, seed=SEED, until=now, deck=DEMO_DECK, told=told)
    except SeedLoadedError:
        return keep_call_open(casework)
    let_in(identity, {each.login: each.id for each in office_people()})
    let_in(identity, people_with_work(world))
    let_in(identity, newcomers(casework, identity))
    keep_call_open(casework)
    return True


def people_with_work(world: World) -> dict[str, UUID]:
    """Login → person, for people of enterprises, consultancies and experts whom an open case waits for."""
    found: dict[str, UUID] = {}
    stories = {story.choices.name: story for story in world.left_open if story.is_planned}
    for login, name in (("signer", FINAL_PAPERS_DUE), ("signer-2", PLAN_RETURNED), ("signer-3", APPLICATION_DUE)):
        if name in stories:
            found[login] = stories[name].firm.people["enterprise-signer"]
    for login, name in (("consultant", APPLICATION_DUE), ("consultant-2", FINAL_PAPERS_DUE)):
        office = stories[name].office if name in stories else None
        if office is not None and office.person not in found.values():
            found[login] = office.person
    for login, name, seat in (("expert", EXPERTS_INVITED, 0), ("expert-2", SHEETS_OPEN, 1), ("expert-3", OPINION_UNSIGNED, 1)):
        person = _seated(stories.get(name), seat)
        if person is not None and person not in found.values():
            found[login] = person
    return found


def newcomers(casework: Casework, identity: Identity) -> dict[str, UUID]:
    """Login → person of an enterprise without a case: who fills in, who signs, who administers."""
    industry = fiction.INDUSTRIES[0]
    code = fiction.credit_code(fiction.Kind.ENTERPRISE, SEED, NEWCOMER)
    casework.handle(RegisterEnterprise(credit_code=code, name=fiction.enterprise_name(NEWCOMER, industry)), SYSTEM_CLI)
    people = [
        DemoPerson(login, name, role, str(enterprise_id(code)))
        for login, name, role in (
            ("filler", "示例填报员", "enterprise-filler"),
            ("new-signer", "示例签署人", "enterprise-signer"),
            ("enterprise-administrator", "示例企业管理员", "enterprise-administrator"),
        )
    ]
    for person in people:
        casework.handle(GrantRole(person_id=person.id, role=person.role, organisation=person.organisation), SYSTEM_CLI)
    identity.enter(Entry(str(each.id), each.name) for each in people)
    return {each.login: each.id for each in people}


def let_in(identity: Identity, people: dict[str, UUID]) -> None:
    """Open an account for each, without a password: only a demo lets them in."""
    for login, person in people.items():
        try:
            identity.open_account(login, str(person))
        except PersonTakenError:
            continue


def keep_call_open(casework: Casework) -> bool:
    """See that a plan can be handed in today; says whether a call had to be opened."""
    work = Work(casework)
    work.begin(OFFICERS[0].capacity, on=None, backdated_because=None, correlation_id=None)
    today = work.on
    call = work.find(PlanCall, plan_call_id(today.year))
    batches = call.batches if call else ()
    if any(batch.closes_on >= today for batch in batches):
        return False
    command = OpenPlanCall(year=today.year, batch=len(batches) + 1, opens_on=today, closes_on=max(date(today.year, 12, 31), today))
    casework.handle(command, OFFICERS[0].capacity)
    return True


def sign_ins(identity: Identity) -> list[SignIn]:
    """The accounts of the demo, in the order of a case."""
    logins = (*LOGINS, *(each.login for each in office_people() if each.role == "district-officer"))
    found = [(login, person) for login in logins if (person := identity.person_of(login)) is not None]
    names = identity.names(person for _, person in found)
    return [SignIn(login, names.get(person, ""), WHAT.get(login.rstrip("-23"), "区工信部门")) for login, person in found]


def _seated(story: Story | None, seat: int) -> UUID | None:
    return story.seats[seat].person if story is not None and len(story.seats) > seat else None
