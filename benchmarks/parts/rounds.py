"""Runs of several variants in turn, so that what disturbs the machine disturbs all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from benchmarks.parts.lane import Summary, Timing, summary, timed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from benchmarks.parts.ground import Ground, Job
    from benchmarks.parts.peer import Peer


class Variant(NamedTuple):
    """Something that is measured; ``run`` takes how many calls and on how many threads."""

    name: str
    run: Callable[[int, int], Timing]


class Rounds(NamedTuple):
    """How often each variant is run."""

    threads: int
    size: int
    """Calls of one run."""
    repeats: int

    @property
    def first(self) -> int:
        """Calls before the first run: statements get prepared, caches filled."""
        return max(self.size // 10, 2 * self.threads)

    @property
    def calls(self) -> int:
        """Calls of one variant in all its runs."""
        return self.first + self.size * self.repeats


def interleaved(variants: Sequence[Variant], rounds: Rounds) -> list[Summary]:
    """Run the variants in turn, forwards and backwards; the first is the floor of the others."""
    runs: dict[str, list[Timing]] = {variant.name: [] for variant in variants}
    for variant in variants:
        variant.run(rounds.first, rounds.threads)
    for repeat in range(rounds.repeats):
        for variant in variants if repeat % 2 == 0 else reversed(variants):
            runs[variant.name].append(variant.run(rounds.size, rounds.threads))
    floor = runs[variants[0].name]
    return [summary(name, taken, floor) for name, taken in runs.items()]


def on_ground(ground: Ground, calls: Mapping[str, Callable[[Ground, Job], None]]) -> list[Variant]:
    """Variants of calls on a ground, each on a case of its own."""

    def variant(name: str, call: Callable[[Ground, Job], None]) -> Variant:
        return Variant(name, lambda count, threads: timed(lambda job: call(ground, job), ground.jobs(count), threads))

    return [variant(name, call) for name, call in calls.items()]


def by_peer(peer: Peer, name: str, what: str) -> Variant:
    """A variant that runs in the peer's process."""
    return Variant(name, lambda count, threads: peer.run(what, count, threads))
