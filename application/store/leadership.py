"""值守: of several workers one is on duty, decided by a lock of the database that ends with the process that holds it.

Two on duty would do no harm, for every effect has a key; one saves the work. A lease with a time would need a clock that never steps;
a lock that dies with its connection or its process needs none.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from sqlalchemy import Engine

DUTY_LOCK = 7_310_500_002
"""Key of the advisory lock on PostgreSQL."""
KEEPALIVE = ("tcp_keepalives_idle = 3", "tcp_keepalives_interval = 2", "tcp_keepalives_count = 3", "idle_session_timeout = 0")
"""The server lets go of a worker whose machine is gone after nine seconds, instead of hours."""


class Duty(Protocol):
    """值守: held by at most one process."""

    def take(self) -> bool:
        """Try to go on duty; true if this process is on duty now."""

    def holds(self) -> bool:
        """Whether this process still is; asks the lock, not the memory."""

    def leave(self) -> None:
        """Go off duty; safe to repeat."""


def duty_of(engine: Engine) -> Duty:
    """The duty of this database's workers."""
    if engine.dialect.name == "postgresql":
        return AdvisoryDuty(engine)
    database = engine.url.database
    if not database:
        message = "a database in memory has no workers"
        raise ValueError(message)
    return FileDuty(Path(f"{database}.worker-lock"))


class AdvisoryDuty:
    """PostgreSQL: an advisory lock of a connection of its own, which the server drops with the connection."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._pooled: Any = None

    def take(self) -> bool:
        """Ask for the lock without waiting."""
        if self._pooled is not None:
            return self.holds()
        pooled = self._engine.raw_connection()
        try:
            connection: Any = pooled.driver_connection
            connection.autocommit = True
            for setting in KEEPALIVE:
                connection.execute(f"SET {setting}")
            (taken,) = connection.execute("SELECT pg_try_advisory_lock(%s)", (DUTY_LOCK,)).fetchone()
        except BaseException:
            _end(pooled)
            raise
        if taken:
            self._pooled = pooled
        else:
            _end(pooled)
        return bool(taken)

    def holds(self) -> bool:
        """Ask over the connection that took it: where that is gone, so is the lock."""
        if self._pooled is None:
            return False
        try:
            self._pooled.driver_connection.execute("SELECT 1")
        except Exception:  # noqa: BLE001  whatever the driver says, the lock is not held for certain
            self.leave()
            return False
        return True

    def leave(self) -> None:
        """End the connection, and the lock with it."""
        pooled, self._pooled = self._pooled, None
        if pooled is not None:
            _end(pooled)


class FileDuty:
    """SQLite: a lock on a file beside the database, which the system drops with the process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def take(self) -> bool:
        """Ask for the lock without waiting."""
        if self._file is not None:
            return True
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        return True

    def holds(self) -> bool:
        """The lock is this process's until it lets go, as long as the file is the one others see."""
        if self._file is None:
            return False
        try:
            same = os.path.samestat(os.fstat(self._file), self._path.stat())
        except FileNotFoundError:
            same = False
        if not same:
            self.leave()
        return same

    def leave(self) -> None:
        """Let go."""
        file, self._file = self._file, None
        if file is not None:
            os.close(file)


def _end(pooled: Any) -> None:
    """The connection is set up for nobody else."""
    pooled.invalidate()
    pooled.close()
