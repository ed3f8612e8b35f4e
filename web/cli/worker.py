"""后台进程: keeps the read models up with the record and runs the clock, on duty alone among its like, until it is asked to end."""

from __future__ import annotations

import logging
import os
import signal
import socket
import time
from threading import Event
from typing import TYPE_CHECKING

from flask.cli import AppGroup, with_appcontext

from web.cli.law import Faulty

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from application.store.leadership import Duty
    from projections.catch_up import Projector
    from projections.wake import Wake
    from web.clockwork import Clockwork
    from web.system import System

LOOK_SECONDS = 2.0
"""Without being woken the worker looks for itself this often: a notice can be missed, a look cannot."""
BEAT_SECONDS = 5.0
TURN_SECONDS = 1.0
"""A worker that waits asks for the duty this often."""
MOST_PACKAGES = 20
"""Looked at in one round; the next round looks at the rest."""
PAUSE_SECONDS = 1.0
"""After an error of the database."""

log = logging.getLogger(__name__)


def run() -> None:
    """Keep the read models up with the record and run the clock until asked to end (SIGTERM, SIGINT).

    Of several workers on one database one is on duty; the others wait and take over within seconds. Exit code 2 where a setting is
    missing, 70 where the clock's thread died.
    """
    from application.settings import SettingsError
    from web.system import system

    try:
        system().casework  # noqa: B018  it takes commands: complete, or it does not start
    except SettingsError as fault:
        raise CouldNotRun(str(fault)) from fault

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    ended = Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        ended.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    try:
        made = Worker(system(), ended)
    except ValueError as fault:
        raise CouldNotRun(str(fault)) from fault
    made.run()


worker = AppGroup(
    "worker", help="Keep the read models up with the record and run the clock until asked to end (SIGTERM).", invoke_without_command=True
)
worker.callback = with_appcontext(run)


class CouldNotRun(Faulty):
    """The worker could not start: one line on standard error, exit code 2."""

    exit_code = 2


