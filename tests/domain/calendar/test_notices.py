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


EDITIONS = {
    2018: "5d9dc5ea0db47672b3ee04307d662550e2db482a94e5212176d0297c898fca9c",
    2019: "19bd1eb8d593def08b9e056088b100963920f39afca37e154ea6ff4e203111b9",
    2020: "f8d4addde604b2f1b8d2996520b3697736be8368a2bd75f882985f44bf97e2a9",
    2021: "b3c6ba46d73a17e7c6bc8e5f8fa0b99fc0a3b665bcd60214d7d6a3d75633d3d0",
    2022: "049741d215a881e7893dc25cab70eb31ae00aa4d7c9a26cf1f5d379cb909f2d3",
    2023: "a1d2aacbaf967319f30c266d5077c8453daba4338baa3696f070796846256791",
    2024: "e5159e4efa12a5f01cd81aa2ca1f006603c096327c25a5ac2fa71cc24be5864a",
    2025: "8b282fd16bbe039c914bb5fdf0500ec1ab9b964e74f4d3d7e15558b76ecd9830",
    2026: "1e1e1f9310d8c2a71f7b0d019b239380b92145f409d438bdd2777a25a76118c0",
}
"""Editions that deadlines already keep. A notice that is changed later is entered by the bureau; the shipped file stays as it is."""


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


def test_a_shipped_year_is_never_changed_silently() -> None:
    assert {year: digest for year, digest in shipped_calendar().editions.items() if year in EDITIONS} == EDITIONS


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
