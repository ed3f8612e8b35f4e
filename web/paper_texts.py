"""材料文字比较: what changed in the words of a paper between two moments, where its bytes are stored."""

from __future__ import annotations

from difflib import unified_diff
from typing import TYPE_CHECKING, Any, NamedTuple

from web.system import system

if TYPE_CHECKING:
    from collections.abc import Mapping


class PaperChange(NamedTuple):
    """材料变化: one paper that was exchanged, and what changed in its words; none where they cannot be read."""

    kind: str
    before: str
    after: str
    lines: list[str] | None


def paper_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[PaperChange]:
    """The papers of both moments that are not the same, each with the difference of its words."""
    found = []
    for kind in (*before, *(kind for kind in after if kind not in before)):
        first, second = before.get(kind, {}), after.get(kind, {})
        if first.get("digest") != second.get("digest"):
            words = [_words(each) for each in (first, second)]
            lines = None if words[0] is None or words[1] is None else list(unified_diff(words[0], words[1], n=1, lineterm=""))[2:]
            found.append(PaperChange(kind, first.get("digest", ""), second.get("digest", ""), lines))
    return found


def _words(paper: Mapping[str, Any]) -> list[str] | None:
    from application.history.paper_words import words_of  # noqa: PLC0415  the readers are loaded by those who compare

    digest = paper.get("digest")
    if digest is None or not system().papers.holds(digest):
        return None
    return words_of(system().papers.content(digest), str(paper.get("media_type")))
