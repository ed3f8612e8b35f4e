"""A peer: the process in the peers' environment that runs one library on one database."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Self

import orjson
from sqlalchemy import make_url

from benchmarks.parts.history import History, history, last, sealed
from benchmarks.parts.lane import Timing
from benchmarks.parts.mould import MODEL

if TYPE_CHECKING:
    from application.store.sealed import SealedEvent

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-peers" / "bin" / "python"


class Peer:
    """One library (``native`` or ``sqlalchemy``) on one database, with events that hold as many bytes as those of ``history``."""

    def __init__(self, library: str, env: dict[str, str], told: History | None = None) -> None:
        if not PYTHON.exists():
            raise FileNotFoundError(f"{PYTHON} is missing: run make peers")
        command = (str(PYTHON), "-m", "benchmarks.parts.peer_program")
        *sizes, size = (_content(event) for event in sealed(MODEL, (told or (*history(), last())), Random(0)).events)
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.versions: dict[str, str] = self._ask(do="begin", library=library, env=env, sizes=sizes, size=size)

    def grow(self, cases: int) -> int:
        """Make cases ready. Returns the bytes of the event a command adds."""
        return int(self._ask(do="grow", cases=cases))

    def run(self, what: str, count: int, threads: int) -> Timing:
        """``record``, ``command`` or ``load``, so many times."""
        calls, seconds, latencies, cpu = self._ask(do=what, count=count, threads=threads)
        return Timing(calls, seconds, tuple(latencies), cpu)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def _ask(self, **request: Any) -> Any:
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the peer has no pipes")
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the peer ended with {self._process.wait()}")
        return json.loads(answer)


def _content(event: SealedEvent) -> int:
    """Bytes of what was recorded: the data of the leaf and the disclosures, without the envelope that peers keep in columns."""
    return len(orjson.dumps(orjson.loads(event.state)["data"])) + sum(len(content) for _, content in event.disclosures)


def environments(url: str) -> dict[str, dict[str, str]]:
    """Library → settings for a database of its own, by its SQLAlchemy address."""
    if url.startswith("sqlite"):
        return {"native": _native_sqlite(url), "sqlalchemy": {"SQLALCHEMY_URL": url}}
    place = make_url(url)
    native = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": place.database or "",
        "POSTGRES_HOST": str(place.query["host"]),
        "POSTGRES_USER": "postgres",
        "POSTGRES_PASSWORD": "",
        "POSTGRES_POOL_SIZE": "16",
        "POSTGRES_MAX_OVERFLOW": "0",
    }
    return {"native": native, "sqlalchemy": {"SQLALCHEMY_URL": url}}


def _native_sqlite(url: str) -> dict[str, str]:
    return {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": url.removeprefix("sqlite:///"), "SQLITE_POOL_SIZE": "16"}
