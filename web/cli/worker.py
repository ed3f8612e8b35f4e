"""后台进程: keeps the read models up with the record, woken by every commit, until it is asked to end."""

from __future__ import annotations

import logging
import os
import signal
import socket
import time
from threading import Event
from typing import TYPE_CHECKING

from flask.cli import AppGroup, with_appcontext

if TYPE_CHECKING:
    from types import FrameType

    from projections.catch_up import Projector
    from projections.wake import Wake
    from web.system import System

LOOK_SECONDS = 2.0
"""Without being woken the worker looks for itself this often: a notice can be missed, a look cannot."""
BEAT_SECONDS = 5.0
PAUSE_SECONDS = 1.0
"""After an error of the database."""

log = logging.getLogger(__name__)


def run() -> None:
    """Keep the read models up with the record until asked to end (SIGTERM, SIGINT)."""
    from web.system import system

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    ended = Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        ended.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    Worker(system(), ended).run()


worker = AppGroup("worker", help="Keep the read models up with the record until asked to end (SIGTERM).", invoke_without_command=True)
worker.callback = with_appcontext(run)


class Worker:
    """后台进程: one loop: catch up, give a sign of life, wait for the next commit."""

    def __init__(self, parts: System, ended: Event) -> None:
        self._parts = parts
        self._projector: Projector = parts.projector
        self._ended = ended
        self._name = f"worker@{socket.gethostname()}/{os.getpid()}"
        self._beaten = float("-inf")

    def run(self) -> None:
        """Work until the end is asked for; errors of the database are waited out."""
        while not self._ended.is_set():
            try:
                self._projector.prepare()
                self._work()
            except self._projector.passing as fault:
                said = str(getattr(fault, "orig", fault)).partition("\n")[0]
                log.warning("the database does not answer as it should, trying again in %s s: %s %s", PAUSE_SECONDS, type(fault).__name__, said)
                self._ended.wait(PAUSE_SECONDS)
        self._leave()

    def _work(self) -> None:
        from application.store.postgres import CHANNEL
        from projections.wake import waking

        with waking(self._parts.engine, CHANNEL) as wake:
            log.info("%s keeps the read models up with the record", self._name)
            while not self._ended.is_set():
                self._once(wake)

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
        except self._projector.passing:
            log.warning("the last sign of life could not be taken back")
        log.info("%s ended as asked", self._name)
