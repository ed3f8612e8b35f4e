"""演示历史: lawful histories by real commands under a simulated clock; the same seed on the same day gives the same history."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from application.clock import SHENZHEN, SetClock, business_day
from application.commands.register import (
    EnterStaff,
    GrantRole,
    ProfileConsultancy,
    RecordInterest,
    RegisterConsultancy,
    RegisterExpert,
)
from application.demo import desks
from application.demo.aftermath import after, afterwards
from application.demo.agenda import Agenda, Pause
from application.demo.auditing import audit
from application.demo.choices import DECK, Choices, choices_for
from application.demo.deciding import decide
from application.demo.dice import Dice
from application.demo.fiction import person_name
from application.demo.persons import ADMINISTRATOR, SYSTEM_CLI, office_people
from application.demo.planning import admit, plan
from application.demo.reviewing import review
from application.demo.story import Diary, Story
from application.demo.visiting import accept
from application.demo.world import Firm, Known, Office, World
from application.identity import Entry
from domain.register.certificate import Certificate
from domain.register.expert import FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from uuid import UUID

    from application.demo.agenda import Move
    from application.demo.casework import HistoryCasework
    from application.identity import Identity

    Wire = Callable[[SetClock, Callable[[], UUID]], HistoryCasework]

A_SECOND = timedelta(seconds=1)
MORNING, WAKING = time(8, 45), timedelta(hours=13)
"""Plans are handed in from the morning on, until late."""
DIRECTORY_ROWS = 500
MOST_LEAVERS = 50
SECOND_TIME: tuple[tuple[str, frozenset[str]], ...] = (
    ("after-failure", frozenset({"fail", "precheck-failed"})),
    ("admitted", frozenset({"pass"})),
)
"""When an enterprise plans again: what was chosen, and how the first case must have ended."""


class SeedLoadedError(ValueError):
    """The history of this seed is in the record already."""


def load(
    wire: Wire,
    identity: Identity,
    *,
    cases: int,
    seed: int,
    until: datetime,
    deck: tuple[Choices, ...] = DECK,
    told: Callable[[World], None] = lambda _: None,
) -> World:
    """Load the history of a seed up to a moment.

    ``wire`` gives a casework on a clock and a source of ids; ``deck`` says what becomes of the first cases, chance of the others;
    ``told`` hears of every transaction.

    Raises SeedLoadedError, HistoryError.
    """
    dice = Dice("history", seed)
    clock = SetClock(until)
    casework = wire(clock, dice.child("ids").uuid)

    def written(_: Agenda) -> None:
        if len(world.entries) >= DIRECTORY_ROWS:
            _enter(world, identity)
        told(world)

    agenda = Agenda(casework, clock, until=until, written=written)
    world = World(casework, agenda, dice, cases=cases, seed=seed, deck=deck)
    if world.is_loaded():
        raise SeedLoadedError(f"The history of seed {seed} is in this database already; choose another seed.")
    clock.moment = world.opened_at = datetime.combine(world.start, MORNING, tzinfo=SHENZHEN)
    identity.enter(Entry(str(each.id), each.name) for each in office_people())
    agenda.begin("opening", opening(world))
    agenda.run()
    casework.give_back_numbers()
    _enter(world, identity)
    told(world)
    return world


def _enter(world: World, identity: Identity) -> None:
    identity.enter(world.entries)
    world.entries.clear()


# ------------------------------------------------------------------------------------------------------------------------ opening


def opening(world: World) -> Generator[Move, Any, None]:
    """The first day: people of the office, consultancies, experts; then everybody begins."""
    diary = Diary(world, world.dice.child("opening"), world.agenda.clock.moment)
    for person in office_people():
        if not world.holds(person.id, person.role, person.organisation):
            yield diary.asks(SYSTEM_CLI, GrantRole(person_id=person.id, role=person.role, organisation=person.organisation))
            diary.now += A_SECOND
    for office in world.planned_offices():
        yield from consultancy(world, diary, office)
        world.offices.append(office)
    for number in range(world.planned_experts):
        yield from expert(world, diary, number)
    world.agenda.begin("calls and mandatory lists", desks.calls_and_mandatory_lists(world))
    for code in world.districts:
        world.agenda.begin(f"district {code}", desks.district(world, code))
    for kind in desks.CYCLE:
        world.agenda.begin(f"{kind} lists", desks.lists(world, kind))
    world.agenda.begin("consultancy lists", desks.consultancy_lists(world))
    world.agenda.begin("register", desks.register_keeping(world))
    world.agenda.begin("arrivals", arrivals(world))


def consultancy(world: World, diary: Diary, office: Office) -> Generator[Move, Any, None]:
    """咨询服务机构 that meets article 10, with one more of each kind than it asks, and its consultant."""
    rules, number = world.rules(world.start), len(world.offices)
    officer = world.officer(number)
    yield diary.asks(officer, RegisterConsultancy(credit_code=office.code, name=office.name))
    digest = diary.dice.digest()
    yield diary.asks(
        officer, ProfileConsultancy(consultancy_id=office.id, legal_person=True, quality_system=True, instruments=True, evidence_digest=digest)
    )
    auditor = Certificate("auditor-training", rules.words("capability/consultancy-auditor-certificate-issuers")[0])
    kinds = (
        ("h", rules.integer("capability/consultancy-senior-titles"), "senior", False, ()),
        ("t", rules.integer("capability/consultancy-technical-staff"), "intermediate", True, ()),
        ("a", rules.integer("capability/consultancy-auditors"), "intermediate", False, (auditor,)),
    )
    for letter, needed, title, technical, certificates in kinds:
        for place in range(1, needed + 2):
            yield diary.asks(
                officer,
                EnterStaff(
                    consultancy_id=office.id,
                    reference=f"{letter}{place}",
                    title_level=title,
                    title_related=True,
                    technical=technical,
                    certificates=certificates,
                    name=person_name(number * 20 + place),
                    certificate_numbers=(f"示例证-{number}-{letter}{place}",) if certificates else (),
                ),
            )
            diary.now += A_SECOND
    world.learn(office.person, 70_000 + number)
    yield diary.asks(ADMINISTRATOR.capacity, GrantRole(person_id=office.person, role="consultant", organisation=str(office.id)))


def expert(world: World, diary: Diary, number: int) -> Generator[Move, Any, None]:
    """专家, who knows one field at least, and may have a tie to a consultancy."""
    person = world.learn(diary.dice.uuid(), 80_000 + number)
    every_field = number % 2 == 0
    since = world.start - timedelta(days=diary.dice.between(4_500, 12_000))
    answer = yield diary.asks(
        world.officer(number),
        RegisterExpert(
            person=str(person),
            title_level=diary.dice.weighed({"senior": 70, "intermediate": 30}),
            practising_since=since,
            fields=FIELDS if every_field else (diary.dice.pick(FIELDS),),
        ),
    )
    diary.now += A_SECOND
    yield diary.asks(ADMINISTRATOR.capacity, GrantRole(person_id=person, role="expert", organisation=str(answer.created)))
    tie = diary.dice.pick(world.offices).id if number % 5 == 1 else None
    if tie is not None:
        diary.now += A_SECOND
        kind = diary.dice.pick(("employer", "past-work", "shareholding"))
        yield diary.asks(world.officer(number), RecordInterest(expert_id=answer.created, organisation_id=tie, kind=kind))
    world.experts.append(Known(answer.created, person, every_field, tie))


# -------------------------------------------------------------------------------------------------------------------------- cases


def arrivals(world: World) -> Generator[Move, Any, None]:
    """申报: plans come evenly over the days on which they are taken."""
    dice = world.dice.child("arrivals")
    days = (world.until - world.start).days
    yield Pause(datetime.combine(world.start, MORNING, tzinfo=SHENZHEN) + WAKING)  # by then the first call is open
    for number in range(world.cases):
        place = days * (number + dice.between(0, 999) / 1_000) / world.cases
        day = world.start + timedelta(days=1 + int(place))
        yield Pause(datetime.combine(day, MORNING, tzinfo=SHENZHEN) + WAKING * (place % 1))
        while (taken_on := world.call_day(day)) != day:
            if taken_on is None:
                return
            day = taken_on
            yield Pause(datetime.combine(day, MORNING, tzinfo=SHENZHEN))
        choices = choices_for(number, dice.child("choices", number), world.deck)
        world.agenda.begin(f"case {number + 1} ({choices.name})", case(world, number, choices), last=choices.last)


def case(world: World, number: int, choices: Choices) -> Generator[Move, Any, None]:
    """One enterprise with its case, and a second one where it plans again."""
    dice = world.dice.child("case", number)
    firm = Firm(number, world.seed, dice, world.districts, business_day(world.agenda.clock.moment))
    story = Story(world, firm, choices, dice, world.agenda.clock.moment, number)
    if choices.last is not None:
        world.left_open.append(story)
    yield from from_plan_to_archive(story)
    if (choices.again, story.outcome) in {(chosen, outcome) for chosen, outcomes in SECOND_TIME for outcome in outcomes}:
        again = Story(world, firm, Choices(name=f"{choices.name}, again", brisk=choices.brisk), dice.child("again"), story.now, number)
        again.any_day(20, 70)
        if choices.again == "admitted" or (firm.first_again is not None and again.today < firm.first_again):
            yield from admit(again)
        yield from from_plan_to_archive(again)
    elif story.outcome != "open":
        yield from afterwards(story)
    if "enterprise-filler" in firm.people and len(world.leavers) < MOST_LEAVERS:
        world.leavers.append((firm, "enterprise-filler"))


def from_plan_to_archive(story: Story) -> Generator[Move, Any, None]:
    """All phases, as far as the case goes."""
    for phase in (plan, audit, review, accept, decide):
        if not (yield from phase(story)):
            break
    else:
        yield from after(story)
    story.world.ended += 1
