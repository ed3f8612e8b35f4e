"""工作日历的命令: the bureau enters a year's notice of days off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from application.commands.command import Command
from domain.calendar.events import Holiday, NoticeSource


@dataclass(frozen=True, kw_only=True, slots=True)
class EnterHolidayNotice(Command):
    """录入节假日安排: a year's notice with its days and its source; a year entered before needs ``amends`` (民法典 203)."""

    SUBJECT: ClassVar[str | None] = None

    year: int
    title: str
    issuer: str
    documents: tuple[NoticeSource, ...]
    holidays: tuple[Holiday, ...]
    working_days: tuple[date, ...]
    amends: str | None = None
