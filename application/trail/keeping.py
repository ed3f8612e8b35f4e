"""日志值守: signs what was recorded once it is a minute old, and has one checkpoint of each day stamped."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from application.clock import business_day
from application.trail.note import KeyFileError
from application.trail.signer import InconsistentTreeError
from application.trail.timestamping import TimestampError, stamped_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from application.store.trail_log import KeptCheckpoint
    from application.trail.sealing import Sealing
    from application.trail.timestamping import Timestamping

SEALED_EVERY = timedelta(seconds=60)
"""From a checkpoint to the next, while events come."""
TRIED_AGAIN = timedelta(minutes=10)
"""After a fault of key or authority; the fault is said again then."""

log = logging.getLogger(__name__)


class Keeping:
    """日志值守: one round signs and stamps what is due."""

    def __init__(self, sealing: Sealing, timestamping: Timestamping | None = None) -> None:
        self._sealing = sealing
        self._timestamping = timestamping
        self._not_before: dict[str, datetime] = {}

    def round(self) -> None:
        """Sign if events wait; then stamp if no checkpoint of this day is. What fails is said loudly and tried again later; events go on."""
        self._try("signing", self._seal)
        if self._timestamping is not None:
            self._try("time stamp", self._stamp)

    def _try(self, what: str, work: Callable[[], None]) -> None:
        now = self._sealing.casework.clock.now()
        if now < self._not_before.get(what, now):
            return
        try:
            work()
        except (KeyFileError, InconsistentTreeError, TimestampError) as fault:
            log.critical("%s STOPPED: %s", what, fault)
            self._not_before[what] = now + TRIED_AGAIN

    def _seal(self) -> None:
        last = self._sealing.log.last_checkpoint()
        if last is not None and (self._age(last) < SEALED_EVERY or not self._sealing.log.others_after(last.size, self._sealing.stream)):
            return
        if last is None and not self._sealing.log.length():
            return
        self._sealing.seal()

    def _stamp(self) -> None:
        last = self._sealing.log.last_checkpoint()
        if last is None or self._timestamping is None:
            return
        today = business_day(self._sealing.casework.clock.now())
        stamps = self._sealing.log.timestamps()[-1:]
        if not stamps or (business_day(stamped_at(stamps[0][2])) < today and stamps[0][0] < last.size):
            log.info("checkpoint of %s stamped at %s", *self._timestamping.stamp(last))

    def _age(self, checkpoint: KeptCheckpoint) -> timedelta:
        return self._sealing.casework.clock.now() - datetime.fromisoformat(checkpoint.signed_at)
