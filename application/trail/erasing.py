"""删除办理: what two people agreed to erase is removed from every store the system writes; the proofs stay, for they rest on digests.

It may be broken off anywhere and begun again: what needs the values comes before the values go, and the counts are kept. It is on
record only when nothing is left.
"""

from __future__ import annotations

import logging
from collections import Counter
from datetime import datetime, time
from typing import TYPE_CHECKING, NamedTuple, Protocol
from uuid import UUID

import orjson
from sqlalchemy import select

from application.clock import SHENZHEN, business_day
from application.commands.trail import RecordErasure
from application.outcome import NotFoundError
from application.store.erasure_rows import ErasureRows, strings_of
from application.store.tables import EVENTS
from application.work import Work
from domain.fact import FieldClass
from domain.papers.paper import DIGEST
from domain.trail import exporting
from domain.trail.events import DisclosureErased, DisclosureRestricted, ErasureApproved, ErasureProposed, Removed
from domain.trail.log_entry import LogEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from application.casework import Casework
    from application.store.erasure_rows import Backup, EventId
    from domain.fact import Capacity

log = logging.getLogger(__name__)


class HeldUpError(RuntimeError):
    """Something else holds on to a store; what was done stays done, and it is to be tried again."""


class OwnersOnlyError(PermissionError):
    """This role of the database may delete rows but not have the tables written anew: the owner must do it (``trail erase``)."""


class Target(NamedTuple):
    """删除对象: what is to go."""

    events: tuple[EventId, ...]
    field_class: str
    indexes: frozenset[int]
    cases: frozenset[UUID]
    topics: frozenset[str]
    values: frozenset[str]
    digests: frozenset[str]
    """Papers the values name, and nothing else does."""


class Keep(Protocol):
    """存放处: a store outside the durable tables that may hold what is erased."""

    name: str

    def remove(self, target: Target) -> int:
        """Remove it and say how many copies there were; safe to repeat. Raises HeldUpError."""


class Erased(NamedTuple):
    """已删除: what was done, and what whoever asked should know."""

    removed: tuple[Removed, ...]
    elsewhere: tuple[tuple[str, str], ...]
    """Event and class of other members that say the same and were not named."""
    still_in_directory: tuple[str, ...]
    """Persons whose entry says the same and who have an account."""
    backups: tuple[Backup, ...]


class Erasing:
    """删除办理: of one office."""

    def __init__(self, casework: Casework, *, knowing: Sequence[Keep] = (), afterwards: Sequence[Keep] = ()) -> None:
        """``knowing``: stores that must be asked while the values are known; ``afterwards``: those made from what is left."""
        self._casework = casework
        self._knowing = knowing
        self._afterwards = afterwards
        self.rows = ErasureRows(casework.engine)
        self._read = 0
        self._agreed: Counter[UUID] = Counter()
        self._open: dict[UUID, None] = {}

    def agreed(self) -> list[UUID]:
        """Erasures two people agreed to and nobody has carried out, the oldest first. The log is read on from the last time."""
        topics = [each.TOPIC for each in (ErasureProposed, ErasureApproved, DisclosureErased, DisclosureRestricted)]
        wanted = select(EVENTS.c.position, EVENTS.c.topic, EVENTS.c.originator_id).where(EVENTS.c.position > self._read, EVENTS.c.topic.in_(topics))
        with self._casework.engine.connect().execution_options(read_only=True) as connection:
            for position, topic, erasure_id in connection.execute(wanted.order_by(EVENTS.c.position)):
                self._read = position
                if topic == ErasureApproved.TOPIC:
                    self._agreed[erasure_id] += 1
                elif topic == ErasureProposed.TOPIC:
                    self._open[erasure_id] = None
                else:
                    self._open.pop(erasure_id, None)
        return [each for each in self._open if self._agreed[each] >= exporting.NEEDED]

    def carry_out(self, erasure_id: UUID, *, acting: Capacity, go_on: Callable[[], bool] = lambda: True) -> Erased:
        """Remove it everywhere and put that on record.

        Raises Refused where two people have not agreed or it is done, NotFoundError, HeldUpError, OwnersOnlyError.
        """
        entry = Work(self._casework).find(LogEntry, erasure_id)
        if entry is None:
            raise NotFoundError(str(erasure_id))
        proposed = exporting.approved_erasure(entry)
        if proposed.restrict_only:
            self._casework.handle(RecordErasure(erasure_id=erasure_id, removed=()), acting)
            return Erased((), (), (), ())
        if not self.rows.may_purge():
            raise OwnersOnlyError("the tables belong to another role of the database: carry it out as that one")
        target = self._target(proposed)
        elsewhere = tuple(self.rows.elsewhere(target.values, target.events)) if target.values else ()
        left = self._remove(erasure_id, target, go_on)
        today = business_day(self._casework.clock.now())
        backups = tuple(self.rows.backups(today))
        removed = tuple(Removed(store=store, count=count) for store, count in self.rows.counts(erasure_id))
        ends = max((datetime.combine(each.ends_on, time(23, 59, 59), SHENZHEN) for each in backups), default=None)
        self._casework.handle(RecordErasure(erasure_id=erasure_id, removed=removed, backups_end_on=ends), acting)
        return Erased(removed, elsewhere, tuple(left), backups)

    def _remove(self, erasure_id: UUID, target: Target, go_on: Callable[[], bool]) -> list[str]:
        # A file name may be anybody's; a person is one wherever the name stands.
        cases = target.cases if target.field_class == FieldClass.BUSINESS_SECRET else None
        left = self.rows.sweep(erasure_id, target.values, target.digests, cases) if target.values else []
        for keep in self._knowing if target.values else ():
            self.rows.count(erasure_id, keep.name, keep.remove(target))
        self.rows.disclosures(erasure_id, target.events, target.field_class)
        for keep in self._afterwards:
            if not go_on():
                raise HeldUpError("asked to stop")
            self.rows.count(erasure_id, keep.name, keep.remove(target))
        if not self.rows.purge():
            raise HeldUpError("somebody reads the database all the while")
        return left

    def _target(self, proposed: ErasureProposed) -> Target:
        events = tuple((UUID(aggregate), int(version)) for aggregate, _, version in (each.rpartition("/") for each in proposed.events))
        places = self.rows.places(events)
        values: set[str] = set()
        for content in self.rows.contents(events, proposed.field_class):
            for line in content.split(b"\n"):
                values.update(strings_of(orjson.loads(line)[2]))
        digests = frozenset(each for each in values if DIGEST.fullmatch(each))
        named_elsewhere = frozenset(each for each in digests if any(self.rows.elsewhere((each,), events)))
        return Target(
            events,
            proposed.field_class,
            frozenset(at for at, _, _ in places),
            frozenset(case for _, case, _ in places),
            frozenset(topic for _, _, topic in places),
            frozenset(values) - digests,
            digests - named_elsewhere,
        )
