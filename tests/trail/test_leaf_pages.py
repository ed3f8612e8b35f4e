"""Leaf pages: every event once and in order, however small the pages, with all its disclosures; and never more than a page in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from application.store import leaf_pages
from application.store.leaf_pages import Bounds, by_case, by_index
from tests.trail.filling import fill

if TYPE_CHECKING:
    from uuid import UUID

    from application.casework import Casework

SIZE = 100


@pytest.fixture
def cases(casework: Casework, monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    monkeypatch.setattr(leaf_pages, "PAGE", 7)
    return fill(casework, SIZE, cases=6)


def test_in_the_order_of_the_log_every_event_comes_once(casework: Casework, cases: list[UUID]) -> None:
    found = list(by_index(casework.engine, Bounds(0, SIZE)))
    assert [leaf.at for leaf in found] == list(range(SIZE))
    assert [leaf.at for leaf in by_index(casework.engine, Bounds(20, 45))] == list(range(20, 45))
    assert {bool(leaf.kept) for leaf in found if leaf.at % 3 == 1} == {True}
    assert {bool(leaf.kept) for leaf in found if leaf.at % 3 != 1} == {False}


def test_case_after_case_each_in_its_own_order(casework: Casework, cases: list[UUID]) -> None:
    found = [(leaf.case_id, leaf.case_version) for leaf in by_case(casework.engine, Bounds(0, SIZE))]
    assert len(found) == len(set(found)) == SIZE
    assert found == sorted(found, key=lambda each: (each[0].hex, each[1]))
    assert len({case for case, _ in found}) == len(cases)


def test_one_case_alone(casework: Casework, cases: list[UUID]) -> None:
    for order in (by_index, by_case):
        found = [leaf.case_version for leaf in order(casework.engine, Bounds(0, SIZE, cases[2]))]
        assert found == list(range(1, len(found) + 1))
        assert len(found) > 7


def test_no_more_than_a_page_is_asked_for(casework: Casework, cases: list[UUID], monkeypatch: pytest.MonkeyPatch) -> None:
    pages: list[int] = []
    page = leaf_pages._page

    def counted(*arguments: object) -> list[leaf_pages.Leaf]:
        found = page(*arguments)  # type: ignore[arg-type]
        pages.append(len(found))
        return found

    monkeypatch.setattr(leaf_pages, "_page", counted)
    leaves = by_case(casework.engine, Bounds(0, SIZE))
    next(leaves)
    assert pages == [7]
    assert sum(1 for _ in leaves) == SIZE - 1
    assert max(pages) == 7
