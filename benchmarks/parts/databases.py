"""The two databases, each as it runs in production: every commit is on the disk before it is answered."""

from __future__ import annotations

import random
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Protocol

from benchmarks.parts.filling import fill_postgres, fill_sqlite
from benchmarks.parts.floor import PostgresFloor, SQLiteFloor
from benchmarks.parts.ground import Ground
from benchmarks.parts.mould import Mould
from tests.postgres import running_postgres

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from benchmarks.parts.history import History
    from tests.postgres import Postgres


class Database(Protocol):
    """Makes filled stores, and empty databases for the peers."""

    title: str

    def ground(self, events: int, seed: int, history: History | None = None) -> AbstractContextManager[Ground]:
        """A store with so many events, in cases of this history."""

    def empty(self) -> str:
        """SQLAlchemy's address of an empty database."""


class SQLite:
    """SQLite files in a folder."""

    title = "SQLite (WAL, synchronous=FULL)"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = count(1)

    @contextmanager
    def ground(self, events: int, seed: int, history: History | None = None) -> Iterator[Ground]:
        """As the protocol says."""
        path, generator = self._path(), random.Random(seed)
        cases = fill_sqlite(path, Mould(generator, history), events)
        ground = Ground(f"sqlite:///{path}", SQLiteFloor(path), cases, generator)
        try:
            yield ground
        finally:
            ground.close()

    def empty(self) -> str:
        """As the protocol says."""
        return f"sqlite:///{self._path()}"

    def _path(self) -> Path:
        return self._folder / f"{next(self._number)}.sqlite"


class PostgreSQL:
    """Databases of one server."""

    title = "PostgreSQL (fsync and synchronous_commit on)"

    def __init__(self, server: Postgres) -> None:
        self._server = server

    @contextmanager
    def ground(self, events: int, seed: int, history: History | None = None) -> Iterator[Ground]:
        """As the protocol says."""
        url, generator = self.empty(), random.Random(seed)
        cases = fill_postgres(url, Mould(generator, history), events)
        ground = Ground(url, PostgresFloor(url), cases, generator)
        try:
            yield ground
        finally:
            ground.close()

    def empty(self) -> str:
        """As the protocol says."""
        return self._server.url(self._server.create())


@contextmanager
def databases(folder: Path, only: str | None = None) -> Iterator[list[Database]]:
    """Both, or the one named ``sqlite`` or ``postgresql``."""
    found: list[Database] = [] if only == "postgresql" else [SQLite(folder)]
    if only == "sqlite":
        yield found
        return
    with running_postgres(durable=True) as server:
        yield [*found, PostgreSQL(server)]
