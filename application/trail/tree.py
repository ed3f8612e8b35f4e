"""树: the Merkle tree of RFC 6962 over leaf hashes, kept as tiles 256 wide (C2SP tlog-tiles).

A tile of level L holds the hashes of up to 256 subtrees of 256^L leaves each. Full tiles never change; the last one of a level
grows. Whoever holds the tiles can give any root, inclusion and consistency proof without the leaves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

HASH = 32
WIDTH = 256
_DEPTH = 8
EMPTY_ROOT = hashlib.sha256(b"").digest()

TileReader = Callable[[int, int, int], bytes]
"""(level, number, width) → the first ``width`` hashes of a tile, end to end. Raises LookupError where they are not kept."""


class ProofError(ValueError):
    """A proof does not lead to the root it was given for."""


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def perfect_root(hashes: list[bytes]) -> bytes:
    """Root over a power of two of hashes."""
    sha256 = hashlib.sha256
    while len(hashes) > 1:
        pairs = iter(hashes)
        hashes = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
    return hashes[0]


def root_of(hashes: list[bytes]) -> bytes:
    """Root over any number of leaf hashes."""
    tiler = Tiler()
    for _ in tiler.extend(hashes):
        pass
    return tiler.root()


class Tiler:
    """编瓦: folds leaf hashes, in order, into tiles; holds only the growing tile of each level."""

    def __init__(self, size: int = 0, edges: list[bytes] | None = None) -> None:
        """Go on at ``size`` from the growing tile of each level, lowest first."""
        self.size = size
        self._edges = [_split(edge) for edge in edges or []]
        self._grown: set[int] = set()

    def extend(self, leaf_hashes: Iterable[bytes]) -> Iterator[tuple[int, int, bytes]]:
        """Take leaf hashes; yields level, number and hashes of each tile that became full."""
        waiting: list[bytes] = []
        for each in leaf_hashes:
            waiting.append(each)
            if len(waiting) == WIDTH:
                yield from self._take(waiting)
                waiting = []
        yield from self._take(waiting)

    def growing(self) -> Iterator[tuple[int, int, bytes]]:
        """Level, number and hashes of the tiles that are not full."""
        for level, edge in enumerate(self._edges):
            if edge:
                yield level, self.size >> (_DEPTH * (level + 1)), b"".join(edge)

    def root(self) -> bytes:
        """Root of everything taken so far."""
        right: bytes | None = None
        for edge in self._edges:
            for subtree in _perfect_parts(edge):
                right = subtree if right is None else node_hash(subtree, right)
        return EMPTY_ROOT if right is None else right

    def _take(self, hashes: list[bytes]) -> Iterator[tuple[int, int, bytes]]:
        while hashes:
            if not self._edges:
                self._edges.append([])
            room = WIDTH - len(self._edges[0])
            part, hashes = hashes[:room], hashes[room:]
            self._edges[0] += part
            self.size += len(part)
            yield from self._carry()

    def _carry(self) -> Iterator[tuple[int, int, bytes]]:
        level = 0
        while level < len(self._edges) and len(self._edges[level]) == WIDTH:
            full = self._edges[level]
            yield level, (self.size >> (_DEPTH * (level + 1))) - 1, b"".join(full)
            if level + 1 == len(self._edges):
                self._edges.append([])
            self._edges[level + 1].append(perfect_root(full))
            self._edges[level] = []
            level += 1


class Tree:
    """树: roots and proofs of a tree of ``size`` leaves, read from tiles. Subtree hashes once computed are remembered."""

    def __init__(self, size: int, read: TileReader) -> None:
        self.size = size
        self._subtree = lru_cache(maxsize=1 << 16)(self._read_subtree)
        self._tile = lru_cache(maxsize=512)(read)

    def root(self) -> bytes:
        """Root of the tree."""
        return self._range(0, self.size) if self.size else EMPTY_ROOT

    def leaf(self, index: int) -> bytes:
        """Leaf hash at an index."""
        return self._subtree(0, index)

    def inclusion(self, index: int) -> list[bytes]:
        """Path from the leaf at ``index`` to the root, lowest first. Raises ProofError for an index outside the tree."""
        if not 0 <= index < self.size:
            raise ProofError(f"no leaf {index} in a tree of {self.size}")
        path: list[bytes] = []
        low, high = 0, self.size
        while high - low > 1:
            middle = low + _split_at(high - low)
            if index < middle:
                path.append(self._range(middle, high))
                high = middle
            else:
                path.append(self._range(low, middle))
                low = middle
        return path[::-1]

    def consistency(self, old: int) -> list[bytes]:
        """Proof that the tree of ``old`` leaves is a beginning of this one. Raises ProofError where it cannot be."""
        if not 0 < old <= self.size:
            raise ProofError(f"no proof from {old} to {self.size}")
        path: list[bytes] = []
        low, high, whole = 0, self.size, True
        while old != high:
            middle = low + _split_at(high - low)
            if old <= middle:
                path.append(self._range(middle, high))
                high = middle
            else:
                path.append(self._range(low, middle))
                low, whole = middle, False
        if not whole:
            path.append(self._range(low, high))
        return path[::-1]

    def _range(self, low: int, high: int) -> bytes:
        parts = []
        while low < high:
            level = (high - low).bit_length() - 1
            parts.append(self._subtree(level, low >> level))
            low += 1 << level
        right = parts.pop()
        while parts:
            right = node_hash(parts.pop(), right)
        return right

    def _read_subtree(self, level: int, index: int) -> bytes:
        tile_level, inside = divmod(level, _DEPTH)
        first = index << inside
        number, offset = divmod(first, WIDTH)
        width = min(WIDTH, (self.size >> (_DEPTH * tile_level)) - number * WIDTH)
        hashes = self._tile(tile_level, number, width)
        return perfect_root(_split(hashes[offset * HASH : (offset + (1 << inside)) * HASH]))


def check_inclusion(index: int, size: int, leaf: bytes, path: list[bytes], root: bytes) -> None:
    """Walk an inclusion proof (RFC 9162, 2.1.3.2). Raises ProofError where it does not end in the root."""
    if not 0 <= index < size:
        raise ProofError(f"no leaf {index} in a tree of {size}")
    node, last, found = index, size - 1, leaf
    for each in path:
        if last == 0:
            raise ProofError("the proof is too long")
        if node & 1 or node == last:
            found = node_hash(each, found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, each)
        node, last = node >> 1, last >> 1
    if last or found != root:
        raise ProofError(f"the proof of leaf {index} does not lead to the root")


def check_consistency(old: int, new: int, old_root: bytes, new_root: bytes, path: list[bytes]) -> None:  # noqa: C901  the walk as the RFC writes it
    """Walk a consistency proof (RFC 9162, 2.1.4.2). Raises ProofError where the old tree is no beginning of the new one."""
    if not 0 < old <= new:
        raise ProofError(f"no proof from {old} to {new}")
    if old == new:
        if path or old_root != new_root:
            raise ProofError(f"two trees of {old} leaves differ")
        return
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not steps:
        raise ProofError("the proof is empty")
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    left = right = steps[0]
    for each in steps[1:]:
        if last == 0:
            raise ProofError("the proof is too long")
        if node & 1 or node == last:
            left, right = node_hash(each, left), node_hash(each, right)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            right = node_hash(right, each)
        node, last = node >> 1, last >> 1
    if last or left != old_root or right != new_root:
        raise ProofError(f"the tree of {old} leaves is no beginning of the tree of {new}")


def tile_path(level: int | str, number: int, width: int = WIDTH) -> str:
    """``tile/0/x001/067.p/12``: where a tile (or, with level ``entries``, a bundle) lies."""
    groups = [f"{number % 1000:03d}"]
    while number >= 1000:  # noqa: PLR2004  three digits a group
        number //= 1000
        groups.insert(0, f"x{number % 1000:03d}")
    return f"tile/{level}/{'/'.join(groups)}{'' if width == WIDTH else f'.p/{width}'}"


def tiles_of(size: int) -> Iterator[tuple[int, int, int]]:
    """Level, number and width of every tile of a tree."""
    level = 0
    while size >> (_DEPTH * level):
        full, rest = divmod(size >> (_DEPTH * level), WIDTH)
        yield from ((level, number, WIDTH) for number in range(full))
        if rest:
            yield level, full, rest
        level += 1


def _split(hashes: bytes) -> list[bytes]:
    return [hashes[at : at + HASH] for at in range(0, len(hashes), HASH)]


def _split_at(count: int) -> int:
    return 1 << ((count - 1).bit_length() - 1)


def _perfect_parts(edge: list[bytes]) -> Iterator[bytes]:
    """Perfect subtrees of a growing tile, the rightmost and smallest first."""
    end = len(edge)
    while end:
        part = end & -end
        yield perfect_root(edge[end - part : end])
        end -= part
