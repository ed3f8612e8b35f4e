"""工作日历: the shipped notices and those the bureau entered; it follows the record, whoever entered them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from application.store.tables import EVENTS
from domain.calendar.holiday_notice import as_notice, holiday_notice_id, years_of_notices

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sqlalchemy import Engine

    from domain.calendar.events import NoticeEntered
    from domain.calendar.working_days import Calendar

Seen = frozenset[tuple[UUID, int]]


class WorkingCalendar:
    """工作日历: asked anew for each decision; the record is read again only where a notice was entered since."""

    def __init__(self, engine: Engine, shipped: Calendar, entered: Callable[[UUID], NoticeEntered | None]) -> None:
        """``entered`` reads the notice that holds from the record, by the id of its year."""
        self._engine = engine
        self._shipped = shipped
        self._entered = entered
        self._known: tuple[Seen, Calendar] = (frozenset(), shipped)

    def on(self, day: date) -> Calendar:
        """The calendar as the record stands now; ``day`` bounds the years asked for."""
        seen = self._versions(day)
        known, calendar = self._known
        if seen != known:
            facts = (self._entered(notice_id) for notice_id, _ in sorted(seen))
            calendar = self._shipped.with_notices(as_notice(fact) for fact in facts if fact is not None)
            self._known = (seen, calendar)
        return calendar

    def _versions(self, day: date) -> Seen:
        ids = [holiday_notice_id(year) for year in years_of_notices(day)]
        wanted = select(EVENTS.c.originator_id, func.max(EVENTS.c.originator_version)).where(EVENTS.c.originator_id.in_(ids))
        with self._engine.connect().execution_options(read_only=True) as connection:
            return frozenset((found, version) for found, version in connection.execute(wanted.group_by(EVENTS.c.originator_id)))
