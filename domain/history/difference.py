"""两个时点之差: which fields changed between two moments, by which event, and what the clock did between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from domain.history.portrait import leaves

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from domain.history.portrait import Portrait

Path = tuple[str, ...]


class Missing:
    """没有: stands where a field is not there at one of the moments."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING = Missing()

CLOCK = (
    "case.Accepted",
    "case.OpinionDelivered",
    "case.RevisionExtended",
    "case.RevisionReminded",
    "case.RevisionLapsed",
    "case.RevisionDeadlineRecalculated",
    "case.RevisionReturned",
    "case.PlatformReceiptRecorded",
    "case.AcceptanceCorrected",
    "case.Graded",
    "case.ResultPublished",
)
"""期限事件: topics that start, move or end a deadline."""


class Change(NamedTuple):
    """变化: one leaf that is not the same."""

    path: Path
    before: Any
    after: Any
    because: int | None = None
    """The event that brought it: the last one between the moments that changed this leaf."""

    @property
    def kind(self) -> str:
        """``added``, ``removed`` or ``changed``."""
        return "added" if self.before is MISSING else "removed" if self.after is MISSING else "changed"


def difference(before: Portrait, after: Portrait, causes: Mapping[Path, int] | None = None) -> list[Change]:
    """Every leaf that differs, in the order of the portrait."""
    first, second = leaves(before), leaves(after)
    causes = causes or {}
    changed = [path for path in (*first, *(path for path in second if path not in first)) if first.get(path, MISSING) != second.get(path, MISSING)]
    order = {name: place for place, name in enumerate((*after, *(name for name in before if name not in after)))}
    changed.sort(key=lambda path: order[path[0]])
    return [Change(path, first.get(path, MISSING), second.get(path, MISSING), causes.get(path)) for path in changed]


def apply(before: Portrait, changes: Iterable[Change]) -> Portrait:
    """The later portrait: what a difference makes of the earlier one."""
    found = leaves(before)
    for change in changes:
        if change.after is MISSING:
            del found[change.path]
        else:
            found[change.path] = change.after
    return _grown(found)


def same(before: Portrait, after: Portrait) -> int:
    """How many leaves are the same."""
    first, second = leaves(before), leaves(after)
    return sum(1 for path, value in first.items() if path in second and second[path] == value)


def _grown(found: Mapping[Path, Any]) -> Portrait:
    tree: Portrait = {}
    for path, value in found.items():
        branch = tree
        for step in path[:-1]:
            branch = branch.setdefault(step, {})
        branch[path[-1]] = value
    return tree
