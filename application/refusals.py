"""拒绝登记: turns a refused request into a fact of the trail, outside the case's stream, bounded against floods."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from application.clock import business_day
from application.store.event_store import Pending
from application.store.refusal_tables import REFUSAL_COUNTS
from application.trail.leaf import NO_HEAD
from domain.fact import Stamp
from domain.trail.refusal_events import RequestRefused

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import Engine

    from application.casework import Casework
    from application.sent import Sent
    from application.trail.leaf import Head
    from application.work import Work
    from domain.fact import Capacity
    from domain.law.refusal import Refused
    from domain.law.rule_set import RuleSet

CLOCK = "system:clock"
KEPT_SINGLY = 20
"""So many refusals of one kind to one person on one day are kept one by one."""
LONGEST_SENTENCE = 1_000
MOST_OTHERS = 50


class Refusal(NamedTuple):
    """一次拒绝: what is kept of it, gathered when it happened."""

    moment: datetime
    on: date
    by: Capacity
    correlation_id: UUID
    command: str
    request_digest: bytes
    refused: Refused
    rules: RuleSet
    case_id: UUID | None
    case_version: int | None
    head: Head | None


def gathered(casework: Casework, work: Work, sent: Sent, refused: Refused, digest: bytes) -> Refusal | None:
    """What is kept of a refusal; the clock's own are no one's request."""
    if sent.actor.person == CLOCK:
        return None
    case_id: UUID | None = getattr(sent.command, "case_id", None)
    head = work.heads.get(case_id) if case_id is not None else None
    rules = casework.rulebook.of_the_day(min(work.on, business_day(work.now)))
    place = (case_id, work.loaded_version(case_id) if case_id is not None else None, head)
    return Refusal(work.now, work.on, sent.actor, work.correlation_id, type(sent.command).__name__, digest, refused, rules, *place)


def pending(engine: Engine, work: Work, refusals: list[Refusal]) -> list[Pending]:
    """The facts to write for refusals, which are taken off the list; those of a flood beyond what is kept are only counted."""
    found = []
    while refusals:
        each = refusals.pop(0)
        times = _counted(engine, each)
        if is_kept(times):
            refusal_id = work.new_id()
            work.heads[refusal_id] = NO_HEAD
            found.append(_fact(each, refusal_id, times))
    return found


def is_kept(times: int) -> bool:
    """防泛滥: the first ones singly, then the hundredth, the thousandth: a flood cannot swell the trail, and its size is told."""
    return times <= KEPT_SINGLY or str(times).rstrip("0") == "1"


def _fact(each: Refusal, refusal_id: UUID, times: int) -> Pending:
    refused = each.refused
    every = refused.every[:MOST_OTHERS]
    fact = RequestRefused(
        command=each.command,
        code=refused.code,
        others=tuple(other.code for other in every[1:]),
        citation=refused.citation,
        request_digest=each.request_digest.hex(),
        case_id=each.case_id,
        case_version=each.case_version,
        leaf_hash=each.head.leaf_hash.hex() if each.head else None,
        times=times,
        parameters={name: str(value)[:LONGEST_SENTENCE] for name, value in refused.parameters.items()},
        sentences=tuple(str(other)[:LONGEST_SENTENCE] for other in every),
    )
    stamp = Stamp(on=each.on, by=each.by, rule_set=each.rules.id, rule_set_digest=each.rules.digest, correlation_id=each.correlation_id)
    return Pending(refusal_id, 1, fact, stamp, refusal_id, each.moment)


def _counted(engine: Engine, each: Refusal) -> int:
    """Count the refusal; how often the same was refused to the same person on this day."""
    key = {"on": each.on, "person": each.by.person, "command": each.command[:64], "code": each.refused.code[:64]}
    dialect = postgresql if engine.dialect.name == "postgresql" else sqlite
    counted = REFUSAL_COUNTS.c.count
    statement = dialect.insert(REFUSAL_COUNTS).values(**key, count=1)
    statement = statement.on_conflict_do_update(index_elements=list(key), set_={"count": counted + 1})
    with engine.begin() as connection:
        connection.execute(statement)
        found = select(counted).where(*(REFUSAL_COUNTS.c[name] == value for name, value in key.items()))
        return int(connection.execute(found).scalar_one())