class Worker:
    """后台进程: wait for the duty; then one loop (catch up, give a sign of life, wait for the next commit) with the clock beside it."""

    def __init__(self, parts: System, ended: Event) -> None:
        from application.timetable import CLOCK, Timetable
        from application.trail.watching import Watch
        from web.due_rows import DueRows
        from web.erasing import Erasures
        from web.signing import issuing_of, keeping_of, sealing_of

        self._parts = parts
        self._projector: Projector = parts.projector
        self._ended = ended
        self._name = f"worker@{socket.gethostname()}/{os.getpid()}"
        self._clock_name = self._name.replace("worker@", "clock@")
        if parts.settings.smtp_url:
            parts.mail  # noqa: B018  a faulty address is said now
        self._timetable = Timetable(parts.casework, DueRows(parts.engine))
        self._keeping = keeping_of(parts, CLOCK)
        self._watch = Watch(sealing_of(parts, CLOCK))
        self._erasures = Erasures(parts)
        self._issuing = issuing_of(parts, self._name, CLOCK)
        self._beaten = float("-inf")

    def run(self) -> None:
        """Work until the end is asked for; errors of the database are waited out."""
        while not self._ended.is_set():
            try:
                self._check()
                self._projector.prepare()
                self._work()
            except self._projector.passing as fault:
                said = str(getattr(fault, "orig", fault)).partition("\n")[0]
                log.warning("the database does not answer as it should, trying again in %s s: %s %s", PAUSE_SECONDS, type(fault).__name__, said)
                self._ended.wait(PAUSE_SECONDS)
        self._leave()

    def _check(self) -> None:
        """Nothing is added to a record that is not sound. Raises CouldNotRun."""
        from application.trail.soundness import faults

        if found := faults(self._parts.engine, self._parts.settings.signing_key):
            raise CouldNotRun(f"the record is not sound: {', '.join(found)}")

    def _work(self) -> None:
        from application.store.leadership import duty_of

        duty = duty_of(self._parts.engine)
        try:
            log.info("%s waits for its turn", self._name)
            while not duty.take():
                self._beat()
                if self._ended.wait(TURN_SECONDS):
                    return
            self._on_duty(duty)
        finally:
            duty.leave()

    def _on_duty(self, duty: Duty) -> None:
        from application.store.postgres import CHANNEL
        from projections.wake import waking

        self._projector.catch_up(progress=lambda _: self._beat(), ended=self._ended.is_set)  # the first round finds the list as it is
        with waking(self._parts.engine, CHANNEL) as wake, self._clockwork(duty) as clockwork:
            log.info("%s is on duty: read models and clock", self._name)
            while not self._ended.is_set() and clockwork.on_duty:
                self._once(wake)

    def _clockwork(self, duty: Duty) -> Clockwork:
        """The clock with what runs beside it; mail only where there is a server for it."""
        from web.clockwork import Clockwork

        beside: dict[str, Callable[[Callable[[], bool]], object]] = {
            "trail": self._keep,
            "exports": self._issue,
            "lists": self._write_lists,
            "inspection": self._watch.round,
            "erasures": self._erasures.round,
            "read-log": self._forget,
        }
        if self._parts.settings.smtp_url:
            beside["mail"] = self._tell
        return Clockwork(self._round, self._parts.clock, duty.holds, beside=beside)

    def _keep(self, _go_on: Callable[[], bool]) -> None:
        """Sign what was recorded, and have it stamped."""
        self._keeping.round()

    def _issue(self, go_on: Callable[[], bool]) -> None:
        """Make the packages that were approved, one at a time."""
        from projections.exports import approved

        with self._parts.reading() as connection:
            waiting = approved(connection, MOST_PACKAGES)
        if waiting and (made := self._issuing.round(waiting, go_on)):
            log.info("exports: %s made", made)

    def _write_lists(self, go_on: Callable[[], bool]) -> None:
        """Write the lists that were asked for as a file, one at a time."""
        from web.list_writing import write

        self._parts.list_files.round(write, go_on)

    def _forget(self, _go_on: Callable[[], bool]) -> None:
        """Let go of who read what, once its term is over."""
        self._parts.read_log.forget(self._parts.today, self._parts.settings.read_log_months)

    def _tell(self, go_on: Callable[[], bool]) -> None:
        """Put messages for what was recorded and send what is due."""
        from web.letters import Recipients

        parts = self._parts
        parts.outbox.collect(parts.log, Recipients(parts.engine, lambda: parts.today), go_on=go_on)
        if (sent := parts.mail.deliver(go_on=go_on)) > 0:
            log.info("mail: %s sent", sent)

    def _round(self, go_on: Callable[[], bool]) -> None:
        """One round of the clock, with a sign of life before and after."""
        self._beat_clock()
        tally = self._timetable.round(go_on=go_on)
        if any(tally):
            log.info("the clock: %s", tally)
        self._beat_clock()

    def _beat_clock(self) -> None:
        from projections.heartbeat import beat

        with self._parts.engine.begin() as connection:
            beat(connection, self._clock_name, self._parts.clock.now())

    def _once(self, wake: Wake) -> None:
        self._beat()
        self._projector.catch_up(progress=lambda _: self._beat(), ended=self._ended.is_set)
        wake.wait(LOOK_SECONDS, self._ended.is_set)

    def _beat(self) -> None:
        """Give a sign of life, not more often than is needed."""
        from projections.heartbeat import beat

        if time.monotonic() - self._beaten >= BEAT_SECONDS:
            with self._parts.engine.begin() as connection:
                beat(connection, self._name, self._parts.clock.now())
            self._beaten = time.monotonic()

    def _leave(self) -> None:
        from projections.heartbeat import end

        try:
            with self._parts.engine.begin() as connection:
                end(connection, self._name)
                end(connection, self._clock_name)
        except self._projector.passing:
            log.warning("the last sign of life could not be taken back")
        log.info("%s ended as asked", self._name)
