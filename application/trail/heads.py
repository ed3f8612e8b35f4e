"""末叶表: the tree of case heads: one line per case, sorted by case id. Its root is the last leaf before each checkpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.trail.leaf import leaf_hash
from application.trail.tree import HASH, Tiler, Tree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from application.store.trail_log import CaseHead


def heads_tree(heads: Iterable[CaseHead]) -> tuple[list[CaseHead], Tree]:
    """The heads in the order of their tree, and the tree."""
    ordered = sorted(heads, key=lambda head: str(head.case_id))
    tiles: dict[tuple[int, int], bytes] = {}
    tiler = Tiler()
    for level, number, hashes in tiler.extend(leaf_hash(head.line) for head in ordered):
        tiles[level, number] = hashes
    tiles.update({(level, number): hashes for level, number, hashes in tiler.growing()})
    return ordered, Tree(tiler.size, lambda level, number, width: tiles[level, number][: width * HASH])
