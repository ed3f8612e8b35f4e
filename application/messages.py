"""通知: who is told of what. The record is read on, and each fact people wait for puts one message for each of them into the outbox.

The key of a message is its event and its person: read twice it is put once. Nothing protected is kept in it, days and numbers only.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import msgspec
from sqlalchemy import and_, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from application.store.message_tables import OUTBOX, OUTBOX_POSITION, UNWANTED
from application.trail.profile import instant
from domain.case.events.audit import SubmissionReturned
from domain.case.events.grade import ResultNotified
from domain.case.events.panel import ExpertInvited, VisitPostponed, VisitScheduled
from domain.case.events.plan import PlanListed, PlanReturned
from domain.case.events.revision import (
    ExtensionRequested,
    RevisionDeadlineRecalculated,
    RevisionExtended,
    RevisionLapsed,
    RevisionReminded,
    RevisionReturned,
)
from domain.register.events import ReapplicationOpened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection, Engine, Row

    from application.clock import Clock
    from application.store.event_store import Recorded
    from domain.fact import Fact

ENTERPRISE, BUREAU, CONSULTANCY, PANEL, EXPERT = "enterprise", "bureau", "consultancy", "panel", "expert"
"""Who is told: of the enterprise; of the bureau; of consultancies with a running mandate; the experts of the panel; the one expert named."""
OUTSIDE = (ENTERPRISE, CONSULTANCY)
OLDEST = timedelta(days=7)
"""What was recorded longer ago is news to nobody: history entered late, or mail switched on late, sends nothing."""
BATCH = 500


class Message(NamedTuple):
    """通知: one kind of it."""

    kind: str
    audience: tuple[str, ...]
    days: tuple[str, ...] = ()
    """Members of the fact the text names."""
    about: Callable[[Any], UUID] | None = None
    """The expert the fact names, where one is told."""


MESSAGES: dict[type[Fact], Message] = {
    PlanReturned: Message("plan-returned", OUTSIDE),
    PlanListed: Message("plan-listed", (ENTERPRISE,)),
    SubmissionReturned: Message("submission-returned", OUTSIDE),
    RevisionReminded: Message("revision-reminder", OUTSIDE, ("last_day", "days_left")),
    RevisionLapsed: Message("revision-lapsed", (*OUTSIDE, BUREAU), ("last_day",)),
    RevisionExtended: Message("revision-extended", OUTSIDE, ("revision_deadline",)),
    RevisionDeadlineRecalculated: Message("revision-recalculated", OUTSIDE, ("revision_deadline", "was_last_day")),
    RevisionReturned: Message("revision-returned", OUTSIDE, ("last_day",)),
    ExtensionRequested: Message("extension-requested", (BUREAU,)),
    ResultNotified: Message("result-notified", (ENTERPRISE,)),
    ExpertInvited: Message("expert-invited", (EXPERT,), about=lambda fact: fact.expert.expert_id),
    VisitScheduled: Message("visit-scheduled", (*OUTSIDE, PANEL), ("visit_on",)),
    VisitPostponed: Message("visit-postponed", (*OUTSIDE, PANEL), ("visit_on",)),
    ReapplicationOpened: Message("reapplication-opened", (ENTERPRISE,), ("first_day",)),
}
"""Fact → who is told, and which days the text names."""
KINDS = tuple(sorted({message.kind for message in MESSAGES.values()}))


class Subject(NamedTuple):
    """通知对象: what a message is about."""

    name: str
    """Case number; name of an enterprise outside a case."""
    enterprise_id: UUID
    case_id: UUID | None = None
    """None outside a case."""
    provisional_day: date | None = None
    """The case's last day, while a notice of days off may still move it."""


class Directory(Protocol):
    """收件人: what the outbox asks of the read models."""

    def position(self) -> int:
        """How far the read models have read: the outbox reads no further."""

    def subject(self, aggregate_id: UUID) -> Subject | None:
        """The case, or the enterprise."""

    def persons(self, audience: str, subject: Subject, expert: UUID | None) -> Sequence[str]:
        """Opaque ids of those who are told; ``expert`` is the one the fact names."""


class Log(Protocol):
    """日志: the record in the order of its positions."""

    def read(self, after: int, limit: int) -> Sequence[Recorded]:
        """At most ``limit`` facts after a position."""


