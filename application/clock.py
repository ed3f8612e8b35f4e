"""时钟: the only place that asks what time it is. Below it time is an argument."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

SHENZHEN = ZoneInfo("Asia/Shanghai")
"""深圳时间: the zone in which days begin and end."""


class Clock(Protocol):
    """时钟: says the present instant, in UTC."""

    def now(self) -> datetime:
        """The present instant, with its zone."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant in UTC."""
        return datetime.now(UTC)


class SetClock:
    """A clock that shows what it was set to: for histories made under a simulated day, and for tests."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """The moment it was set to."""
        return self.moment


def business_day(moment: datetime) -> date:
    """The day in Shenzhen on which a moment falls; a paper is in time until 24:00 of the last one."""
    return moment.astimezone(SHENZHEN).date()
