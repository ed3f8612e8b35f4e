"""名单的事件: plan calls, district batches, mandatory lists, public lists (R2025 11, 15–17, 20)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec

from domain.fact import Fact, Official, Open


class ListEntry(msgspec.Struct, frozen=True):
    """名单条目: one case (or consultancy) as it stands on a list."""

    subject_id: UUID
    """Case, or consultancy."""
    subject_version: int
    """Version of the subject the draft was made from; a subject that moved since is named and stops the publication."""
    name: str
    """Name as printed."""
    credit_code: str
    district: str | None = None
    consultancy_name: str | None = None
    result: str | None = None
    """``pass`` or ``fail`` on a list of results."""
    grade: str | None = None
    """``excellent`` or ``good`` on a list of results."""


class PlanCallOpened(Fact, frozen=True, kw_only=True):
    """计划征集: the bureau calls for plans of a year (R2025 13, 16)."""

    TOPIC: ClassVar[str] = "plan-call.Opened"

    year: Open[int]
    """Calendar year."""
    batch: Open[int]
    """Batch within the year, from 1."""
    opens_on: Open[date]
    """First day."""
    closes_on: Open[date]
    """Last day."""


class PlanCallExtended(Fact, frozen=True, kw_only=True):
    """延长计划征集: the call closes later."""

    TOPIC: ClassVar[str] = "plan-call.Extended"

    closes_on: Open[date]
    """Last day from now on."""
    reason: Open[str]
    """Why."""


class BatchReported(Fact, frozen=True, kw_only=True):
    """汇总上报批次: a district reported endorsed plans to the bureau as a frozen batch (R2025 16)."""

    TOPIC: ClassVar[str] = "plan-batch.Reported"

    district: Open[str]
    """District code."""
    number: Open[str]
    """Number as printed."""
    cases: Official[tuple[ListEntry, ...]]
    """The plans in it."""
    digest: Open[str]
    """SHA-256 over the entries, in hex."""


class MandatoryListEntered(Fact, frozen=True, kw_only=True):
    """强制审核名单: a published list of enterprises bound to a mandatory audit (R2025 15(2))."""

    TOPIC: ClassVar[str] = "mandatory-list.Entered"

    year: Open[int]
    """Calendar year it counts for."""
    authority: Open[str]
    """Who published it."""
    document: Open[str]
    """Number or address of the document."""
    published_on: Open[date]
    """Day of publication."""
    credit_codes: Open[tuple[str, ...]]
    """The enterprises' codes, normalised."""


class ListDrafted(Fact, frozen=True, kw_only=True):
    """起草名单: a list was drawn up for publication."""

    TOPIC: ClassVar[str] = "list.Drafted"

    kind: Open[str]
    """``plan``, ``acceptance``, ``results`` or ``consultancies``."""
    year: Open[int]
    """Calendar year."""
    title: Open[str]
    """Title as printed."""
    entries: Official[tuple[ListEntry, ...]]
    """In printed order."""


class ListPublished(Fact, frozen=True, kw_only=True):
    """公布名单: the list was published, and its cases moved in the same transaction."""

    TOPIC: ClassVar[str] = "list.Published"

    number: Open[str]
    """Number as published."""
    published_on: Open[date]
    """Day of publication."""
    address: Open[str]
    """Where."""
    notice_until: Open[date | None]
    """Last day of the notice period, for results."""


class ListDiscarded(Fact, frozen=True, kw_only=True):
    """废弃名单草稿: a draft that will not be published."""

    TOPIC: ClassVar[str] = "list.Discarded"

    reason: Open[str]
    """Why."""


class ListCorrected(Fact, frozen=True, kw_only=True):
    """更正名单: a published list as a new version; what stood before stays in the record."""

    TOPIC: ClassVar[str] = "list.Corrected"

    edition: Open[int]
    """2 for the first correction."""
    entries: Official[tuple[ListEntry, ...]]
    """All entries from now on."""
    reason: Open[str]
    """Why."""