class Outbox:
    """发件箱: collects messages from the record, and keeps who wants none of a kind."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def collect(self, log: Log, directory: Directory, *, go_on: Callable[[], bool] = lambda: True) -> int:
        """Read the record on and put messages; returns how many. Position and messages move in one transaction."""
        put = 0
        while go_on():
            after = self._position()
            records = [each for each in log.read(after, BATCH) if each.position <= directory.position()]
            if not records:
                return put
            rows = [row for each in records for row in self._messages(each, directory)]
            with self._engine.begin() as connection:
                moved = connection.execute(update(OUTBOX_POSITION).where(OUTBOX_POSITION.c.position == after).values(position=records[-1].position))
                if moved.rowcount == 0 and (after > 0 or not self._begin(connection, records[-1].position)):
                    return put  # another worker was faster
                put += sum(connection.execute(_insert(connection).values(row)).rowcount for row in rows)
        return put

    def _messages(self, record: Recorded, directory: Directory) -> Iterable[dict[str, object]]:
        message = MESSAGES.get(type(record.fact))
        if message is None or record.recorded_at < instant(self._clock.now() - OLDEST):
            return
        subject = directory.subject(record.case_id)
        if subject is None:
            return
        content = msgspec.json.encode({"name": subject.name, **_days(record.fact, message.days, subject)}).decode()
        now = instant(self._clock.now())
        expert = message.about(record.fact) if message.about else None
        for person in sorted({each for audience in message.audience for each in directory.persons(audience, subject, expert)}):
            yield {
                "key": f"{record.originator_id}/{record.originator_version}/{person}",
                "person": person,
                "kind": message.kind,
                "subject_id": str(record.case_id),
                "content": content,
                "created_at": now,
                "state": "unwanted" if message.kind in self.unwanted(person) else "waiting",
                "attempts": 0,
                "next_at": now,
            }

    def _position(self) -> int:
        with self._reading() as connection:
            return connection.execute(select(OUTBOX_POSITION.c.position)).scalar() or 0

    @staticmethod
    def _begin(connection: Connection, position: int) -> bool:
        if connection.execute(select(OUTBOX_POSITION.c.id)).first() is not None:
            return False
        connection.execute(insert(OUTBOX_POSITION).values(id=1, position=position))
        return True

    # --------------------------------------------------------------------------------------------------------------- switches

    def unwanted(self, person: str) -> frozenset[str]:
        """Kinds a person does not want by mail."""
        with self._reading() as connection:
            return frozenset(connection.execute(select(UNWANTED.c.kind).where(UNWANTED.c.person == person)).scalars())

    def switch(self, person: str, unwanted: Iterable[str]) -> None:
        """Fix which kinds a person does not want. Raises LookupError for a kind that is none."""
        asked = sorted(set(unwanted))
        for kind in asked:
            if kind not in KINDS:
                raise LookupError(kind)
        with self._engine.begin() as connection:
            connection.execute(delete(UNWANTED).where(UNWANTED.c.person == person))
            for kind in asked:
                connection.execute(insert(UNWANTED).values(person=person, kind=kind))

    def want(self, person: str, kind: str, *, wanted: bool) -> None:
        """Switch one kind on or off. Raises LookupError for a kind that is none."""
        if kind not in KINDS:
            raise LookupError(kind)
        self.switch(person, self.unwanted(person) - {kind} if wanted else self.unwanted(person) | {kind})

    def failed(self, limit: int) -> list[Row[Any]]:
        """Messages given up for good, or put back at least once and still waiting; the latest first."""
        troubled = or_(OUTBOX.c.state == "failed", and_(OUTBOX.c.state == "waiting", OUTBOX.c.fault.is_not(None)))
        with self._reading() as connection:
            return list(connection.execute(select(OUTBOX).where(troubled).order_by(OUTBOX.c.created_at.desc(), OUTBOX.c.key).limit(limit)))

    def counts(self) -> dict[str, int]:
        """How many messages stand in each state."""
        counted = select(OUTBOX.c.state, func.count().label("number")).group_by(OUTBOX.c.state)
        with self._reading() as connection:
            return {row.state: row.number for row in connection.execute(counted)}

    def oldest_waiting(self) -> str | None:
        """When the oldest message that waits was put (UTC)."""
        with self._reading() as connection:
            return connection.execute(select(func.min(OUTBOX.c.created_at)).where(OUTBOX.c.state == "waiting")).scalar()

    def _reading(self) -> Connection:
        return self._engine.connect().execution_options(read_only=True)


def _days(fact: Fact, names: Iterable[str], subject: Subject) -> dict[str, object]:
    """The days a text names; a deadline is named by its last day, and a last day says whether it is provisional."""
    found = {name: getattr(fact, name) for name in names}
    deadline = found.pop("revision_deadline", None)
    if deadline is not None:
        return found | {"last_day": deadline.last_day, "provisional": deadline.provisional}
    return found | {"provisional": found["last_day"] == subject.provisional_day} if "last_day" in found else found


def _insert(connection: Connection) -> sqlite.Insert | postgresql.Insert:
    """Put a message unless it is there."""
    made = sqlite.insert(OUTBOX) if connection.dialect.name == "sqlite" else postgresql.insert(OUTBOX)
    return made.on_conflict_do_nothing(index_elements=["key"])
