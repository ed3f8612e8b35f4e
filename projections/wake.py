"""唤醒: lets a waiting worker know that the log has grown. It may be late or wrong; the worker looks for itself in any case."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Engine

LOOK_EVERY = 0.05
"""Seconds between two looks at SQLite's counter of foreign commits; a look costs microseconds."""


class Wake(Protocol):
    """唤醒: waits for the next commit."""

    def wait(self, timeout: float, ended: Callable[[], bool]) -> bool:
        """Return true when something was written, false after ``timeout`` seconds or when ``ended`` says so."""


class CommitCounter:
    """SQLite: ``PRAGMA data_version`` changes with every commit of another connection, of this process too."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._seen = self._version()

    def wait(self, timeout: float, ended: Callable[[], bool]) -> bool:
        """Look again and again."""
        until = time.monotonic() + timeout
        while (found := self._version()) == self._seen:
            if ended() or time.monotonic() >= until:
                return False
            time.sleep(LOOK_EVERY)
        self._seen = found
        return True

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])


class Listener:
    """PostgreSQL: the store notifies a channel in each of its transactions. What was sent before we listened is not heard."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def wait(self, timeout: float, ended: Callable[[], bool]) -> bool:
        """Listen, in short stretches, so that an end is noticed."""
        until = time.monotonic() + timeout
        while not ended() and (left := until - time.monotonic()) > 0:
            if any(True for _ in self._connection.notifies(timeout=min(left, 0.5), stop_after=1)):
                return True
        return False


@contextmanager
def waking(engine: Engine, channel: str) -> Iterator[Wake]:
    """What wakes a worker on this database. ``channel`` is the one the store notifies on PostgreSQL."""
    pooled = engine.raw_connection()
    connection: Any = pooled.driver_connection
    try:
        if engine.dialect.name == "postgresql":
            connection.autocommit = True
            connection.execute(f"LISTEN {channel}")
            yield Listener(connection)
        else:
            yield CommitCounter(connection)
    finally:
        pooled.invalidate()  # it listens, or is in autocommit: nothing for others
        pooled.close()
