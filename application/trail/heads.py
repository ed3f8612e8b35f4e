"""末叶表: the tree of case heads: one line per case, sorted by case id. Its root is the last leaf before each checkpoint."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from application.trail.leaf import leaf_hash
from application.trail.tree import HASH, Tiler, Tree, root_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from application.store.trail_log import CaseHead


class HeadHashes:
    """末叶散列: the hashes of all lines in the order of their tree; later heads are put in where they belong."""

    def __init__(self, found: list[tuple[str, bytes]]) -> None:
        """``found``: ids in hex with the hashes of their lines, in order."""
        self._ids = [each for each, _ in found]
        self._hashes = [line for _, line in found]

    def __len__(self) -> int:
        """How many cases."""
        return len(self._ids)

    def put(self, head: CaseHead) -> None:
        """Add a case, or take its later head."""
        at, there = self._place(head.case_id)
        if there:
            self._hashes[at] = leaf_hash(head.line)
        else:
            self._ids.insert(at, head.case_id.hex)
            self._hashes.insert(at, leaf_hash(head.line))

    def drop(self, case_id: UUID) -> None:
        """Take a case out, where it is in."""
        at, there = self._place(case_id)
        if there:
            del self._ids[at], self._hashes[at]

    def index(self, case_id: UUID) -> int | None:
        """Where a case stands; none where it does not."""
        at, there = self._place(case_id)
        return at if there else None

    def root(self) -> bytes:
        """Root of the tree."""
        return root_of(self._hashes)

    def tree(self) -> Tree:
        """The tree, for proofs."""
        return _tree(self._hashes)

    def _place(self, case_id: UUID) -> tuple[int, bool]:
        at = bisect_left(self._ids, case_id.hex)
        return at, at < len(self._ids) and self._ids[at] == case_id.hex


def heads_tree(heads: Iterable[CaseHead]) -> tuple[list[CaseHead], Tree]:
    """The heads in the order of their tree, and the tree."""
    ordered = sorted(heads, key=lambda head: str(head.case_id))
    return ordered, _tree(leaf_hash(head.line) for head in ordered)


def _tree(hashes: Iterable[bytes]) -> Tree:
    tiles: dict[tuple[int, int], bytes] = {}
    tiler = Tiler()
    for level, number, tile in tiler.extend(hashes):
        tiles[level, number] = tile
    tiles.update({(level, number): tile for level, number, tile in tiler.growing()})
    return Tree(tiler.size, lambda level, number, width: tiles[level, number][: width * HASH])
