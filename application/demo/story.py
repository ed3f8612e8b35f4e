"""一案: one case under way: whose it is, what was chosen for it, its dice and its moment; the phases are modules of their own."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from application.clock import SHENZHEN, business_day
from application.demo.agenda import Released, Step, Wait

if TYPE_CHECKING:
    from collections.abc import Generator
    from uuid import UUID

    from application.commands.command import Command
    from application.demo.agenda import Move
    from application.demo.choices import Choices
    from application.demo.dice import Dice
    from application.demo.world import Firm, Known, Office, World
    from domain.case.events.acceptance import Correction
    from domain.case.events.plan import PlanForm
    from domain.fact import Capacity
    from domain.law.rule_set import RuleSet

    Phase = Generator[Move, Any, bool]
    """A phase says whether the case goes on."""

OPENS, CLOSES = time(8, 45), time(17, 30)
"""Office hours in Shenzhen."""
LATEST = time(22, 0)
BRISK = 3
"""By how much a brisk case is faster."""


class Diary:
    """日记: the moment of one course; every step is later than the one before."""

    __slots__ = ("dice", "now", "world")

    def __init__(self, world: World, dice: Dice, now: datetime) -> None:
        self.world = world
        self.dice = dice
        self.now = now

    @property
    def today(self) -> date:
        """The day in Shenzhen."""
        return business_day(self.now)

    def soon(self) -> None:
        """Some minutes later."""
        self._go(self.now + timedelta(seconds=self.dice.between(90, 1_500)))

    def in_office(self, least: int, most: int) -> None:
        """So many days later, on the next working day, in office hours."""
        day = self.world.working_day(self.today + timedelta(days=self.dice.between(least, most)))
        moment = moment_of(day, OPENS, CLOSES, self.dice)
        if moment <= self.now:
            self.soon()
        else:
            self._go(moment)

    def any_day(self, least: int, most: int) -> None:
        """So many days later, rest day or not, until late in the evening."""
        self.on_day(self.today + timedelta(days=self.dice.between(least, most)))

    def on_day(self, day: date, since: time = OPENS, until: time = LATEST) -> None:
        """On that day, or as soon as may be where it has come already."""
        moment = moment_of(day, since, until, self.dice)
        if moment <= self.now:
            self.soon()
        else:
            self._go(moment)

    def asks(self, actor: Capacity, command: Command) -> Step:
        """A command of somebody, now."""
        return Step(self.now, command, actor)

    def _go(self, moment: datetime) -> None:
        self.now = moment.replace(microsecond=0)


def moment_of(day: date, since: time, until: time, dice: Dice) -> datetime:
    """A moment of that day in Shenzhen between two hours, in UTC."""
    first = since.hour * 3600 + since.minute * 60
    last = until.hour * 3600 + until.minute * 60
    midnight = datetime.combine(day, time(), tzinfo=SHENZHEN)
    return (midnight + timedelta(seconds=dice.between(first, last))).astimezone(UTC)


class Story(Diary):
    """一案: what the phases of one case share."""

    __slots__ = (
        "applied_on",
        "case_id",
        "choices",
        "corrections",
        "delivered_on",
        "district",
        "firm",
        "form",
        "former",
        "grade",
        "held_on",
        "last_day",
        "level",
        "lists",
        "mode",
        "number",
        "office",
        "outcome",
        "rules",
        "seats",
        "sheets",
        "vetoes",
    )

    applied_on: date
    last_day: date
    """Last day for the final papers."""
    level: str

    case_id: UUID
    form: PlanForm
    grade: tuple[str, str | None]
    """Result and grade that stand."""
    held_on: date
    delivered_on: date | None
    rules: RuleSet

    def __init__(self, world: World, firm: Firm, choices: Choices, dice: Dice, now: datetime, number: int) -> None:
        super().__init__(world, dice, now)
        self.firm = firm
        self.choices = choices
        self.number = number
        self.district = firm.district
        self.office: Office | None = None
        """The consultancy commissioned."""
        self.mode = "self"
        self.former: set[UUID] = set()
        """Consultancies commissioned before."""
        self.seats: list[Known] = []
        """Experts on the panel."""
        self.sheets: dict[UUID, Any] = {}
        """Expert to the total of the sheet that counts."""
        self.vetoes: tuple[str, ...] = ()
        """Vetoes the panel adopted."""
        self.corrections: tuple[Correction, ...] = ()
        self.lists: dict[str, UUID] = {}
        """Kind of list to the one the case stands on."""
        self.outcome = "open"

    @property
    def is_planned(self) -> bool:
        """Whether the plan is in the record."""
        return hasattr(self, "case_id")

    # ----------------------------------------------------------------------------------------------------------------- pace

    def in_office(self, least: int, most: int) -> None:
        """As for everybody; a brisk case waits less."""
        super().in_office(least, self._sooner(least, most))

    def any_day(self, least: int, most: int) -> None:
        """As for everybody; a brisk case waits less."""
        super().any_day(least, self._sooner(least, most))

    def _sooner(self, least: int, most: int) -> int:
        return least + (most - least) // BRISK if self.choices.brisk else most

    def hold(self, turn: str) -> None:
        """Wait for a turn that is to be taken shortly before the end of the history."""
        held = self.choices.held
        if held is not None and held[0] == turn:
            day = self.world.working_day(self.world.until - timedelta(days=held[1]))
            if day > self.today:
                self.on_day(day, OPENS, CLOSES)

    # --------------------------------------------------------------------------------------------------------------- persons

    @property
    def officer(self) -> Capacity:
        """The officer in charge."""
        return self.world.officer(self.number)

    @property
    def other_officer(self) -> Capacity:
        """An officer who has no part in the case."""
        return self.world.officer(self.number + 1)

    @property
    def approver(self) -> Capacity:
        """The approver in charge."""
        return self.world.approver(self.number)

    @property
    def district_officer(self) -> Capacity:
        """The officer of the case's district."""
        return self.world.district_officer(self.district)

    @property
    def signer(self) -> Capacity:
        """Who signs for the enterprise."""
        return self.firm.capacity()

    @property
    def filler(self) -> Capacity:
        """Who fills in: the consultancy's consultant where it files, else somebody of the enterprise."""
        if self.office is not None and self.choices.by_consultancy:
            return self.office.capacity(self.firm.id)
        return self.firm.capacity("enterprise-filler")

    @property
    def submitter(self) -> Capacity:
        """Who hands in what must be signed."""
        if self.office is not None and self.choices.by_consultancy:
            return self.office.capacity(self.firm.id)
        return self.signer

    # ---------------------------------------------------------------------------------------------------------------- waiting

    def wait(self, tray: str) -> Generator[Move, Any, UUID]:
        """Lie in a tray until a desk takes the case out; returns the list or batch it went on."""
        released: Released = yield Wait(tray, self.case_id)
        self.now = max(self.now, released.at)
        return released.by
