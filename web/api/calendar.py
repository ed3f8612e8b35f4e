"""工作日历的路由."""

from __future__ import annotations

from application.commands.calendar import EnterHolidayNotice
from web.api.route import post

ROUTES = (post("/holiday-notices", EnterHolidayNotice),)
