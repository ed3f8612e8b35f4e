"""Deadlines against an oracle that walks day by day, knows no arithmetic of months, and takes rest days from somebody else's calendar."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar.deadline import StartFact, reapplication_window, revision_deadline
from domain.calendar.periods import add_months, add_years, clears_on, completed, count_working_days, look_back, working_day_end
from domain.calendar.working_days import shipped_calendar
from domain.law.rulebook import rule_set

COVERED = st.dates(date(2018, 1, 1), date(2026, 10, 31))
LONG = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def next_day(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def walked(start: date, months: int) -> date:
    """Walk into the month that is ``months`` later; stop on the day of the same number, or on the last day before the month is over."""
    day, turned = start, 0
    while True:
        following = next_day(day)
        if turned == months and (day.day == start.day or following.day == 1):
            return day
        turned += following.day == 1
        day = following


def walked_to_a_working_day(day: date) -> date:
    while not chinese_calendar.is_workday(day):
        day = next_day(day)
    return day


@given(held=COVERED, later=st.integers(0, 20))
def test_the_month_for_final_papers_ends_where_a_walk_ends(held: date, later: int) -> None:
    delivered = min(held + timedelta(days=later), date(2026, 10, 31))
    deadline = revision_deadline((StartFact("held", held), StartFact("opinion-delivered", delivered)), rule_set("sz-2025-5"), shipped_calendar())
    assert deadline.nominal_day == walked(delivered, 1)
    assert deadline.last_day == walked_to_a_working_day(walked(delivered, 1))
    assert not deadline.provisional
    assert deadline.steps[-1].day == deadline.last_day


@given(start=LONG, months=st.integers(1, 130))
def test_months_end_where_a_walk_ends(start: date, months: int) -> None:
    assert add_months(start, months) == walked(start, months)


@given(passed=LONG)
def test_five_years_end_where_a_walk_ends_whatever_the_day_of_the_week(passed: date) -> None:
    window = reapplication_window(passed, rule_set("sz-2025-5"))
    assert window.last_day == walked(passed, 60)
    assert window.first_day == next_day(walked(passed, 60))


@given(reference=LONG, years=st.integers(1, 6))
def test_a_look_back_starts_on_the_latest_day_that_has_the_same_number_or_the_months_last_before_it(reference: date, years: int) -> None:
    first = look_back(reference, years)
    assert (first.year, first.month) == (reference.year - years, reference.month)
    assert first.day == reference.day or (first.day < reference.day and next_day(first).day == 1)


@given(recorded=LONG, years=st.integers(1, 3))
def test_a_record_clears_on_the_first_day_its_look_back_misses_it(recorded: date, years: int) -> None:
    day = recorded
    while look_back(day, years) <= recorded:
        day = next_day(day)
    assert clears_on(recorded, years) == day


@given(since=LONG, years=st.integers(1, 5), offset=st.integers(-3, 3))
def test_years_are_complete_on_the_corresponding_day_and_not_before(since: date, years: int, offset: int) -> None:
    on = walked(since, 12 * years) + timedelta(days=offset)
    assert completed(since, years, on) == (offset >= 0)


@given(start=st.dates(date(2018, 1, 1), date(2026, 8, 31)), count=st.integers(1, 30), first_counts=st.booleans())
def test_working_days_end_where_a_count_on_fingers_ends(start: date, count: int, first_counts: bool) -> None:  # noqa: FBT001  hypothesis fills it
    day, left = (start if first_counts else next_day(start)), count
    while True:
        left -= chinese_calendar.is_workday(day)
        if left == 0:
            break
        day = next_day(day)
    end = working_day_end(start, count, shipped_calendar(), first_counts=first_counts)
    assert end.day == day
    assert count_working_days(start if first_counts else next_day(start), end.day, shipped_calendar()) == count


def test_the_oracle_tells_a_wrong_month_from_a_right_one() -> None:
    """The control: a day later or a month of thirty days would be found."""
    assert walked(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert walked(date(2026, 1, 31), 1) != date(2026, 1, 31) + timedelta(days=30)
    assert add_years(date(2024, 2, 29), 5) != walked(date(2024, 3, 1), 60)
