"""Logs for tests: events put straight into the store, so that thousands cost seconds."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from application.casework import Casework
from application.clock import SetClock
from application.store.engine import make_engine
from application.store.event_store import Pending
from application.trail.leaf import NO_HEAD
from application.trail.sealing import Sealing
from application.trail.signer import Signer
from domain.calendar.working_days import shipped_calendar
from domain.fact import Capacity, Stamp
from domain.law.rulebook import shipped
from domain.register.events import EnterpriseRegistered
from domain.trail.events import ErasureApproved, ExportApproved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from domain.fact import Fact

ORIGIN = "test.qingjian.example/log"
MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
OFFICER = Capacity(person="p-officer", role="bureau-officer")
APPROVER = Capacity(person="p-approver", role="bureau-approver")
SECOND = Capacity(person="p-second", role="bureau-approver")
REGULATOR = Capacity(person="p-regulator", role="regulator")
CLI = Capacity(person="system:cli", role="system")
STAMP = Stamp(on=date(2026, 3, 2), by=OFFICER, rule_set="sz-2025-5", rule_set_digest="ab" * 32, correlation_id=UUID(int=7))
BATCH = 1_000


def casework_on(url: str, origin: str = ORIGIN) -> Casework:
    """A casework at nine in the morning in Shenzhen."""
    return Casework(make_engine(url), clock=SetClock(MORNING), rulebook=shipped(), calendar=shipped_calendar(), receipt_key=b"k" * 32, origin=origin)


def plain_fact(number: int) -> Fact:
    """Every third with a member of the class ``official``, the others with none."""
    if number % 3 == 1:
        return ExportApproved(note=f"示例意见 {number}")
    if number % 3 == 2:
        return ErasureApproved()
    return EnterpriseRegistered(credit_code=f"{number:018d}", name=f"示例企业{number}")


def fill(casework: Casework, count: int, *, cases: int = 20, seed: int = 1, fact: Callable[[int], Fact] = plain_fact) -> list[UUID]:
    """Put ``count`` events of so many cases on record; every third has a protected member. Returns the cases."""
    dice = random.Random(seed)
    ids = [UUID(int=dice.getrandbits(128), version=4) for _ in range(cases)]
    versions = dict.fromkeys(ids, 0)
    heads = dict.fromkeys(ids, NO_HEAD)
    pending: list[Pending] = []
    for number in range(count):
        case = ids[number % cases] if number < cases else dice.choice(ids)
        versions[case] += 1
        pending.append(Pending(case, versions[case], fact(number), STAMP, case, MORNING))
        if len(pending) == BATCH or number == count - 1:
            casework.events.put(pending, heads=heads, receipts=())
            pending = []
    return [each for each in ids if versions[each]]


def sealing_of(casework: Casework, folder: Path, origin: str = ORIGIN) -> Sealing:
    """The sealing of a log, with a key made for it where there is none."""
    path = folder / "trail.key"
    return Sealing(casework, Signer(path) if path.exists() else Signer.create(path, origin))


def leaves(casework: Casework) -> Iterator[bytes]:
    """The bytes of every leaf."""
    with casework.engine.connect() as connection:
        for (state,) in connection.exec_driver_sql("SELECT state FROM events ORDER BY position"):
            yield bytes(state)


def without_fences(connection: Connection) -> None:
    """Take every fence down, as somebody who rules the database can."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP FUNCTION refuse_change CASCADE")
        return
    for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
