"""The tree of RFC 6962: roots, proofs and tiles against the definition written out, sizes around every edge of a tile."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.trail.tree import EMPTY_ROOT, HASH, ProofError, Tiler, Tree, check_consistency, check_inclusion, root_of, tile_path, tiles_of

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES = (1, 2, 3, 7, 255, 256, 257, 1000, 65_535, 65_536, 65_537, 70_000)
ROOTS_OF_RFC_6962 = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
LEAVES_OF_RFC_6962 = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]


def leaf(index: int) -> bytes:
    return hashlib.sha256(b"\x00leaf %d" % index).digest()


def by_definition(hashes: list[bytes]) -> bytes:
    if not hashes:
        return EMPTY_ROOT
    if len(hashes) == 1:
        return hashes[0]
    half = 1 << ((len(hashes) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + by_definition(hashes[:half]) + by_definition(hashes[half:])).digest()


def tiled(size: int, pieces: int = 1) -> tuple[Tree, Tiler]:
    tiles: dict[tuple[int, int], bytes] = {}
    tiler = Tiler()
    step = -(-size // pieces)
    for start in range(0, size, step):
        # Each piece goes on from the stored edges alone, as folding does.
        grown = sorted(tiler.growing())
        levels = max((level for level, _, _ in grown), default=-1) + 1
        edges = [next((hashes for at, _, hashes in grown if at == level), b"") for level in range(levels)]
        tiler = Tiler(tiler.size, edges)
        for level, number, hashes in tiler.extend(leaf(index) for index in range(start, min(start + step, size))):
            tiles[level, number] = hashes
        tiles.update({(level, number): hashes for level, number, hashes in tiler.growing()})
    return Tree(size, lambda level, number, width: tiles[level, number][: width * HASH]), tiler


def test_the_roots_are_those_of_the_published_vectors() -> None:
    hashes = [hashlib.sha256(b"\x00" + bytes.fromhex(each)).digest() for each in LEAVES_OF_RFC_6962]
    assert {size: root_of(hashes[:size]).hex() for size in ROOTS_OF_RFC_6962} == ROOTS_OF_RFC_6962


@pytest.mark.parametrize("size", SIZES)
def test_root_from_tiles_is_the_root_by_definition(size: int) -> None:
    tree, tiler = tiled(size, pieces=7)
    assert tree.root() == tiler.root() == by_definition([leaf(index) for index in range(size)])


@pytest.mark.parametrize("size", SIZES)
def test_every_tile_of_a_tree_is_made_and_no_other(size: int) -> None:
    _, tiler = tiled(size)
    growing = {(level, number, len(hashes) // HASH) for level, number, hashes in tiler.growing()}
    assert growing == {each for each in tiles_of(size) if each[2] < 256}


@given(size=st.integers(1, 700), data=st.data())
def test_a_leaf_proves_its_place_and_no_other(size: int, data: st.DataObject) -> None:
    tree, _ = tiled(size)
    index = data.draw(st.integers(0, size - 1))
    path, root = tree.inclusion(index), tree.root()
    check_inclusion(index, size, leaf(index), path, root)
    for wrong in wrong_inclusions(index, size, path, root):
        with pytest.raises(ProofError):
            check_inclusion(*wrong)


def wrong_inclusions(index: int, size: int, path: list[bytes], root: bytes) -> Iterator[tuple[int, int, bytes, list[bytes], bytes]]:
    yield index, size, leaf(index + 1), path, root
    yield index, size, leaf(index), [*path, root], root
    yield index, size, leaf(index), path, leaf(index + 1)
    yield size, size, leaf(index), path, root
    yield -1, size, leaf(index), path, root
    yield index, 0, leaf(index), path, root
    yield index, size, leaf(index), path[:-1] or [root], root


@given(new=st.integers(2, 700), data=st.data())
def test_an_old_tree_proves_to_be_a_beginning_and_a_changed_one_does_not(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new))
    tree, _ = tiled(new)
    before, _ = tiled(old)
    path = tree.consistency(old)
    check_consistency(old, new, before.root(), tree.root(), path)
    for wrong in ((old, new, leaf(1), tree.root(), path), (old, new, before.root(), leaf(1), path), (0, new, before.root(), tree.root(), path)):
        with pytest.raises(ProofError):
            check_consistency(*wrong)
    with pytest.raises(ProofError):
        check_consistency(old, new, before.root(), tree.root(), [*path, leaf(0)])


def test_an_empty_tree_proves_nothing() -> None:
    tree = Tree(0, lambda *_: b"")
    assert tree.root() == EMPTY_ROOT
    with pytest.raises(ProofError):
        tree.inclusion(0)
    with pytest.raises(ProofError):
        tree.consistency(0)
    with pytest.raises(ProofError):
        check_consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, [])


def test_tiles_lie_where_the_tile_format_says() -> None:
    assert tile_path(0, 67) == "tile/0/067"
    assert tile_path(1, 1234067, 12) == "tile/1/x001/x234/067.p/12"
    assert tile_path("entries", 1000) == "tile/entries/x001/000"
