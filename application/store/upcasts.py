"""升级: what brings an event of an older schema to the next one. An event is never edited; it is read anew.

Each takes the merged members (erased ones are absent) and returns them in the next shape.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def without_publication_deadline(members: dict[str, Any]) -> dict[str, Any]:
    """Results decided or corrected before the day by which they are to be published was kept: it is not made up afterwards."""
    return members | {"publication_deadline": None}


UPCASTS: dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {
    ("case.Graded", 1): without_publication_deadline,
    ("case.GradeCorrected", 1): without_publication_deadline,
}
"""(topic, schema) → the step to schema + 1."""
