"""The case as the design page tells it (chapters 1, 2 and 5), kept as plain tables: what may be asked of whom, when, and what comes of it.

Written from that page and not from the code it is held against. Each act names who may ask, where the case must stand, what else
stands in the way (codes of refusals), and what it changes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

import chinese_calendar

if TYPE_CHECKING:
    from collections.abc import Callable

EXPERTS = 5
KNOWS = ({"industry"}, {"production"}, {"energy"}, {"industry", "energy"}, {"production"})
"""What each expert of the register is at home in; a panel needs all three fields."""
FIELDS = {"industry", "production", "energy"}
DISTRICTS = ("440305", "440306")
MILESTONES = ("Planned", "Registered", "Submitted", "Prechecked", "Accepted", "Revised", "Graded")
BEFORE_SUBMISSION = {"planned", "plan-returned", "plan-endorsed", "plan-reported", "plan-listed", "registered"}
FORMING = {"listed-for-acceptance", "panel-appointed", "visit-scheduled"}
SEATED = {"panel-appointed", "visit-scheduled"}
CLOSED = {"published", "precheck-failed", "declined", "withdrawn", "discontinued"}
LIST_READY = {"plan": "plan-reported", "acceptance": "prechecked", "results": "graded"}
PERSON = {"officer": "p1", "other-officer": "p2", "approver": "p3", "officer-as-approver": "p1"}
ORDER = "out-of-order"
ACCESS_OF_EXPERTS = timedelta(days=30)
"""Chapter 1: an expert sees the case until 30 days after the result (assumed)."""


@dataclass
class Seat:
    """Where one expert stands."""

    status: str = "invited"
    appointed: bool = False
    left_for: str = ""


@dataclass
class Sheet:
    """One expert's sheet."""

    number: int
    status: str = "open"
    total: Fraction = Fraction(0)


class Draft(NamedTuple):
    """A list that waits to be published."""

    kind: str
    version: int
    token: Any
    by: str
    """The person who drafted it."""


@dataclass
class Model:
    """What is known of the one case."""

    today: date
    state: str = "planned"
    version: int = 1
    milestones: list[str] = field(default_factory=lambda: ["Planned"])
    round: int = 0
    district: str = DISTRICTS[0]
    former: set[str] = field(default_factory=set)
    drafts: list[Draft] = field(default_factory=list)
    reply: dict[str, bool | None] | None = None
    adverse: tuple[str, str] | None = None
    heard: str | None = None
    seats: dict[int, Seat] = field(default_factory=dict)
    vacancies: set[int] = field(default_factory=set)
    recusals: set[int] = field(default_factory=set)
    sheets: list[tuple[int, Sheet]] = field(default_factory=list)
    visit_on: date | None = None
    opinion: bool = False
    signed: set[int] = field(default_factory=set)
    held_on: date | None = None
    delivered: bool = False
    score: Fraction | None = None
    fraud: bool = False
    last_day: date | None = None
    original_last_day: date | None = None
    extensions: int = 0
    lapsed: bool = False
    late_papers_kept: bool = False
    satisfied: bool = False
    compliance: bool = False
    violation: bool = False
    proposal: tuple[str, str | None, str] | None = None
    result: str | None = None
    grade: str | None = None
    deciders: set[str] = field(default_factory=set)
    standing_fraud: bool = False
    correction: str | None = None
    objections: dict[Any, bool] = field(default_factory=dict)
    ended_on: date | None = None
    """Day the result was published, or the case ended otherwise."""

    # ---------------------------------------------------------------------------------------------------------- who

    def sees(self, who: str) -> bool:
        """Chapter 1: who may know of the case."""
        if who.startswith("expert"):
            seat = self.seats.get(int(who[-1]))
            over = self.ended_on is not None and self.today > self.ended_on + ACCESS_OF_EXPERTS
            return seat is not None and seat.status != "left" and not over
        if who.startswith("district"):
            return who[-6:] in {self.district, *self.former}
        if who == "public":
            return self.state == "published"
        return who in {"officer", "other-officer", "approver", "officer-as-approver", "auditor", "clock", "filler", "signer"}

    @property
    def deciding_district(self) -> str:
        """The officer of the district that decides."""
        return f"district-{self.district}"

    # -------------------------------------------------------------------------------------------------------- panel

    @property
    def sitting(self) -> list[int]:
        """Experts on the appointed panel."""
        return [each for each, seat in self.seats.items() if seat.appointed]

    def short(self, panel: list[int]) -> list[str]:
        """What a panel lacks (20(3))."""
        known = set().union(*(KNOWS[each] for each in panel)) if panel else set()
        return [*(["too-few-experts"] if len(panel) < 3 else []), *(["field-not-covered"] if known != FIELDS else [])]

    def sheet_of(self, expert: int) -> Sheet | None:
        """The expert's last sheet."""
        return next((sheet for owner, sheet in reversed(self.sheets) if owner == expert), None)

    def ever_locked(self) -> bool:
        """A sheet was locked, whatever became of it."""
        return any(sheet.total for _, sheet in self.sheets)

    def leaves(self, expert: int, cause: str) -> None:
        """The expert's place is free, the sheet void."""
        seat = self.seats[expert]
        if seat.appointed:
            self.vacancies.add(expert)
        self.seats[expert] = Seat("left", left_for=cause)
        self.recusals.discard(expert)
        for owner, sheet in self.sheets:
            if owner == expert:
                sheet.status = "void"

    # ------------------------------------------------------------------------------------------------------- result

    def judged(self) -> tuple[str, str | None]:
        """22, 23: a veto fails, below 60 fails, from 75 on excellent."""
        if self.score is None or self.fraud or self.violation or self.score < 60:
            return "fail", None
        return "pass", "excellent" if self.score >= 75 else "good"

    def final_papers(self) -> list[str]:
        """21: a pass needs final papers found in order, or a lapse."""
        if self.state == "revised":
            return [] if self.satisfied else ["final-papers-not-reviewed"]
        return [] if self.lapsed else ["final-papers-missing"]

    # -------------------------------------------------------------------------------------------------------- moves

    def reach(self, milestone: str, state: str) -> None:
        """A milestone; a further round keeps its place."""
        if milestone not in self.milestones:
            self.milestones.append(milestone)
        self.state = state

    def drop(self, act: str) -> None:
        """A proposal came to nothing."""
        if self.adverse is not None and self.adverse[0] == act:
            self.adverse = self.heard = None

    def in_order(self, states: set[str]) -> list[str]:
        """Where the case must stand."""
        if self.state in states:
            return []
        return ["case-closed" if self.state in CLOSED else ORDER]


