"""骰子: a small generator of chance, so that the same seed gives the same history.

A case in progress keeps one of its own; the standard library's would take 2.5 kB of state for each.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

T = TypeVar("T")

WORD = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
"""Increment of splitmix64 (Steele, Lea, Flood 2014)."""


class Dice:
    """骰子: splitmix64, named by what it is for; children of other names draw independently."""

    __slots__ = ("_name", "_state")

    def __init__(self, *name: object) -> None:
        self._name = blake2b(repr(name).encode(), digest_size=8).digest()
        self._state = int.from_bytes(self._name)

    def child(self, *name: object) -> Dice:
        """Dice of their own for one purpose; what was drawn here before makes no difference to them."""
        return Dice(self._name, *name)

    def draw(self) -> int:
        """A number of 64 bits."""
        self._state = (self._state + GOLDEN) & WORD
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & WORD
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & WORD
        return mixed ^ (mixed >> 31)

    def between(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return least + self.draw() % (most - least + 1)

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred throws."""
        return self.draw() % 100 < percent

    def pick(self, options: Sequence[T]) -> T:
        """One of them."""
        return options[self.draw() % len(options)]

    def weighed(self, options: Mapping[T, int]) -> T:
        """One of them, each as often as its weight says."""
        left = self.draw() % sum(options.values())
        for option, weight in options.items():
            left -= weight
            if left < 0:
                return option
        raise ValueError("no option")

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """All of them in another order."""
        mixed = list(options)
        for last in range(len(mixed) - 1, 0, -1):
            other = self.draw() % (last + 1)
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed

    def uuid(self) -> UUID:
        """An id in the form of a random one (RFC 9562, version 4)."""
        return UUID(int=self.draw() << 64 | self.draw(), version=4)

    def digest(self) -> str:
        """What stands for the SHA-256 of a paper that does not exist."""
        return f"{self.draw():016x}{self.draw():016x}{self.draw():016x}{self.draw():016x}"
