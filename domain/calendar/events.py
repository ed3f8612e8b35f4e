"""工作日历的事件: notices of days off that the bureau enters itself."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import msgspec

from domain.fact import Fact, Open


class Holiday(msgspec.Struct, frozen=True):
    """放假安排: one holiday of a notice, weekends inside it included."""

    name: str
    from_on: date
    """First day off."""
    until_on: date
    """Last day off."""


class NoticeSource(msgspec.Struct, frozen=True):
    """通知来源: a document the days come from."""

    number: str | None = None
    """Issuing number, where it has one."""
    published_on: date | None = None
    source: str | None = None
    """Address of the text."""


class NoticeEntered(Fact, frozen=True, kw_only=True):
    """录入节假日安排: a year's notice as the bureau entered it; it holds before the one shipped (民法典 203)."""

    TOPIC: ClassVar[str] = "holiday-notice.Entered"

    year: Open[int]
    """Calendar year the notice is for."""
    edition: Open[int]
    """1 for the first notice entered for the year, one more for each that changes it."""
    title: Open[str]
    """Title as printed."""
    issuer: Open[str]
    """Who issued it."""
    documents: Open[tuple[NoticeSource, ...]]
    """Where the days come from; at least one with a number or an address."""
    holidays: Open[tuple[Holiday, ...]]
    """Days off."""
    working_days: Open[tuple[date, ...]]
    """Rest days that are worked (调休上班)."""
    amends: Open[str | None]
    """Why a notice entered before for the same year is changed."""
    digest: Open[str]
    """SHA-256 in hex over the days: the edition that deadlines keep."""
