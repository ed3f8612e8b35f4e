"""众人: the enterprises, consultancies and experts of one history, the days it spans, and who of the office does what."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from application.clock import business_day
from application.demo import fiction
from application.demo.persons import APPROVERS, OFFICERS, district_officers
from application.identity import Entry
from application.work import Work
from domain.fact import Capacity
from domain.lists.plan_call import Batch, PlanCall, plan_call_id
from domain.register.consultancy import Consultancy
from domain.register.credit_code import consultancy_id, enterprise_id
from domain.register.person import Grant, Person

if TYPE_CHECKING:
    from uuid import UUID

    from application.casework import Casework
    from application.demo.agenda import Agenda
    from application.demo.choices import Choices
    from application.demo.dice import Dice
    from application.demo.story import Story
    from domain.law.rule_set import RuleSet

ONE_DAY = timedelta(days=1)
CLIENTS = 25
"""Cases to a consultancy."""
VISITS = 40
"""Cases to an expert."""
FEWEST_CONSULTANCIES, FEWEST_EXPERTS = 6, 30


class Office(NamedTuple):
    """咨询服务机构 of the history."""

    id: UUID
    code: str
    name: str
    person: UUID

    def capacity(self, enterprise: UUID | None = None) -> Capacity:
        """Its consultant, on behalf of an enterprise or not."""
        return Capacity(str(self.person), "consultant", str(self.id), None if enterprise is None else str(enterprise))


class Known(NamedTuple):
    """专家 of the history."""

    id: UUID
    person: UUID
    every_field: bool
    tie: UUID | None
    """Consultancy the expert has a tie to."""

    @property
    def capacity(self) -> Capacity:
        """The expert as one acts."""
        return Capacity(str(self.person), "expert", str(self.id))


class Firm:
    """企业 of the history, with its people."""

    __slots__ = ("code", "district", "first_again", "founded_on", "id", "industry", "mandated", "name", "number", "people", "tied")

    def __init__(self, number: int, seed: int, dice: Dice, districts: tuple[str, ...], planned_on: date) -> None:
        self.number = number
        self.code = fiction.credit_code(fiction.Kind.ENTERPRISE, seed, number)
        self.id = enterprise_id(self.code)
        self.industry = dice.pick(fiction.INDUSTRIES)
        self.name = fiction.enterprise_name(number, self.industry)
        self.district = dice.pick(districts)
        self.founded_on = planned_on - timedelta(days=dice.between(900, 9_000))
        self.people: dict[str, UUID] = {}
        """Role to person."""
        self.mandated: dict[UUID, date] = {}
        """Consultancy to the last day of its mandate."""
        self.first_again: date | None = None
        """First day on which a plan counts as a first one again, where an earlier pass is on record."""
        self.tied: set[UUID] = set()
        """Experts found to have a tie to it."""

    def capacity(self, role: str = "enterprise-signer") -> Capacity:
        """Its person of a role; the signer fills in where nobody else does."""
        held = role if role in self.people else "enterprise-signer"
        return Capacity(str(self.people[held]), held, str(self.id))


class World:
    """众人: what the courses of one history share. Nothing here grows with the number of cases but consultancies and experts."""

    def __init__(self, casework: Casework, agenda: Agenda, dice: Dice, *, cases: int, seed: int, deck: tuple[Choices, ...]) -> None:
        self.casework = casework
        self.calendar = casework.calendar
        self.agenda = agenda
        self.dice = dice
        self.cases = cases
        self.deck = deck
        self.seed = seed
        self.until = business_day(agenda.until)
        self.start = casework.rulebook.in_force(self.until).valid_from
        self.opened_at = agenda.until
        """The moment the history begins, once it has."""
        self.districts = tuple(district_officers())
        self._district_officers = {code: each.capacity for code, each in district_officers().items()}
        self.offices: list[Office] = []
        self.experts: list[Known] = []
        self.entries: list[Entry] = []
        """People not yet in the directory."""
        self.known_calls = {year: self._calls_on_record(year) for year in range(self.start.year, self.until.year + 1)}
        self.calls: list[Batch] = []
        """Batches in which this history hands in plans, oldest first."""
        self.begun = self.ended = 0
        self.left_open: list[Story] = []
        """Cases left to whoever comes next."""
        self.leavers: list[tuple[Firm, str]] = []
        """People of enterprises without a case, whose role may end."""
        self._worked: dict[date, bool] = {}

    # ------------------------------------------------------------------------------------------------------------------ days

    def rules(self, day: date) -> RuleSet:
        """The rule set a plan of that day falls under."""
        return self.casework.rulebook.in_force(day)

    def working_day(self, day: date) -> date:
        """That day, or the next one on which offices work."""
        while not self._is_worked(day):
            day += ONE_DAY
        return day

    def call_day(self, day: date) -> date | None:
        """That day, or the next one on which plans may be taken; none where there is none before the end.

        Next year's calls are not known before they are opened: whoever waits for them asks again on the day told.
        """
        for batch in self.calls:
            if day <= batch.closes_on:
                return max(day, batch.opens_on)
        opened = date(self.calls[-1].opens_on.year + 1, 1, 2) if self.calls else self.start + ONE_DAY
        return max(day, opened) if opened <= self.until and day <= opened else None

    def _is_worked(self, day: date) -> bool:
        known = self._worked.get(day)
        if known is None:
            known = self._worked[day] = self.calendar.is_working(day).working
        return known

    # ------------------------------------------------------------------------------------------------------------ on record

    def is_loaded(self) -> bool:
        """Whether the history of this seed is in the record already: its first consultancy is."""
        return self._reading().find(Consultancy, self.planned_offices()[0].id) is not None

    def holds(self, person: UUID, role: str, organisation: str | None) -> bool:
        """Whether a person holds a role already."""
        found = self._reading().find(Person, person)
        return found is not None and Grant(role, organisation) in found.grants

    def _calls_on_record(self, year: int) -> tuple[Batch, ...]:
        call = self._reading().find(PlanCall, plan_call_id(year))
        return call.batches if call else ()

    def _reading(self) -> Work:
        """A unit of work for looking only: nothing it touches is written."""
        work = Work(self.casework)
        work.begin(OFFICERS[0].capacity, on=None, backdated_because=None, correlation_id=self.dice.child("reading").uuid())
        return work

    # ---------------------------------------------------------------------------------------------------------------- people

    def officer(self, number: int) -> Capacity:
        """An officer of the bureau; neighbouring numbers are two persons."""
        return OFFICERS[number % len(OFFICERS)].capacity

    def approver(self, number: int) -> Capacity:
        """An approver of the bureau; neighbouring numbers are two persons."""
        return APPROVERS[number % len(APPROVERS)].capacity

    def district_officer(self, district: str) -> Capacity:
        """The officer of a district."""
        return self._district_officers[district]

    def learn(self, person: UUID, number: int) -> UUID:
        """Have a person entered in the directory under the made-up name of a number."""
        self.entries.append(Entry(str(person), fiction.person_name(number), fiction.phone(number)))
        return person

    @property
    def planned_experts(self) -> int:
        """How many experts this history has."""
        return max(FEWEST_EXPERTS, self.cases // VISITS)

    def planned_offices(self) -> list[Office]:
        """The consultancies this history has; ``offices`` lists those registered already."""
        found = []
        for number in range(max(FEWEST_CONSULTANCIES, self.cases // CLIENTS)):
            code = fiction.credit_code(fiction.Kind.CONSULTANCY, self.seed, number)
            person = self.dice.child("consultant", number).uuid()
            found.append(Office(consultancy_id(code), code, fiction.consultancy_name(number), person))
        return found

    def panel(self, dice: Dice, count: int, avoid: set[UUID]) -> list[Known]:
        """Experts without a tie to the organisations to avoid, nor among the experts to avoid; the first one knows every field."""
        first: list[Known] = []
        others: list[Known] = []
        place = dice.between(0, len(self.experts) - 1)
        for step in range(len(self.experts)):
            each = self.experts[(place + step) % len(self.experts)]
            if each.id in avoid or each.tie in avoid or each in first or each in others:
                continue
            if each.every_field and not first:
                first.append(each)
            elif len(others) < count - 1:
                others.append(each)
            if first and len(others) == count - 1:
                return first + others
        raise ValueError(f"no {count} experts without a tie")
