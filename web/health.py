"""健康检查: whether the process lives, and whether it can serve: database, migrations, read models."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from application.outcome import NotAllowedError
from application.store.inspecting import InspectionLog
from application.store.migrate import is_current
from application.store.trail_log import TrailLog
from application.trail.sealing import log_stream
from projections.heartbeat import heartbeats
from projections.read_models import READ_MODELS
from projections.status import statuses
from web.auth import actor, policy
from web.soundness import soundness_of
from web.system import system

LARGEST_LAG = 5_000
"""Events the read models may be behind before this process should get no new work."""

UNSIGNED_SECONDS = 900.0
"""Events that no checkpoint covers after so long are not being signed: the key is missing or damaged, or the worker is away."""
UNINSPECTED_SECONDS = 36 * 3600.0
"""A record not inspected for so long has missed its night."""
SILENT_SECONDS = 60.0
"""A clock that gave no sign of life for so long stands still."""
WATCHED = frozenset({"clock", "signing", "inspection"})
"""Said for those who watch; a page is served all the same while the worker is away."""

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@policy("public")
def alive() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@pages.get("/readyz")
@policy("public")
def ready() -> tuple[Response, int]:
    """The process can serve, or what is missing."""
    found = checks()
    ok = all(each["ok"] for name, each in found.items() if name not in WATCHED)
    return jsonify(status="ok" if ok else "unready", checks=found), 200 if ok else 503


@pages.get("/metrics")
@policy("signed-in")
def measured() -> Response:
    """What is measured, for an administrator or a program with an administrator's token. Raises NotAllowedError."""
    from web import metrics  # noqa: PLC0415  its library is brought in by those who measure

    if actor().role != metrics.READER:
        raise NotAllowedError(metrics.READER)
    return Response(metrics.exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")


def checks() -> dict[str, dict[str, Any]]:
    """Each check with its outcome; the later ones wait for the earlier."""
    try:
        with system().reading() as connection:
            connection.execute(text("SELECT 1"))
        found: dict[str, dict[str, Any]] = {"database": {"ok": True}}
        found["migrations"] = {"ok": is_current(system().engine)}
        if found["migrations"]["ok"]:
            found["read_models"] = _read_models()
            found["clock"] = _clock()
            found["record"] = {"ok": not (faults := soundness_of(system()).faults()), "faults": faults}
            found["signing"] = _signing()
            found["inspection"] = _inspection()
    except SQLAlchemyError:
        return {"database": {"ok": False}}
    return found


def _read_models() -> dict[str, Any]:
    head = system().log.head()
    with system().reading() as connection:
        found = statuses(connection, READ_MODELS, head)
    lag = max((each.lag for each in found), default=0)
    stopped = [each.name for each in found if each.state in {"stopped", "missing"}]
    return {"ok": not stopped and lag <= LARGEST_LAG, "lag": lag, "stopped": stopped}


def _clock() -> dict[str, Any]:
    """The clock of the worker on duty: seconds since its last sign of life, none where no worker ever ran."""
    with system().reading() as connection:
        clocks = [each for each in heartbeats(connection) if each.process.startswith("clock@")]
    age = min(((system().clock.now() - each.beat_at).total_seconds() for each in clocks), default=None)
    return {"ok": age is not None and abs(age) <= SILENT_SECONDS, "seconds_since_beat": None if age is None else round(age, 1)}


def _signing() -> dict[str, Any]:
    """The last checkpoint, and how many events wait for the next."""
    record = TrailLog(system().engine)
    last = record.last_checkpoint()
    waiting = record.length() - (last.size if last else 0)
    if last is None:
        return {"ok": waiting == 0, "size": 0, "unsigned": waiting, "seconds_since": None}
    age = _age(last.signed_at)
    due = record.others_after(last.size, log_stream(system().settings.trail_origin))  # the log's own leaves wait for the others
    return {"ok": not due or age <= UNSIGNED_SECONDS, "size": last.size, "unsigned": waiting, "seconds_since": round(age, 1)}


def _inspection() -> dict[str, Any]:
    """The last inspection of the whole record, and how far one that runs has come."""
    made = InspectionLog(system().engine)
    last, running = made.latest(ended=True), made.latest(ended=False)
    age = None if last is None else _age(last.started_at)
    return {
        "ok": last is not None and last.finding is None and age is not None and age <= UNINSPECTED_SECONDS,
        "finding": last and last.finding,
        "index": last and last.at_index,
        "events": last.events if last else 0,
        "seconds_since": None if age is None else round(age, 1),
        "running": running.events if running and running.ended_at is None else None,
    }


def _age(moment: str) -> float:
    return (system().clock.now() - datetime.fromisoformat(moment)).total_seconds()
