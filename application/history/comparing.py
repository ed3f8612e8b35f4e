"""比较: a case at two moments, for one reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from application.history.reading import State, evolve, fold, upto
from domain.history.difference import CLOCK, MISSING, Path, difference, same
from domain.history.portrait import forget, leaves, portrait

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from application.store.event_store import Recorded
    from domain.fact import Capacity
    from domain.history.difference import Change
    from domain.history.portrait import Portrait


class Comparison(NamedTuple):
    """比较结果: both states, their portraits, what changed and what the clock did between."""

    first: State
    second: State
    before: Portrait
    after: Portrait
    changes: list[Change]
    same: int
    clock: list[Recorded]
    """Events between the moments that start, move or end a deadline."""


def compare(case_id: UUID, events: Sequence[Recorded], earlier: int, later: int, reader: Capacity) -> Comparison:
    """Lay two moments side by side; the earlier event first, whichever way round they were asked."""
    earlier, later = sorted((earlier, later))
    first = fold(case_id, upto(events, earlier))
    state = fold(case_id, upto(events, earlier))
    before = portrait(first.case, first.sheets, reader)
    between = [event for event in events if earlier < event.case_version <= later]
    causes: dict[Path, int] = {}
    seen = after = before
    for event in between:
        evolve(state, event)
        after = portrait(state.case, state.sheets, reader)
        for name in after.keys() | seen.keys():
            causes.update((path, event.case_version) for path in _moved(name, seen.get(name), after.get(name)))
        seen = after
    forget()
    clock = [event for event in between if event.fact.TOPIC in CLOCK]
    return Comparison(first, state, before, after, difference(before, after, causes), same(before, after), clock)


def _moved(name: str, before: Any, after: Any) -> list[Path]:
    """The leaves of one field that one event changed."""
    if before is after or before == after:
        return []
    first, second = (leaves({name: value}) if value is not None else {} for value in (before, after))
    return [path for path in first.keys() | second.keys() if first.get(path, MISSING) != second.get(path, MISSING)]
