"""录入通知: a year's notice of days off, entered by the bureau and checked day by day before it moves a deadline (民法典 203)."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

import msgspec

from domain.aggregate import Aggregate
from domain.calendar.events import Holiday, NoticeEntered, NoticeSource
from domain.calendar.notice import SATURDAY, DaysOff, Notice, NoticeDocument, at_the_end_of_the_year
from domain.law.citation import Citation
from domain.law.refusal import Refusal, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.calendar.working_days import Calendar
    from domain.fact import Stamp
    from domain.law.refusal import Refused

HOLIDAY_NOTICES = UUID("5f0f4f7c-7a0b-4a5d-8d4e-2b8f4f0f3c11")
LONGEST_HOLIDAY = 31
"""Days; more is a slip of the pen."""
FIRST_YEAR = 2008
"""Before it the statute's days were others, and no case reaches back so far."""
YEARS_AHEAD = 5
"""How far ahead of the present a notice may be entered."""

ARTICLE = Citation("民法典", "203")
"""A last day that is a rest day moves to the day after it: which days those are the notice says."""

SOURCE_MISSING = Refusal("notice-source-missing", "通知没有来源。", "请填写文号或网址。")
TITLE_MISSING = Refusal("notice-title-missing", "通知的标题或发布机关未填写。", "请照通知填写标题和发布机关。")
YEAR_OUT_OF_RANGE = Refusal("notice-year-out-of-range", "{year} 年的通知不能录入，年份须在 {first} 至 {last} 之间。", "请核对年份。")
YEAR_ENTERED = Refusal("notice-year-entered", "{year} 年的通知已经录入。", "国务院改变安排的，请写明修改事由后再录入。")
NOTICE_KNOWN = Refusal("notice-already-holds", "{year} 年的安排与现行日历完全一致。", "无需录入。")
NO_HOLIDAY = Refusal("notice-without-holidays", "通知没有任何放假日。", "请照通知填写放假安排。")
HOLIDAY_UNNAMED = Refusal("notice-holiday-unnamed", "第 {place} 个假期没有名称。", "请照通知填写节日名称。")
HOLIDAY_BACKWARDS = Refusal("notice-holiday-backwards", "{name}放假的最后一日 {until_on} 早于第一日 {from_on}。", "请核对日期。")
HOLIDAY_TOO_LONG = Refusal("notice-holiday-too-long", "{name}放假 {days} 日，超过 {most} 日。", "请核对日期。")
DAY_OF_ANOTHER_YEAR = Refusal("notice-day-of-another-year", "{day} 不属于 {year} 年的通知。", "请核对日期；年前只可涉及 12 月 29 日至 31 日。")
DAY_OFF_TWICE = Refusal("notice-day-off-twice", "{day} 在两个假期中重复。", "请核对放假安排。")
WORKED_TWICE = Refusal("notice-day-worked-twice", "{day} 作为上班日重复。", "请删除重复的一天。")
OFF_AND_WORKED = Refusal("notice-day-off-and-worked", "{day} 既放假又上班，通知自相矛盾。", "请核对放假安排和上班日。")
MAKE_UP_ON_A_WEEKDAY = Refusal(
    "notice-make-up-on-a-weekday", "{day} 不是周六或周日，本来就上班，不能作为调休上班日。", "调休上班日只能是周六或周日，请核对日期。"
)


class HolidayNotice(Aggregate):
    """节假日安排通知: what the bureau entered for one calendar year; the last entry holds."""

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(aggregate_id)
        self.entered: NoticeEntered | None = None

    @property
    def notice(self) -> Notice | None:
        """The notice that holds, as the calendar reads it."""
        return None if self.entered is None else as_notice(self.entered)


class Days(msgspec.Struct, frozen=True, kw_only=True):
    """通知内容: what is entered; the members are those of ``NoticeEntered``."""

    year: int
    title: str
    issuer: str
    documents: tuple[NoticeSource, ...]
    holidays: tuple[Holiday, ...]
    working_days: tuple[date, ...]


def holiday_notice_id(year: int) -> UUID:
    """Id of the notices of a calendar year."""
    return uuid5(HOLIDAY_NOTICES, str(year))


def years_of_notices(on: date) -> range:
    """Years for which a notice may have been entered by that day."""
    return range(FIRST_YEAR, on.year + YEARS_AHEAD + 1)


