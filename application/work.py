"""经办: one unit of work: the aggregates a command loads, the facts they record, and what is written in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from eventsourcing.application import AggregateNotFoundError

from application.clock import business_day
from application.outcome import Declined, NotFoundError
from application.store.event_store import Pending, Recorded
from application.trail.leaf import NO_HEAD
from domain.case.audit_case import AuditCase
from domain.case.planning import NO_RULES_THAT_DAY
from domain.fact import Stamp
from domain.law.rulebook import NoRuleInForce
from domain.scoring.score_sheet import ScoreSheet

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from application.casework import Casework
    from application.trail.leaf import Head
    from domain.aggregate import Aggregate
    from domain.calendar.working_days import Calendar
    from domain.fact import Capacity
    from domain.law.refusal import Refused
    from domain.law.rulebook import Rulebook, RuleSet

A = TypeVar("A", bound="Aggregate")


class Work:
    """经办: what handlers load from and record into. Several commands may share one (imports, lists)."""

    def __init__(self, casework: Casework) -> None:
        self._casework = casework
        self._loaded: dict[UUID, Aggregate] = {}
        self._touched: dict[UUID, Aggregate] = {}
        self._loaded_version: dict[UUID, int] = {}
        self._leaf_hashes: dict[UUID, bytes] = {}
        self._case_of: dict[UUID, UUID] = {}
        self.heads: dict[UUID, Head] = {}
        """Head of each case whose stream was loaded or begun."""
        self.journal: list[Pending] = []
        """Facts of finished commands, in order, not yet written."""
        self._abandoned: set[UUID] = set()
        """Aggregates a refused command touched: loaded again, they are folded with what waits in the journal."""
        self.read_case = False
        """A decision read another aggregate of a case."""
        self.now: datetime
        """The instant of the command, UTC."""
        self.on: date
        """Business day of the command."""
        self.actor: Capacity
        self.stamp: Stamp | None = None
        self.correlation_id: UUID
        self._backdated_because: str | None = None
        self.remark: str | None = None
        """Set by a handler that did something else than was asked; comes back in the answer."""
        self.declined: Declined | None = None
        """Set by :meth:`decline`."""

    # ---------------------------------------------------------------------------------------------------------- command

    def begin(self, actor: Capacity, *, on: date | None, backdated_because: str | None, correlation_id: UUID | None) -> None:
        """Begin a command: fix its instant, its day and its actor."""
        self.now = self._casework.clock.now()
        self.on = on or business_day(self.now)
        self.actor = actor
        self.correlation_id = correlation_id or self.new_id()
        self._backdated_because = backdated_because
        self.stamp = None
        self.remark = None
        self.declined = None
        self._touched = {}

    @property
    def today(self) -> date:
        """The day of receipt in Shenzhen, whatever business day the command names."""
        return business_day(self.now)

    @property
    def backdated(self) -> bool:
        """The command enters something late and says why."""
        return bool(self._backdated_because)

    def stamp_under(self, rules: RuleSet) -> Stamp:
        """Fix the rule set of the command; facts are recorded under this stamp from now on."""
        self.stamp = Stamp(
            on=self.on,
            by=self.actor,
            rule_set=rules.id,
            rule_set_digest=rules.digest,
            correlation_id=self.correlation_id,
            backdated_because=self._backdated_because,
        )
        for aggregate in self._touched.values():
            aggregate.stamp = self.stamp
        return self.stamp

    def finish(self) -> dict[str, int]:
        """End a command: move its facts to the journal. Returns id → version of what it wrote."""
        written: dict[str, int] = {}
        for aggregate in self._touched.values():
            if aggregate.pending:
                self._drain(aggregate)
                written[str(aggregate.id)] = aggregate.version
        return written

    def decline(self, refused: Refused, *, remark: str) -> None:
        """Refuse what was asked and write what the handler recorded to keep it; ``remark`` says how it was kept."""
        self.remark = remark
        parameters = {name: str(value) for name, value in refused.parameters.items()}
        self.declined = Declined(refused.code, parameters, refused.citation)

    def abandon(self) -> None:
        """Forget a refused command: what it touched is folded anew when it is next asked for."""
        for aggregate_id in self._touched:
            del self._loaded[aggregate_id]
        self._abandoned.update(self._touched)

    def _drain(self, aggregate: Aggregate) -> None:
        version = aggregate.version - len(aggregate.pending)
        case_id = self._case_of.get(aggregate.id, aggregate.id)
        for fact, stamp in aggregate.pending:
            version += 1
            self.journal.append(Pending(aggregate.id, version, fact, stamp, case_id, self.now))
        aggregate.pending.clear()

    # ---------------------------------------------------------------------------------------------------------- loading

    def case(self, case_id: UUID) -> AuditCase:
        """The audit case. Raises NotFoundError."""
        return self.get(AuditCase, case_id)

    def get(self, kind: type[A], aggregate_id: UUID) -> A:
        """An aggregate of the record. Raises NotFoundError."""
        found = self.find(kind, aggregate_id)
        if found is None:
            message = f"{kind.__name__} {aggregate_id}"
            raise NotFoundError(message)
        return found

    def find(self, kind: type[A], aggregate_id: UUID) -> A | None:
        """An aggregate of the record, or none. An id of another kind of aggregate is none."""
        loaded = self._loaded.get(aggregate_id)
        if loaded is None:
            try:
                loaded = self._load(kind, aggregate_id)
            except AggregateNotFoundError:
                return None
            self._loaded[aggregate_id] = loaded
        loaded.stamp = self.stamp
        self._touched[aggregate_id] = loaded
        return loaded if isinstance(loaded, kind) and loaded.version else None

    def new(self, kind: type[A], aggregate_id: UUID | None = None, *, case_id: UUID | None = None) -> A:
        """A fresh aggregate, inside the case ``case_id`` where it belongs to one."""
        fresh = kind(aggregate_id or self.new_id())
        fresh.stamp = self.stamp
        self._loaded[fresh.id] = self._touched[fresh.id] = fresh
        self._loaded_version[fresh.id] = 0
        if case_id is None:
            self.heads.setdefault(fresh.id, NO_HEAD)
        else:
            self._case_of[fresh.id] = case_id
        return fresh

    def find_or_new(self, kind: type[A], aggregate_id: UUID) -> A:
        """The aggregate, begun where there is none."""
        return self.find(kind, aggregate_id) or self.new(kind, aggregate_id)

    def sheets_of(self, case: AuditCase) -> tuple[ScoreSheet, ...]:
        """All score sheets of a case. A decision that read them is stale if the case or any of them moved since."""
        self.read_case = True
        ids = {event.originator_id: None for event in self._casework.recorder.select_case(case.id) if event.originator_id != case.id}
        ids.update({pending.originator_id: None for pending in self.journal if pending.case_id == case.id and pending.originator_id != case.id})
        sheets = [self.find(ScoreSheet, UUID(str(each))) for each in ids]
        return tuple(sheet for sheet in sheets if sheet is not None)

    def _load(self, kind: type[A], aggregate_id: UUID) -> A:
        def fold(_: object, events: Iterable[Recorded]) -> Any:
            aggregate = None
            last = None
            for last in events:
                if aggregate is None:
                    if type(last.fact) not in kind.evolutions:
                        return None  # an id of another kind of aggregate
                    aggregate = kind(aggregate_id)
                aggregate.evolve(last.fact, last.stamp)
            if last is not None:
                self._note(last)
            return aggregate

        waiting = self.journal if aggregate_id in self._abandoned else ()
        journalled = [(each.fact, each.stamp) for each in waiting if each.originator_id == aggregate_id]
        try:
            aggregate: A = self._casework.repository.get(aggregate_id, projector_func=fold)
        except AggregateNotFoundError:
            if not journalled:
                raise
            aggregate = kind(aggregate_id)
        self._loaded_version[aggregate_id] = aggregate.version
        return aggregate.replay(journalled)

    def _note(self, last: Recorded) -> None:
        self._leaf_hashes[last.originator_id] = last.leaf_hash
        if last.case_id != last.originator_id:
            self._case_of[last.originator_id] = last.case_id
        elif last.head is not None:
            self.heads.setdefault(last.case_id, last.head)

    # ----------------------------------------------------------------------------------------------------- for handlers

    def loaded_version(self, aggregate_id: UUID) -> int | None:
        """The stored version an aggregate was loaded at; none where it was not loaded."""
        return self._loaded_version.get(aggregate_id)

    def left_as_it_is(self) -> dict[str, int]:
        """The stored versions of what a command looked at, where it found everything as asked and writes nothing."""
        if any(each.pending for each in self._touched.values()):
            return {}
        return {str(each.id): each.version for each in self._touched.values() if each.version}

    def new_id(self) -> UUID:
        """An id for what the command creates."""
        return self._casework.new_id()

    def leaf_hash(self, aggregate: Aggregate) -> str:
        """Leaf hash of the aggregate's last event, in hex. Raises RuntimeError where that event is not written yet and has none."""
        if self._loaded_version[aggregate.id] != aggregate.version:
            message = f"the last event of {aggregate.id} is not written yet"
            raise RuntimeError(message)
        return self._leaf_hashes[aggregate.id].hex()

    def rules(self, case: AuditCase) -> RuleSet:
        """The rule set of the case: that of the day of its plan."""
        return self._casework.rulebook.rule_set(case.rule_set)

    def rules_in_force(self) -> RuleSet:
        """The rule set in force on the command's business day: only a new plan needs one. Raises Refused where there is none."""
        try:
            return self._casework.rulebook.in_force(self.on)
        except NoRuleInForce:
            raise NO_RULES_THAT_DAY(field="claimed_on", on=self.on) from None

    def rules_of_the_day(self) -> RuleSet:
        """The rule set of what is no plan and belongs to no case: the one in force or, where none is, the last that was."""
        return self._casework.rulebook.of_the_day(self.on)

    @property
    def rulebook(self) -> Rulebook:
        """The rules as they were given to the casework: never the shipped ones by themselves."""
        return self._casework.rulebook

    @property
    def calendar(self) -> Calendar:
        """The working-day calendar: shipped notices and those entered."""
        return self._casework.calendar

    def next_case_number(self) -> str:
        """Take the next case number of the year of the command; a number once taken is not given again."""
        return self._casework.take_case_number(self.on.year)