def month_after(day: date) -> date:
    """民法典 202: the corresponding day of the next month, or its last one."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    for number in range(day.day, 27, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    return date(year, month, day.day)


def working(day: date) -> date:
    """民法典 203: a rest day moves to the next working day, by somebody else's calendar."""
    while not chinese_calendar.is_workday(day):
        day += timedelta(days=1)
    return day


class Ask(NamedTuple):
    """Who asks, and what was chosen for the asking."""

    who: str
    expert: int
    flag: bool
    dice: int

    @property
    def person(self) -> str:
        """The person behind the capacity."""
        return PERSON.get(self.who, self.who)


class Act(NamedTuple):
    """One act: who may, what stands in the way (checked in turn: the first that finds something), what it changes."""

    who: Callable[[Model, Ask], set[str]]
    faults: tuple[Callable[[Model, Ask], list[str]], ...]
    effect: Callable[[Model, Ask], None]
    of_case: bool = True
    moves: bool = True
    """It adds one fact to the case's own stream."""


BUREAU = {"officer", "other-officer", "approver", "officer-as-approver"}
OFFICERS = {"officer", "other-officer"}
APPROVERS = {"approver", "officer-as-approver"}
ENTERPRISE = {"filler", "signer"}


def by(*names: str) -> Callable[[Model, Ask], set[str]]:
    """Always these."""
    return lambda _m, _a: set(names)


def at(*states: str) -> Callable[[Model, Ask], list[str]]:
    """The case stands at one of these."""
    return lambda m, _a: m.in_order(set(states))


def the_district(m: Model, _a: Ask) -> set[str]:
    """The officers of the district that decides."""
    return {m.deciding_district}


def expert_or_officer(_m: Model, a: Ask) -> set[str]:
    """The expert concerned speaks, or the bureau."""
    return {f"expert-{a.expert}", *OFFICERS}


def seated(m: Model, _a: Ask) -> set[str]:
    """Whoever confirmed a seat."""
    return {f"expert-{each}" for each, seat in m.seats.items() if seat.status == "confirmed"}


def on_the_panel(m: Model, _a: Ask) -> set[str]:
    """Whoever confirmed and was appointed."""
    return {f"expert-{each}" for each, seat in m.seats.items() if seat.status == "confirmed" and seat.appointed}


def own_sheet(m: Model, a: Ask) -> set[str]:
    """The expert of the sheet, while seated."""
    return seated(m, a) & ({f"expert-{a.expert}"} if m.sheet_of(a.expert) else set())


def when(condition: Callable[[Model, Ask], bool], code: str) -> Callable[[Model, Ask], list[str]]:
    """One thing that stands in the way."""
    return lambda m, a: [code] if condition(m, a) else []


def second_person(proposer: Callable[[Model], str]) -> Callable[[Model, Ask], list[str]]:
    """Who proposed does not decide; persons are compared."""
    return when(lambda m, a: proposer(m) == a.person, "proposer-cannot-decide")


def adverse_decided(act: str) -> tuple[Callable[[Model, Ask], list[str]], ...]:
    """An adverse act: proposed, by somebody else, the enterprise heard."""
    return (
        when(lambda m, _a: m.adverse is None or m.adverse[0] != act, "nothing-proposed"),
        second_person(lambda m: m.adverse[1] if m.adverse else ""),
        when(lambda m, _a: m.heard != act, "enterprise-not-heard"),
    )
