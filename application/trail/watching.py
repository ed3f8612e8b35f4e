"""夜间校验: once a night the whole record is inspected; what is found goes into the log of the process and onto the record itself."""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from datetime import time as hour
from typing import TYPE_CHECKING

from application.clock import SHENZHEN
from application.store.inspecting import Inspected, InspectionLog
from application.trail.inspection import Inspection
from application.trail.profile import instant

if TYPE_CHECKING:
    from collections.abc import Callable

    from application.trail.inspection import Finding
    from application.trail.sealing import Sealing

AT = hour(2)
"""In the night of Shenzhen, when nobody works."""
TOLD_EVERY = 2.0
"""Seconds from one word about the progress to the next."""

log = logging.getLogger(__name__)


class Watch:
    """夜间校验: of one office."""

    def __init__(self, sealing: Sealing) -> None:
        self._sealing = sealing
        self.made = InspectionLog(sealing.log.engine)

    def due(self) -> bool:
        """Whether no inspection came to its end since the last night's hour; a missed night is made up for."""
        now = self._sealing.casework.clock.now().astimezone(SHENZHEN)
        night = datetime.combine(now.date(), AT, SHENZHEN)
        if now < night:
            night -= timedelta(days=1)
        last = self.made.latest(ended=True)
        return last is None or datetime.fromisoformat(last.started_at) < night

    def round(self, go_on: Callable[[], bool] = lambda: True) -> list[Finding] | None:
        """Inspect if it is due; None where it is not, or where it was broken off."""
        return self.inspect(go_on=go_on) if self.due() else None

    def inspect(
        self, *, go_on: Callable[[], bool] = lambda: True, progress: Callable[[int, int], None] = lambda _done, _all: None
    ) -> list[Finding] | None:
        """Inspect now. An alarm goes on record for each finding that the last inspection did not make; None where it was broken off."""
        started_at, before = instant(self._sealing.casework.clock.now()), self.made.latest(ended=True)
        self.made.begin(started_at)
        told, looked_at = time.monotonic(), 0

        def tell(done: int, of: int) -> None:
            nonlocal told, looked_at
            looked_at = done
            progress(done, of)
            if time.monotonic() - told >= TOLD_EVERY:
                self.made.advance(started_at, done)
                told = time.monotonic()

        found = Inspection(self._sealing.log).run(tell, go_on)
        if found is None:
            return None
        for each in found:
            log.critical("THE RECORD IS BROKEN: %s at %s", each.code, each.at)
        first = found[0] if found else None
        ended_at = instant(self._sealing.casework.clock.now())
        self.made.finish(Inspected(started_at, ended_at, looked_at, first.code if first else None, first.at if first else None))
        if first and (before is None or (before.finding, before.at_index) != (first.code, first.at)):
            for each in found:
                self._sealing.alarm(each.code, each.at)
        if not found:
            log.info("the record was inspected: %s events, nothing is wrong", looked_at)
        return found
