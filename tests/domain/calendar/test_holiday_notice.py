"""A notice the bureau enters is checked day by day, and every fault is named with its place."""

from __future__ import annotations

from datetime import date

import pytest

from domain.calendar.events import Holiday, NoticeEntered, NoticeSource
from domain.calendar.holiday_notice import Days, HolidayNotice, as_notice, enter
from domain.calendar.working_days import Calendar, shipped_calendar
from tests.examples.calendar import days_2027
from tests.scenario import Scenario, given

NOVEMBER = date(2026, 11, 5)


def entering(
    days: Days, *history: NoticeEntered, amends: str | None = None, calendar: Calendar | None = None, on: date = NOVEMBER
) -> Scenario[HolidayNotice]:
    found = calendar or shipped_calendar().with_notices(as_notice(each) for each in history)
    return given(HolidayNotice, *history).when(lambda known: enter(known, days, amends=amends, calendar=found, on=on), on=on)


def entered(days: Days) -> NoticeEntered:
    aggregate = entering(days).then_recorded(NoticeEntered)
    assert aggregate.entered is not None
    return aggregate.entered


def test_a_notice_is_entered_and_the_calendar_of_its_year_is_no_longer_provisional() -> None:
    fact = entered(days_2027())
    calendar = shipped_calendar().with_notices([as_notice(fact)])
    assert fact.edition == 1
    assert calendar.editions[2027] == fact.digest
    assert calendar.is_working(date(2027, 2, 14)).working
    assert not calendar.is_working(date(2027, 2, 8)).working
    assert not calendar.is_working(date(2027, 3, 1)).provisional


def test_a_notice_for_a_year_that_is_shipped_may_say_otherwise() -> None:
    documents = (NoticeSource(source="https://notice.example/2026"),)
    days = days_2027(year=2026, holidays=(Holiday("示例", date(2026, 12, 1), date(2026, 12, 1)),), working_days=(), documents=documents)
    entering(days).then_recorded(NoticeEntered, year=2026, edition=1)


def test_a_year_entered_twice_is_refused() -> None:
    later = days_2027(working_days=())
    entering(later, entered(days_2027())).then_refused("民法典 203", code="notice-year-entered")


def test_a_year_is_entered_again_where_the_state_council_changed_it() -> None:
    changed = entering(days_2027(working_days=()), entered(days_2027()), amends="示例：国务院延长春节假期")
    changed.then_recorded(NoticeEntered, edition=2, amends="示例：国务院延长春节假期")


def test_days_that_hold_already_are_refused() -> None:
    entering(days_2027(), entered(days_2027()), amends="示例").then_refused("民法典 203", code="notice-already-holds")


FAULTS = [
    ("no source", {"documents": ()}, "notice-source-missing", "documents"),
    ("a source without number and address", {"documents": (NoticeSource(),)}, "notice-source-missing", "documents"),
    ("no title", {"title": " "}, "notice-title-missing", "title"),
    ("no issuer", {"issuer": ""}, "notice-title-missing", "issuer"),
    ("a year long past", {"year": 1999}, "notice-year-out-of-range", "year"),
    ("a year far ahead", {"year": 2050}, "notice-year-out-of-range", "year"),
    ("no holiday", {"holidays": ()}, "notice-without-holidays", "holidays"),
    ("a holiday without a name", {"holidays": (Holiday("", date(2027, 1, 1), date(2027, 1, 1)),)}, "notice-holiday-unnamed", "holidays.0.name"),
    (
        "a holiday that ends before it starts",
        {"holidays": (Holiday("元旦", date(2027, 1, 3), date(2027, 1, 1)),)},
        "notice-holiday-backwards",
        "holidays.0.until_on",
    ),
    (
        "a holiday of two months",
        {"holidays": (Holiday("元旦", date(2027, 1, 1), date(2027, 3, 1)),)},
        "notice-holiday-too-long",
        "holidays.0.until_on",
    ),
    (
        "a holiday of another year",
        {"holidays": (Holiday("元旦", date(2026, 1, 1), date(2026, 1, 1)),)},
        "notice-day-of-another-year",
        "holidays.0.from_on",
    ),
    (
        "a holiday that starts before 29 December",
        {"holidays": (Holiday("元旦", date(2026, 12, 28), date(2027, 1, 1)),)},
        "notice-day-of-another-year",
        "holidays.0.from_on",
    ),
    (
        "two holidays over one day",
        {"holidays": (Holiday("元旦", date(2027, 1, 1), date(2027, 1, 3)), Holiday("示例", date(2027, 1, 3), date(2027, 1, 4)))},
        "notice-day-off-twice",
        "holidays.1",
    ),
    ("a Wednesday worked instead of a rest day", {"working_days": (date(2027, 1, 6),)}, "notice-make-up-on-a-weekday", "working_days.0"),
    ("a day worked twice", {"working_days": (date(2027, 2, 14), date(2027, 2, 14))}, "notice-day-worked-twice", "working_days.1"),
    ("a day both off and worked", {"working_days": (date(2027, 2, 14), date(2027, 2, 7))}, "notice-day-off-and-worked", "working_days.1"),
    ("a day worked in another year", {"working_days": (date(2028, 1, 2),)}, "notice-day-of-another-year", "working_days.0"),
]


@pytest.mark.parametrize(("members", "code", "field"), [pytest.param(*each[1:], id=each[0]) for each in FAULTS])
def test_a_faulty_notice_is_refused_at_its_place(members: dict[str, object], code: str, field: str) -> None:
    refused = entering(days_2027(**members)).then_refused("民法典 203", code=code)  # type: ignore[arg-type]
    assert field in {each.field for each in refused.every}


def test_all_faults_are_named_at_once() -> None:
    refused = entering(days_2027(title="", documents=(), working_days=(date(2027, 1, 6),))).then_refused("民法典 203")
    assert {each.code for each in refused.every} == {"notice-title-missing", "notice-source-missing", "notice-make-up-on-a-weekday"}


def test_a_notice_may_speak_of_the_last_days_of_the_year_before() -> None:
    holidays = (Holiday("元旦", date(2026, 12, 31), date(2027, 1, 2)),)
    entering(days_2027(holidays=holidays)).then_recorded(NoticeEntered, year=2027)
