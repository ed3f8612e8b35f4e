"""Entries and lists of fictional enterprises."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from domain.lists.events import ListDrafted, ListEntry, ListPublished
from tests.scenario import APPROVER, OFFICER, stamp

if TYPE_CHECKING:
    from domain.fact import Fact, Stamp

DRAFTED_ON = date(2026, 5, 4)
PUBLISHED_ON = date(2026, 5, 6)
NUMBER = "示例公告〔2026〕3号"
ADDRESS = "https://example.org/lists/3"


def entry(number: int, *, version: int = 12, result: str | None = "pass", grade: str | None = "good", name: str = "示例企业") -> ListEntry:
    """The case of one fictional enterprise as it stands on a list of results."""
    return ListEntry(
        subject_id=UUID(int=number),
        subject_version=version,
        name=f"{name}{number}",
        credit_code="91440300MA5EXAMPLE",
        district="440306",
        consultancy_name="示例咨询公司",
        result=result,
        grade=grade,
    )


ENTRIES = (entry(1), entry(2), entry(3))
STATES = {each.subject_id: "graded" for each in ENTRIES}
VERSIONS = {each.subject_id: each.subject_version for each in ENTRIES}


def drafted(kind: str = "results") -> tuple[ListDrafted, Stamp]:
    """Drafted by the officer on 4 May 2026."""
    return ListDrafted(kind=kind, year=2026, title="2026年第一批验收结果", entries=ENTRIES), stamp(DRAFTED_ON, OFFICER)


def list_published() -> tuple[ListPublished, Stamp]:
    """Published by the approver two days later."""
    fact = ListPublished(number=NUMBER, published_on=PUBLISHED_ON, address=ADDRESS, notice_until=date(2026, 5, 12))
    return fact, stamp(PUBLISHED_ON, APPROVER)


HISTORY: tuple[Fact | tuple[Fact, Stamp], ...] = (drafted(), list_published())
"""A published list of three results."""
