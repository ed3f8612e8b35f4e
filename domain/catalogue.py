"""事件目录: every fact and every aggregate the record can hold, found by importing the domain.

Whoever reads the record imports this module first: a fact has its evolution only once the module of its topic is in.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING, TypeVar

import domain.calendar
import domain.case
import domain.lists
import domain.register
import domain.scoring
import domain.trail
from domain.aggregate import Aggregate
from domain.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import ModuleType

T = TypeVar("T")

PACKAGES = (domain.calendar, domain.case, domain.lists, domain.register, domain.scoring, domain.trail)
"""Where facts and their evolutions stand."""


class CatalogueFault(ValueError):  # noqa: N818  the trade's words
    """Two facts share a topic, or two aggregates a prefix: the record could not be read without guessing."""


def prefix(topic: str) -> str:
    """The aggregate's part of a topic: ``case`` of ``case.Planned``."""
    return topic.partition(".")[0]


def by_topic(facts: Iterator[type[Fact]]) -> dict[str, type[Fact]]:
    """Topic → fact, sorted by topic. Raises CatalogueFault where a topic is taken twice."""
    found: dict[str, type[Fact]] = {}
    for fact in facts:
        if found.setdefault(fact.TOPIC, fact) is not fact:
            raise CatalogueFault(f"{fact.TOPIC} is the topic of {found[fact.TOPIC].__qualname__} and of {fact.__qualname__}")
    return dict(sorted(found.items()))


def by_prefix(aggregates: Iterator[type[Aggregate]]) -> dict[str, type[Aggregate]]:
    """Prefix of a topic → the aggregate that folds its facts. Raises CatalogueFault where two aggregates share a prefix."""
    found: dict[str, type[Aggregate]] = {}
    for aggregate in aggregates:
        for fact in aggregate.evolutions:
            if found.setdefault(prefix(fact.TOPIC), aggregate) is not aggregate:
                raise CatalogueFault(f"{fact.TOPIC} is folded by {aggregate.__qualname__} and by {found[prefix(fact.TOPIC)].__qualname__}")
    return dict(sorted(found.items()))


def unfolded(facts: Mapping[str, type[Fact]], aggregates: Mapping[str, type[Aggregate]]) -> tuple[str, ...]:
    """Topics no aggregate can fold: a record that holds one cannot be read."""
    return tuple(topic for topic, fact in facts.items() if prefix(topic) not in aggregates or fact not in aggregates[prefix(topic)].evolutions)


def _import_all(package: ModuleType) -> None:
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)


def _of_the_domain(root: type[T]) -> Iterator[type[T]]:
    """Subclasses declared in the domain; what tests declare for themselves is not part of the record."""
    for each in root.__subclasses__():
        if each.__module__.startswith("domain."):
            yield each
        yield from _of_the_domain(each)


for each in PACKAGES:
    _import_all(each)

FACTS: Mapping[str, type[Fact]] = by_topic(_of_the_domain(Fact))
"""Topic → fact."""
AGGREGATES: Mapping[str, type[Aggregate]] = by_prefix(_of_the_domain(Aggregate))
"""Prefix of the topic → aggregate."""
