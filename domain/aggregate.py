"""聚合: an object whose state is folded from its facts. Deciding and evolving are apart: evolving only assigns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from domain.fact import Fact, Stamp

A = TypeVar("A", bound="Aggregate")
F = TypeVar("F", bound="Fact")


class UnknownFactError(LookupError):
    """A stored fact has no evolution: the code that knows it is missing, so the state must not be guessed."""


class Aggregate:
    """聚合: identity, version and the facts recorded but not yet stored."""

    evolutions: ClassVar[dict[type[Fact], Callable[[Any, Any, Stamp], None]]]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.evolutions = {}

    def __init__(self, aggregate_id: UUID) -> None:
        self.id = aggregate_id
        self.version = 0
        """Number of facts folded in, stored or pending."""
        self.stamp: Stamp | None = None
        """The stamp under which new facts are recorded; set by whoever loads the aggregate to act on it."""
        self.pending: list[tuple[Fact, Stamp]] = []
        """Facts recorded but not yet stored, each with the stamp it was recorded under."""

    @classmethod
    def evolves(cls, fact: type[F]) -> Callable[[Callable[[Self, F, Stamp], None]], Callable[[Self, F, Stamp], None]]:
        """Register the function that folds ``fact`` into this aggregate; each fact has exactly one."""

        def register(evolution: Callable[[Self, F, Stamp], None]) -> Callable[[Self, F, Stamp], None]:
            if fact in cls.evolutions:
                message = f"{fact.__name__} has two evolutions"
                raise ValueError(message)
            cls.evolutions[fact] = evolution
            return evolution

        return register

    def record(self, fact: Fact) -> None:
        """Fold a new fact in and keep it for storing. Call it after the guards, once per decision."""
        if self.stamp is None:
            message = "an aggregate records facts only under a stamp"
            raise RuntimeError(message)
        self.evolve(fact, self.stamp)
        self.pending.append((fact, self.stamp))

    def evolve(self, fact: Fact, stamp: Stamp) -> None:
        """Fold one fact in. Raises UnknownFactError for a fact this aggregate does not know."""
        try:
            evolution = self.evolutions[type(fact)]
        except KeyError:
            message = f"{type(self).__name__} does not know {type(fact).__name__}"
            raise UnknownFactError(message) from None
        evolution(self, fact, stamp)
        self.version += 1

    def replay(self, history: Iterable[tuple[Fact, Stamp]]) -> Self:
        """Fold stored facts in, oldest first."""
        for fact, stamp in history:
            self.evolve(fact, stamp)
        return self
