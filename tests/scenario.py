"""Given facts – when a decision is asked – then facts, or refused with its article.

``given(AuditCase, planned(), endorsed()).when(lambda case: planning.report(case, ...)).then(PlanReported(...))``
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar
from uuid import UUID

import msgspec

import domain.catalogue  # noqa: F401  a history may hold any fact, so every evolution must be in
from domain.fact import Capacity, Fact, Stamp
from domain.law.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.aggregate import Aggregate

A = TypeVar("A", bound="Aggregate")

OFFICER = Capacity(person="p-officer", role="bureau-officer")
APPROVER = Capacity(person="p-approver", role="bureau-approver")
AGGREGATE_ID = UUID("00000000-0000-4000-8000-000000000001")


def stamp(on: date = date(2026, 3, 2), by: Capacity = OFFICER, rule_set: str = "sz-2025-5") -> Stamp:
    """A stamp for facts that happened: by default a bureau officer on 2 March 2026 under the rules of 2025."""
    return Stamp(on=on, by=by, rule_set=rule_set, rule_set_digest="0" * 64, correlation_id=UUID(int=1))


class Scenario(Generic[A]):
    """One aggregate with its history, a decision and what came of it."""

    def __init__(self, aggregate: A) -> None:
        self.aggregate = aggregate
        self._refused: Refused | None = None

    def when(self, decide: Callable[[A], object], *, by: Capacity = OFFICER, on: date = date(2026, 3, 2)) -> Self:
        """Ask for a decision, acting as ``by`` on the business day ``on``."""
        self.aggregate.stamp = stamp(on, by)
        try:
            decide(self.aggregate)
        except Refused as refused:
            self._refused = refused
        return self

    def then(self, *facts: Fact) -> A:
        """Exactly these facts were recorded. Returns the aggregate for a look at its state."""
        if self._refused is not None:
            raise self._refused
        assert [fact for fact, _ in self.aggregate.pending] == list(facts)
        return self.aggregate

    def then_recorded(self, kind: type[Fact], **members: Any) -> A:
        """One fact of this kind was recorded last, with these members among others."""
        if self._refused is not None:
            raise self._refused
        assert self.aggregate.pending, "nothing was recorded"
        fact = self.aggregate.pending[-1][0]
        assert type(fact) is kind
        found = msgspec.structs.asdict(fact)
        assert {name: found[name] for name in members} == members
        return self.aggregate

    def then_refused(self, article: str | None, *, code: str | None = None) -> Refused:
        """Refused under this article (None where no rule is behind it); nothing was recorded."""
        assert self._refused is not None, f"not refused; recorded {self.aggregate.pending}"
        assert self.aggregate.pending == [], "a refusal records nothing"
        found = [(str(each.citation) if each.citation else None, each.code) for each in self._refused.every]
        assert any(article == at and code in (None, kind) for at, kind in found), f"refused with {found}"
        assert str(self._refused), "a refusal has words"
        return self._refused


def given(kind: type[A], *history: Fact | tuple[Fact, Stamp], aggregate_id: UUID = AGGREGATE_ID) -> Scenario[A]:
    """An aggregate with these facts behind it; a fact may come with its own stamp."""
    aggregate = kind(aggregate_id)
    aggregate.replay(each if isinstance(each, tuple) else (each, stamp()) for each in history)
    return Scenario(aggregate)
