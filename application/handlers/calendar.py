"""工作日历的办理."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.casework import handles
from application.commands.calendar import EnterHolidayNotice
from domain.calendar import holiday_notice
from domain.calendar.holiday_notice import Days, HolidayNotice, holiday_notice_id

if TYPE_CHECKING:
    from uuid import UUID

    from application.work import Work


@handles(EnterHolidayNotice)
def enter_holiday_notice(command: EnterHolidayNotice, work: Work) -> UUID:
    """录入节假日安排."""
    known = work.find_or_new(HolidayNotice, holiday_notice_id(command.year))
    days = Days(
        year=command.year,
        title=command.title,
        issuer=command.issuer,
        documents=command.documents,
        holidays=command.holidays,
        working_days=command.working_days,
    )
    holiday_notice.enter(known, days, amends=command.amends, calendar=work.calendar, on=work.on)
    return known.id