def enter(known: HolidayNotice, days: Days, *, amends: str | None, calendar: Calendar, on: date) -> None:
    """录入: every fault is named with its place; nothing is entered while there is one (民法典 203)."""
    refuse(_faults(days, on))
    if known.entered is not None and not (amends or "").strip():
        raise YEAR_ENTERED(ARTICLE, field="year", year=days.year)
    fresh = _notice(days)
    holds = calendar.notice(days.year)
    if holds is not None and holds.digest == fresh.digest:
        raise NOTICE_KNOWN(ARTICLE, field="year", year=days.year)
    known.record(
        NoticeEntered(
            edition=1 if known.entered is None else known.entered.edition + 1,
            amends=(amends or "").strip() or None,
            digest=fresh.digest,
            **msgspec.structs.asdict(days),
        )
    )


def as_notice(fact: NoticeEntered) -> Notice:
    """The fact as the calendar reads it."""
    return _notice(Days(**{name: getattr(fact, name) for name in Days.__struct_fields__}))


def _notice(days: Days) -> Notice:
    return Notice(
        year=days.year,
        title=days.title,
        issuer=days.issuer,
        documents=tuple(
            NoticeDocument(number=each.number, number_checked=False, published_on=each.published_on, source=each.source or "")
            for each in days.documents
        ),
        days_off=tuple(DaysOff(name=each.name, from_=each.from_on, to=each.until_on) for each in days.holidays),
        working_days=days.working_days,
    )


def _faults(days: Days, on: date) -> Iterator[Refused]:
    years = years_of_notices(on)
    if days.year not in years:
        yield YEAR_OUT_OF_RANGE(ARTICLE, field="year", year=days.year, first=years[0], last=years[-1])
    for name in ("title", "issuer"):
        if not getattr(days, name).strip():
            yield TITLE_MISSING(ARTICLE, field=name)
    if not any((each.number or "").strip() or (each.source or "").strip() for each in days.documents):
        yield SOURCE_MISSING(ARTICLE, field="documents")
    if not days.holidays:
        yield NO_HOLIDAY(ARTICLE, field="holidays")
    yield from _faulty_holidays(days)
    yield from _faulty_working_days(days)


def _faulty_holidays(days: Days) -> Iterator[Refused]:
    taken: set[date] = set()
    for place, each in enumerate(days.holidays):
        field = f"holidays.{place}"
        if not each.name.strip():
            yield HOLIDAY_UNNAMED(ARTICLE, field=f"{field}.name", place=place + 1)
        length = (each.until_on - each.from_on).days + 1
        if length < 1:
            yield HOLIDAY_BACKWARDS(ARTICLE, field=f"{field}.until_on", name=each.name, from_on=each.from_on, until_on=each.until_on)
        elif length > LONGEST_HOLIDAY:
            yield HOLIDAY_TOO_LONG(ARTICLE, field=f"{field}.until_on", name=each.name, days=length, most=LONGEST_HOLIDAY)
        else:
            off = _days_off(each)
            for at, edge in (("from_on", each.from_on), ("until_on", each.until_on)):
                if not _may_speak_of(days.year, edge):
                    yield DAY_OF_ANOTHER_YEAR(ARTICLE, field=f"{field}.{at}", day=edge, year=days.year)
            for day in sorted(taken.intersection(off)):
                yield DAY_OFF_TWICE(ARTICLE, field=field, day=day)
            taken.update(off)


def _faulty_working_days(days: Days) -> Iterator[Refused]:
    off = {day for each in days.holidays if (each.until_on - each.from_on).days < LONGEST_HOLIDAY for day in _days_off(each)}
    seen: Counter[date] = Counter()
    for place, day in enumerate(days.working_days):
        field = f"working_days.{place}"
        seen[day] += 1
        if not _may_speak_of(days.year, day):
            yield DAY_OF_ANOTHER_YEAR(ARTICLE, field=field, day=day, year=days.year)
        if seen[day] > 1:
            yield WORKED_TWICE(ARTICLE, field=field, day=day)
        if day in off:
            yield OFF_AND_WORKED(ARTICLE, field=field, day=day)
        if day.weekday() < SATURDAY:
            yield MAKE_UP_ON_A_WEEKDAY(ARTICLE, field=field, day=day)


def _days_off(holiday: Holiday) -> frozenset[date]:
    return frozenset(holiday.from_on + timedelta(days=offset) for offset in range((holiday.until_on - holiday.from_on).days + 1))


def _may_speak_of(year: int, day: date) -> bool:
    return day.year == year or (day.year == year - 1 and at_the_end_of_the_year(day))


@HolidayNotice.evolves(NoticeEntered)
def _entered(known: HolidayNotice, fact: NoticeEntered, stamp: Stamp) -> None:
    known.entered = fact
