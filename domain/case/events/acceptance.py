"""现场验收的事件: opinion, acceptance and its correction (R2025 4, 20(3), 22)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec

from domain.calendar.deadline import Deadline
from domain.fact import Fact, Official, Open
from domain.law.reason import Reason


class Correction(msgspec.Struct, frozen=True):
    """整改意见: one numbered correction of the opinion, to be answered point by point."""

    number: int
    text: str


class SealedSheet(msgspec.Struct, frozen=True):
    """封存评分表: a locked sheet by id, version and hash; its marks stay in the sheet's own stream."""

    sheet_id: UUID
    expert_id: UUID
    version: int
    """Version of the sheet's stream that was sealed."""
    leaf_hash: str
    """SHA-256 leaf hash of that event, in hex."""


class Score(msgspec.Struct, frozen=True):
    """综合得分: an exact fraction; it is cut, never rounded, when shown."""

    numerator: int
    denominator: int


class VetoFinding(msgspec.Struct, frozen=True):
    """一票否决情形: one of the five vetoes as reported by sheets and adopted or not by the panel."""

    veto: str
    """Code of the veto in the rule data."""
    reported_by: tuple[UUID, ...]
    """Sheets that reported it."""
    adopted: bool
    evidence: str
    """What it rests on, whether adopted or not."""


class OpinionDrafted(Fact, frozen=True, kw_only=True):
    """起草验收意见: the panel's opinion with its numbered corrections, before the signatures (R2025 20(3))."""

    TOPIC: ClassVar[str] = "case.OpinionDrafted"

    opinion_digest: Open[str]
    """SHA-256 of the opinion's paper."""
    conclusion: Official[str]
    """The panel's conclusion in words."""
    corrections: Official[tuple[Correction, ...]]
    """Numbered from 1 without gaps."""


class OpinionSigned(Fact, frozen=True, kw_only=True):
    """签署验收意见: an expert signed the opinion, with dissent where there is one (R2025 20(3))."""

    TOPIC: ClassVar[str] = "case.OpinionSigned"

    expert_id: Open[UUID]
    """The expert."""
    opinion_digest: Open[str]
    """SHA-256 of the opinion signed."""
    dissents: Open[bool]
    """The expert noted a dissent."""
    dissent: Official[str | None]
    """In words."""


class Accepted(Fact, frozen=True, kw_only=True):
    """现场验收完成: the site acceptance was held and its findings are fixed; the fifth milestone (R2025 4, 20(3), 22)."""

    TOPIC: ClassVar[str] = "case.Accepted"

    held_on: Open[date]
    """Day the site acceptance was held."""
    steps: Open[tuple[str, ...]]
    """The steps done: briefing, papers, site, questions."""
    sheets: Open[tuple[SealedSheet, ...]]
    """Every valid sheet, sealed."""
    score: Open[Score]
    """Combined score, exact."""
    method: Open[str]
    """Dated name of the function that combined the sheets."""
    vetoes: Official[tuple[VetoFinding, ...]]
    """What the sheets reported and what the panel made of it."""
    vetoes_adopted: Open[tuple[str, ...]]
    """Codes of the vetoes the panel adopted."""
    performance_confirmed: Open[bool]
    """The panel found the performance as filed."""
    goals_attained: Open[bool]
    """The goals of the audit were reached."""
    level: Open[str]
    """``I``, ``II``, ``III``, ``below-III``; ``industry-basic``, ``below-industry-basic`` where no indicator system exists."""
    indicator_system: Open[str]
    """The indicator system the level was read from."""
    opinion_digest: Open[str]
    """SHA-256 of the signed opinion."""
    corrections: Official[tuple[Correction, ...]]
    """The opinion's numbered corrections."""
    dissents: Open[int]
    """How many experts noted a dissent."""
    delivered_on: Open[date | None]
    """Day the opinion reached the enterprise; none while it has not."""
    no_fee_charged: Open[bool]
    """Declared: the enterprise paid nothing for the acceptance."""
    revision_deadline: Open[Deadline | None]
    """Last day for the final papers, with its start fact, rule and calendar; none where nothing it runs from is known yet, or
    where the visit was held again after a result that stands."""


class OpinionDelivered(Fact, frozen=True, kw_only=True):
    """验收意见送达: the opinion reached the enterprise after the acceptance was recorded; the last day follows (R2025 21)."""

    TOPIC: ClassVar[str] = "case.OpinionDelivered"

    delivered_on: Open[date]
    """Day of delivery."""
    evidence_digest: Open[str | None]
    """SHA-256 of the proof of delivery."""
    revision_deadline: Open[Deadline | None]
    """The deadline as it stands now, never earlier than the one shown before; none while nothing it runs from is known."""


class AcceptanceCorrected(Fact, frozen=True, kw_only=True):
    """现场验收更正: an expert was found conflicted afterwards; the sheet is void and the rest combined anew (R2025 20(3))."""

    TOPIC: ClassVar[str] = "case.AcceptanceCorrected"

    conflicted_experts: Open[tuple[UUID, ...]]
    """Experts found conflicted; they leave the panel."""
    void_sheets: Open[tuple[UUID, ...]]
    """Sheets that no longer count; all of them where a new visit is needed."""
    sheets: Open[tuple[SealedSheet, ...]]
    """Sheets that still count."""
    score: Open[Score | None]
    """Combined anew; none where too few sheets are left."""
    method: Open[str]
    """Dated name of the function that combined the sheets."""
    vetoes_adopted: Open[tuple[str, ...]]
    """Codes of the vetoes that stand."""
    new_visit_needed: Open[bool]
    """Too few sheets are left: the site acceptance must be held again."""
    reasons: Official[tuple[Reason, ...]]
    """Why."""
