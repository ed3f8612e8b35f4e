"""钟: starts the rounds of the timetable. The only module that knows APScheduler, and the worker's alone.

Triggers are in memory and made here: nothing is loaded that could be forged, and a restart plans everything anew from the list of due
days. The library starts what is due by the wall clock, which may step; a second thread watches by the monotonic one. Where the two
part, or a round is late, it has the next round start at once; where the scheduler's thread has died, it ends the process, so that
another worker takes over instead of nobody.
"""

from __future__ import annotations

import logging
import os
import time
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Self

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from application.clock import SHENZHEN, SystemClock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from application.clock import Clock

    Work = Callable[[Callable[[], bool]], object]

ROUND_SECONDS = 10.0
"""From one round to the next."""
LATE_SECONDS = 45.0
"""Without a round for so long, whatever the wall clock says, the next one is started."""
WATCH_SECONDS = 2.0
STEP_SECONDS = 1.5
"""A wall clock that gains or loses so much between two looks has stepped."""
DEAD_THREAD = 70
"""Exit code where the scheduler's thread died."""

log = logging.getLogger(__name__)


class Clockwork:
    """钟: running between ``with`` and its end, and only as long as this process is on duty."""

    def __init__(
        self, work: Work, clock: Clock, holds: Callable[[], bool], *, every: float = ROUND_SECONDS, beside: Mapping[str, Work] | None = None
    ) -> None:
        """``work`` does one round and asks its argument whether to go on; ``holds`` says whether the duty is still ours.

        ``beside``: what else runs every so often and must not hold up the rounds, by name.
        """
        self._work = work
        self._beside = dict(beside or {})
        self._clock = clock
        self._holds = holds
        self._every = every
        self._ended = Event()
        self._off_duty = Event()
        self._in_round = Lock()
        self._rounded = time.monotonic()
        self.rounds = 0
        """Rounds that came to their end."""
        self.scheduler = BackgroundScheduler(timezone=SHENZHEN, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None})
        self._watcher = Thread(target=self._watch, name="clock watcher", daemon=True)

    @property
    def on_duty(self) -> bool:
        """Whether this process still has the duty and the clock runs."""
        return not self._off_duty.is_set()

    def __enter__(self) -> Self:
        """Start: a round at once, then every so often, and one with each new day in Shenzhen."""
        at_once = SystemClock().now()  # the scheduler plans by the machine's clock, whatever ours says
        self.scheduler.add_job(self._round, IntervalTrigger(seconds=self._every, timezone=SHENZHEN), id="round", next_run_time=at_once)
        self.scheduler.add_job(self._round, CronTrigger(hour=0, minute=0, second=0, timezone=SHENZHEN), id="new-day")
        for name, work in self._beside.items():
            self.scheduler.add_job(
                self._do, IntervalTrigger(seconds=self._every, timezone=SHENZHEN), args=(name, work), id=name, next_run_time=at_once
            )
        self.scheduler.start()
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop: a round under way ends after its transaction."""
        self._ended.set()
        self._off_duty.set()
        self.scheduler.shutdown(wait=True)
        self._watcher.join()

    def _round(self) -> None:
        if not self._in_round.acquire(blocking=False):
            return  # the new day came in the middle of a round
        try:
            if self.on_duty:
                self._work(lambda: self.on_duty)
                self.rounds += 1
        except Exception:
            log.exception("a round of the clock failed; the next one tries again")
        finally:
            self._rounded = time.monotonic()
            self._in_round.release()

    def _do(self, name: str, work: Work) -> None:
        try:
            if self.on_duty:
                work(lambda: self.on_duty)
        except Exception:
            log.exception("%s failed; it tries again", name)

    def _watch(self) -> None:
        looked, wall = time.monotonic(), self._clock.now()
        while not self._ended.wait(WATCH_SECONDS):
            if not self._holds():
                self._off_duty.set()
            monotonic, now = time.monotonic(), self._clock.now()
            drift = (now - wall).total_seconds() - (monotonic - looked)
            looked, wall = monotonic, now
            self._die_with_the_scheduler()
            late = monotonic - self._rounded > LATE_SECONDS and not self._in_round.locked()
            if abs(drift) > STEP_SECONDS or late:
                log.warning("the wall clock stepped by %+.0f s; the next round starts now", drift)
                self.scheduler.reschedule_job("new-day", trigger=CronTrigger(hour=0, minute=0, second=0, timezone=SHENZHEN))
                for name in ("round", *self._beside):
                    self.scheduler.modify_job(name, next_run_time=SystemClock().now())

    def _die_with_the_scheduler(self) -> None:
        """A scheduler without its thread does nothing and says nothing: end, so that another worker takes over."""
        thread = self.scheduler._thread  # noqa: SLF001  the library does not tell otherwise
        if not self._ended.is_set() and (thread is None or not thread.is_alive()):
            log.critical("the scheduler's thread is dead; this process ends")
            logging.shutdown()
            os._exit(DEAD_THREAD)
