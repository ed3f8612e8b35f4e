"""Example notices of days off; the year and its days are fictional where nothing else is said."""

from __future__ import annotations

from datetime import date

from domain.calendar.events import Holiday, NoticeSource
from domain.calendar.holiday_notice import Days


def days_2027(*, holidays: tuple[Holiday, ...] | None = None, working_days: tuple[date, ...] = (date(2027, 2, 14),), **members: object) -> Days:
    """A notice for 2027 as it might be: 1 to 3 January off, a Spring Festival of seven days, one Sunday worked."""
    off = (
        Holiday("元旦", date(2027, 1, 1), date(2027, 1, 3)),
        Holiday("春节", date(2027, 2, 5), date(2027, 2, 11)),
    )
    written = {
        "year": 2027,
        "title": "示例：2027年部分节假日安排的通知",
        "issuer": "示例机关",
        "documents": (NoticeSource(number="示例〔2026〕1号", published_on=date(2026, 11, 5)),),
        "holidays": off if holidays is None else holidays,
        "working_days": working_days,
    }
    return Days(**(written | members))  # type: ignore[arg-type]
