"""The clock as a small machine, searched in every interleaving: two workers, the duty, the effect and the mark.

A worker takes the duty, reads the list, sends the command (the effect), and the read model later takes the row off the list (the mark).
At any moment a worker may die, its connection may be cut without its noticing, or it may stand still for as long as it likes. The
search visits every state; a state with two effects for one due day is a fault, and so is one from which the effect can no longer come.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WORKERS = (0, 1)
DEATHS = 2
CUTS = 2


@dataclass(frozen=True)
class State:
    """Where everybody stands."""

    doing: tuple[str, str] = ("waiting", "waiting")
    """``waiting`` for the duty, ``on-duty``, ``read`` (the row is in hand)."""
    holder: int | None = None
    """Whose lock the database knows; a worker whose connection was cut still believes to be on duty."""
    effects: int = 0
    marked: bool = False
    deaths: int = 0
    cuts: int = 0


def keyed(state: State, _worker: int) -> int:
    """As it is: the command's receipt is written with its event, under a key made of what is due; a second one writes nothing."""
    return max(state.effects, 1)


def unkeyed(state: State, _worker: int) -> int:
    """Mutated: the effect has no key; the duty alone is to prevent the second."""
    return state.effects + 1


def fenced(state: State, worker: int) -> int:
    """Mutated: the store asks whether the sender still holds the duty, but keeps no key."""
    return state.effects + (state.holder == worker)


def steps(state: State, effect: Callable[[State, int], int], *, duty: bool = True, mark_first: bool = False) -> Iterator[State]:
    """Every state that can come next."""
    for worker in WORKERS:
        yield from _of(state, worker, effect, duty=duty, mark_first=mark_first)
        if state.deaths < DEATHS:
            dead = replace(_at(state, worker, "waiting"), deaths=state.deaths + 1)
            yield replace(dead, holder=None) if state.holder == worker else dead
    if state.holder is not None and state.cuts < CUTS:
        yield replace(state, holder=None, cuts=state.cuts + 1)
    if state.effects and not state.marked:
        yield replace(state, marked=True)


def _of(state: State, worker: int, effect: Callable[[State, int], int], *, duty: bool, mark_first: bool) -> Iterator[State]:
    doing = state.doing[worker]
    if doing == "waiting" and (state.holder is None or not duty):
        yield replace(_at(state, worker, "on-duty"), holder=worker)
    if doing == "on-duty" and not state.marked:
        yield replace(_at(state, worker, "read"), marked=mark_first)
    if doing == "on-duty" and state.holder != worker:
        yield _at(state, worker, "waiting")  # it asked the lock and learnt that it is gone
    if doing == "read":
        yield replace(_at(state, worker, "on-duty"), effects=effect(state, worker))


def _at(state: State, worker: int, doing: str) -> State:
    pair = [*state.doing]
    pair[worker] = doing
    return replace(state, doing=(pair[0], pair[1]))


def reachable(effect: Callable[[State, int], int], *, duty: bool = True, mark_first: bool = False) -> dict[State, list[State]]:
    """Every state with those that can follow; the search stops behind a fault."""
    found: dict[State, list[State]] = {}
    waiting = [State()]
    while waiting:
        state = waiting.pop()
        if state in found:
            continue
        found[state] = [] if state.effects > 1 else list(steps(state, effect, duty=duty, mark_first=mark_first))
        waiting += found[state]
    return found


def stuck(graph: dict[State, list[State]]) -> set[State]:
    """States from which no way leads to the effect and its mark."""
    before: dict[State, list[State]] = {}
    for state, following in graph.items():
        for each in following:
            before.setdefault(each, []).append(state)
    good = [state for state in graph if state.effects == 1 and state.marked]
    reached = set(good)
    while good:
        for state in before.get(good.pop(), ()):
            if state not in reached:
                reached.add(state)
                good.append(state)
    return set(graph) - reached


def test_no_interleaving_doubles_an_effect_and_none_loses_it() -> None:
    graph = reachable(keyed)
    assert len(graph) > 200
    assert max(state.effects for state in graph) == 1
    assert stuck(graph) == set()


def test_without_any_duty_the_key_alone_prevents_the_double() -> None:
    assert max(state.effects for state in reachable(keyed, duty=False)) == 1


@pytest.mark.parametrize("effect", [unkeyed, fenced])
def test_a_machine_without_the_key_is_found_out(effect: Callable[[State, int], int]) -> None:
    """The control: neither the duty alone nor a fence on it prevents the second effect."""
    assert max(state.effects for state in reachable(effect)) == 2


def test_a_machine_that_marks_before_its_effect_is_found_to_lose_it() -> None:
    """The control of the other half: a row taken off the list before its command is lost with the worker that took it."""
    assert stuck(reachable(keyed, mark_first=True))
