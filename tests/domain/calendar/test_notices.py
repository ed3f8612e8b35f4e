"""The yearly notices are kept right: every day of nine years against two calendars made by others, and what a faulty notice says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import chinese_calendar
import holidays
import pytest

from domain.calendar.notice import DaysOff, Notice, NoticeDocument, notice_from, shipped_notices
from domain.calendar.working_days import Calendar, shipped_calendar
from domain.law.law_file import LawFileFault

if TYPE_CHECKING:
    from pathlib import Path

YEARS = range(2018, 2027)
DAYS = [date(2018, 1, 1) + timedelta(days=offset) for offset in range((date(2026, 12, 31) - date(2018, 1, 1)).days + 1)]


def notice(year: int, *off: date, worked: tuple[date, ...] = ()) -> Notice:
    days_off = tuple(DaysOff(name="示例假日", from_=day, to=day) for day in off)
    document = NoticeDocument(number=None, number_checked=False)
    return Notice(year=year, title="示例通知", issuer="示例机关", documents=(document,), days_off=days_off, working_days=worked)


def test_every_day_of_nine_years_agrees_with_chinesecalendar() -> None:
    calendar = shipped_calendar()
    assert [day for day in DAYS if calendar.is_working(day).working != chinese_calendar.is_workday(day)] == []


def test_every_day_of_nine_years_agrees_with_holidays() -> None:
    calendar, theirs = shipped_calendar(), holidays.country_holidays("CN", years=YEARS)
    assert [day for day in DAYS if calendar.is_working(day).working != theirs.is_working_day(day)] == []


def test_each_year_names_its_issuer_and_documents() -> None:
    assert [each.year for each in shipped_notices()] == list(YEARS)
    assert all(each.issuer == "国务院办公厅" and each.documents for each in shipped_notices())


def test_only_the_last_three_days_of_the_last_notice_are_provisional() -> None:
    calendar = shipped_calendar()
    assert [day for day in DAYS if calendar.is_working(day).provisional] == [date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31)]


def test_a_year_without_a_notice_is_provisional_and_knows_weekends_and_statutory_days_only() -> None:
    calendar = shipped_calendar()
    answers = {day: calendar.is_working(day) for day in (date(2027, 1, 1), date(2027, 2, 5), date(2027, 3, 6), date(2027, 3, 8))}
    assert all(answer.provisional and answer.awaits == (2027,) for answer in answers.values())
    assert [answer.working for answer in answers.values()] == [False, False, False, True]


def test_the_days_computed_ahead_agree_with_holidays() -> None:
    computed = {
        day
        for year in range(2027, 2037)
        for day, name in holidays.country_holidays("CN", years=year).items()
        if "observed" not in name and "substituted" not in name
    }
    calendar = shipped_calendar()
    days = [date(2027, 1, 1) + timedelta(days=offset) for offset in range((date(2036, 12, 31) - date(2027, 1, 1)).days + 1)]
    assert [day for day in days if calendar.is_working(day).working == (day in computed or day.weekday() > 4)] == []


def test_the_next_years_notice_decides_the_last_days_of_december() -> None:
    known = Calendar([notice(2026, date(2026, 1, 1))])
    both = known.with_notices([notice(2027, date(2026, 12, 31), date(2027, 1, 1))])
    assert known.is_working(date(2026, 12, 31)).working
    assert known.is_working(date(2026, 12, 31)).provisional
    assert not both.is_working(date(2026, 12, 31)).working
    assert not both.is_working(date(2026, 12, 31)).provisional


def test_an_entered_notice_wins_over_the_shipped_one() -> None:
    entered = notice(2026, date(2026, 3, 4))
    calendar = shipped_calendar().with_notices([entered])
    assert not calendar.is_working(date(2026, 3, 4)).working
    assert calendar.is_working(date(2026, 1, 1)).working
    assert calendar.editions[2026] == entered.digest
    assert calendar.editions[2025] == shipped_calendar().editions[2025]


def test_the_edition_follows_the_days_and_not_the_title() -> None:
    first, again = notice(2026, date(2026, 1, 1)), notice(2026, date(2026, 1, 1))
    assert first.digest == again.digest
    assert first.digest != notice(2026, date(2026, 1, 2)).digest
    assert first.digest != notice(2026, date(2026, 1, 1), worked=(date(2026, 1, 4),)).digest


FAULTY = {
    "a holiday of another year": "days_off: [{name: 元旦, from: 2025-01-01, to: 2025-01-01}]\nworking_days: []",
    "a weekday worked instead of a rest day": "days_off: [{name: 元旦, from: 2026-01-01, to: 2026-01-01}]\nworking_days: [2026-01-05]",
    "a day both off and worked": "days_off: [{name: 元旦, from: 2026-01-01, to: 2026-01-04}]\nworking_days: [2026-01-04]",
    "no day off": "days_off: []\nworking_days: []",
    "a holiday that ends before it starts": "days_off: [{name: 元旦, from: 2026-01-03, to: 2026-01-01}]\nworking_days: []",
    "an unknown key": "days_off: [{name: 元旦, from: 2026-01-01, to: 2026-01-01}]\nworking_days: []\nsurprise: 1",
    "a key written twice": "days_off: []\ndays_off: [{name: 元旦, from: 2026-01-01, to: 2026-01-01}]\nworking_days: []",
}


@pytest.mark.parametrize("days", FAULTY.values(), ids=FAULTY.keys())
def test_a_faulty_notice_is_refused_naming_its_file(days: str, tmp_path: Path) -> None:
    path = tmp_path / "2026.yaml"
    path.write_text(f"year: 2026\ntitle: 示例\nissuer: 示例机关\ndocuments: [{{number_checked: false}}]\n{days}\n")
    with pytest.raises(LawFileFault, match=r"2026\.yaml"):
        notice_from(path)
