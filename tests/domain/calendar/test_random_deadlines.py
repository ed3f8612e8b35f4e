"""Random starts, rules and notices against an oracle that walks day by day on a calendar of its own: a set of rest days, nothing more."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from domain.calendar.deadline import (
    Deadline,
    StartFact,
    Term,
    extended,
    notice_deadline,
    objection_deadline,
    publication_deadline,
    reapplication_window,
    recalculated,
    revision_deadline,
)
from domain.calendar.notice import DaysOff, Notice, NoticeDocument
from domain.calendar.working_days import Calendar
from domain.law.rulebook import rule_set
from tests.domain.calendar.test_oracle import next_day, walked

if TYPE_CHECKING:
    from collections.abc import Iterator

RULES = rule_set("sz-2025-5")
FIRST, LAST = 2025, 2033
CHUNKS = 10
ONE_MONTH, FIVE_YEARS = 1, 60


class Wall:
    """A calendar on the wall: rest days crossed out, and the years for which somebody has brought it up to date."""

    def __init__(self, chance: random.Random) -> None:
        self.rest = {day for day in days(date(FIRST - 1, 12, 1), date(LAST + 1, 1, 31)) if day.weekday() > 4}
        self.years = list(range(FIRST, LAST + 1))
        self.notices = [self._notice(year, chance) for year in self.years]

    def _notice(self, year: int, chance: random.Random) -> Notice:
        off: list[DaysOff] = []
        day = date(year - 1, 12, 29) + timedelta(days=chance.randrange(6))
        while day.year <= year and len(off) < 8:
            end = min(day + timedelta(days=chance.randrange(9)), date(year, 12, 31))
            off.append(DaysOff(name="示例", from_=day, to=end))
            day = end + timedelta(days=chance.randrange(2, 70))
        named = {each for holiday in off for each in holiday.days()}
        weekends = [each for each in days(date(year, 1, 1), date(year, 12, 31)) if each.weekday() > 4 and each not in named]
        worked = tuple(sorted(chance.sample(weekends, chance.randrange(9))))
        self.rest |= named
        self.rest -= set(worked)
        return Notice(
            year=year, title="示例", issuer="示例", documents=(NoticeDocument(number_checked=False),), days_off=tuple(off), working_days=worked
        )

    def next_worked(self, day: date) -> date:
        while day in self.rest:
            day = next_day(day)
        return day

    def after_worked_days(self, day: date, count: int) -> date:
        """The day on which so many worked days have been seen, ``day`` itself being looked at first."""
        while True:
            count -= day not in self.rest
            if count == 0:
                return day
            day = next_day(day)


def days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day = next_day(day)


def figure(path: str) -> int:
    """The oracle's only question to the rules: how long."""
    return RULES.integer(path)


def disagreement(wall: Wall, calendar: Calendar, chance: random.Random) -> str | None:
    """One random case by both; what differs, or nothing."""
    start = date(FIRST, 5, 1) + timedelta(days=chance.randrange((LAST - FIRST - 2) * 365))
    rule = chance.choice(("revision", "extension", "publication", "notice", "objection", "reapplication"))
    found, expected = BY_RULE[rule](start, wall, calendar, chance)
    return None if found == expected else f"{rule} from {start}: {found}, by the wall {expected}"


def revision(start: date, wall: Wall, calendar: Calendar, chance: random.Random) -> tuple[date, date]:
    held = start - timedelta(days=chance.randrange(15))
    return _month(held, start, calendar).last_day, wall.next_worked(walked(start, ONE_MONTH))


def extension(start: date, wall: Wall, calendar: Calendar, chance: random.Random) -> tuple[date, date]:
    original, count = _month(start, start, calendar), chance.randrange(1, 40)
    found = extended(original, Term(count, "days"), calendar)
    return found.last_day, wall.next_worked(wall.next_worked(walked(start, ONE_MONTH)) + timedelta(days=count))


def publication(start: date, wall: Wall, calendar: Calendar, _chance: random.Random) -> tuple[date, date]:
    return publication_deadline(start, RULES, calendar).last_day, wall.after_worked_days(next_day(start), figure("publication/working-days"))


def notice(start: date, wall: Wall, calendar: Calendar, _chance: random.Random) -> tuple[date, date]:
    return notice_deadline(start, RULES, calendar).last_day, wall.after_worked_days(start, figure("publication/notice-working-days"))


def objection(start: date, wall: Wall, calendar: Calendar, _chance: random.Random) -> tuple[date, date]:
    return objection_deadline(start, RULES, calendar).last_day, wall.after_worked_days(start, figure("objection/working-days"))


def reapplication(start: date, _wall: Wall, _calendar: Calendar, _chance: random.Random) -> tuple[date, date]:
    return reapplication_window(start, RULES).first_day, next_day(walked(start, FIVE_YEARS))


BY_RULE = {each.__name__: each for each in (revision, extension, publication, notice, objection, reapplication)}


def _month(held: date, delivered: date, calendar: Calendar) -> Deadline:
    return revision_deadline((StartFact("held", held), StartFact("opinion-delivered", delivered)), RULES, calendar)


def disagreements(seed: int, cases: int) -> list[str]:
    chance = random.Random(seed)
    found: list[str] = []
    for _ in range(cases // 100):
        wall = Wall(chance)
        calendar = Calendar(wall.notices)
        found += filter(None, (disagreement(wall, calendar, chance) for _ in range(100)))
    return found


def test_a_thousand_random_deadlines_agree_with_a_walk() -> None:
    assert disagreements(seed=1, cases=1_000) == []


@pytest.mark.drill
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_twenty_thousand_random_deadlines_agree_with_a_walk(chunk: int) -> None:
    assert disagreements(seed=100 + chunk, cases=20_000 // CHUNKS) == []


@pytest.mark.long
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_half_a_million_random_deadlines_agree_with_a_walk(chunk: int) -> None:
    assert disagreements(seed=1_000 + chunk, cases=500_000 // CHUNKS) == []


def test_a_notice_that_comes_late_never_shortens_what_was_shown_and_ends_where_the_walk_ends_or_later() -> None:
    chance = random.Random(7)
    for _ in range(30):
        wall = Wall(chance)
        whole = Calendar(wall.notices)
        for _ in range(30):
            start = date(FIRST, 5, 1) + timedelta(days=chance.randrange((LAST - FIRST - 2) * 365))
            missing = chance.choice((start.year, start.year + 1))
            shown = _month(start, start, Calendar(each for each in wall.notices if each.year != missing))
            again = recalculated(shown, whole)
            assert again.computed_day == wall.next_worked(walked(start, ONE_MONTH))
            assert again.last_day == max(shown.last_day, again.computed_day)
            assert not again.provisional


def test_a_walk_that_crosses_out_one_more_day_disagrees() -> None:
    """The control: one rest day more on the wall than in the notices is found."""
    chance = random.Random(3)
    wall = Wall(chance)
    calendar = Calendar(wall.notices)
    worked = [day for day in days(date(FIRST, 5, 1), date(LAST - 2, 1, 1)) if day not in wall.rest]
    wall.rest |= set(worked[::5])
    assert any(disagreement(wall, calendar, chance) for _ in range(200))
