"""指标: what those who watch the system measure, in Prometheus' text: the clock, the read models, what is due, the mails. Counts only."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

from projections import due_dates_asked
from projections.heartbeat import heartbeats
from projections.read_models import READ_MODELS
from projections.status import statuses
from web.system import system

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

READER = "administrator"
"""Who may read them, signed in or by token."""
SILENT_SECONDS = 60.0
"""A clock that gave no sign of life for so long stands still."""
BACKGROUND = ("worker", "clock")
MAIL_STATES = ("waiting", "failed", "sent", "unwanted", "no-address")


def exposition() -> bytes:
    """Everything, as it stands now."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Everything())
    made: bytes = generate_latest(registry)
    return made


class Everything:
    """指标总表: asked anew each time."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Each metric with its samples."""
        with system().reading() as connection:
            yield from _background(connection)
            yield from _read_models(connection)
            yield from _days(connection)
        yield from _mails()


def clock_age(connection: Connection, process: str = "clock") -> float | None:
    """Seconds since the last sign of life of the youngest process of a kind; none where none ever ran."""
    beats = [each.beat_at for each in heartbeats(connection) if each.process.startswith(f"{process}@")]
    return (system().clock.now() - max(beats)).total_seconds() if beats else None


def _background(connection: Connection) -> Iterator[GaugeMetricFamily]:
    ages = {process: clock_age(connection, process) for process in BACKGROUND}
    known = {process: age for process, age in ages.items() if age is not None}
    yield _family("heartbeat_age_seconds", "Since the last sign of life of a process in the background.", known.items(), "process")
    alive = ages["clock"] is not None and abs(ages["clock"]) <= SILENT_SECONDS
    yield _family("scheduler_alive", f"1 while the clock of the worker on duty beat within {SILENT_SECONDS:.0f} s.", [("", float(alive))])


def _read_models(connection: Connection) -> Iterator[GaugeMetricFamily]:
    head = system().log.head()
    found = statuses(connection, READ_MODELS, head)
    yield _family("log_position", "Position of the last event of the record.", [("", float(head))])
    yield _family("projection_position", "Position up to which a read model has read.", [(each.name, each.position) for each in found], "projection")
    yield _family("projection_lag_events", "Events a read model has not read yet.", [(each.name, each.lag) for each in found], "projection")
    stopped = [(each.name, each.state in {"stopped", "missing"}) for each in found]
    yield _family("projection_stopped", "1 where a read model stopped at an event or is missing.", stopped, "projection")


def _days(connection: Connection) -> Iterator[GaugeMetricFamily]:
    today = system().today
    counted = due_dates_asked.counts(connection, {"revision": today - timedelta(days=1), "reapplication": today})
    yield _family("due_commands", "Commands the clock has still to send, by the kind of what fell due.", counted.items(), "kind")
    provisional = float(due_dates_asked.provisional_count(connection))
    yield _family("provisional_deadlines", "Deadlines that await the notice of days off of a year.", [("", provisional)])


def _mails() -> Iterator[GaugeMetricFamily]:
    outbox = system().outbox
    counted = outbox.counts()
    yield _family("mails", "Messages by state.", [(state, counted.get(state, 0)) for state in MAIL_STATES], "state")
    oldest = outbox.oldest_waiting()
    age = 0.0 if oldest is None else (system().clock.now() - datetime.fromisoformat(oldest)).total_seconds()
    yield _family("mail_oldest_waiting_seconds", "Age of the oldest message that waits.", [("", age)])


def _family(name: str, said: str, samples: Iterable[tuple[str, float]], label: str = "") -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"qingjian_{name}", said, labels=[label] if label else [])
    for value, number in samples:
        family.add_metric([value] if label else [], float(number))
    return family
