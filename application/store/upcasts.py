"""升级: what brings an event of an older schema to the next one. An event is never edited; it is read anew.

Each takes the merged members (erased ones are absent) and returns them in the next shape.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

UPCASTS: dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""(topic, schema) → the step to schema + 1."""
