"""评分表的事件: one expert's marks, blind until locked (R2025 20(3), 22)."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar
from uuid import UUID

import msgspec

from domain.fact import Fact, Official, Open


class Mark(msgspec.Struct, frozen=True):
    """评分: the points for one item, with the reason where the form asks for one."""

    item: str
    """Code of the item in the form."""
    points: Decimal
    reason: str | None = None


class VetoReport(msgspec.Struct, frozen=True):
    """否决情形报告: the expert reports one of the vetoes, with evidence."""

    veto: str
    evidence: str


class SheetOpened(Fact, frozen=True, kw_only=True):
    """发放评分表: a confirmed expert received a blank sheet for the case."""

    TOPIC: ClassVar[str] = "sheet.Opened"

    expert_id: Open[UUID]
    """The expert."""
    case_id: Open[UUID]
    """The case."""
    form: Open[str]
    """Id of the sheet form in the rule data."""
    form_digest: Open[str]
    """SHA-256 of the form, in hex."""


class SheetLocked(Fact, frozen=True, kw_only=True):
    """评分锁定: the expert signed the sheet; from now on the marks stand and others may be seen."""

    TOPIC: ClassVar[str] = "sheet.Locked"

    marks: Official[tuple[Mark, ...]]
    """One mark for every item."""
    vetoes: Official[tuple[VetoReport, ...]]
    """Vetoes the expert reports."""
    total: Official[Decimal]
    """Sum of the marks."""


class SheetCorrected(Fact, frozen=True, kw_only=True):
    """评分更正: a new version of a locked sheet, with a reason, before the acceptance."""

    TOPIC: ClassVar[str] = "sheet.Corrected"

    marks: Official[tuple[Mark, ...]]
    """One mark for every item."""
    vetoes: Official[tuple[VetoReport, ...]]
    """Vetoes the expert reports."""
    total: Official[Decimal]
    """Sum of the marks."""
    reason: Official[str]
    """Why."""


class SheetVoided(Fact, frozen=True, kw_only=True):
    """评分表作废: the expert left, was found conflicted, the visit is held again or the case was withdrawn; it no longer counts."""

    TOPIC: ClassVar[str] = "sheet.Voided"

    cause: Open[str]
    """``interest``, ``recusal``, ``unable``, ``found-later``; ``new-visit`` where the site acceptance is held again; ``case-withdrawn``."""
