"""结果阶段的事件: compliance, grade, publication, objections, corrections, endings (R2025 20(4), 22, 23)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec

from domain.calendar.deadline import Deadline
from domain.case.events.acceptance import Score
from domain.fact import Fact, Official, Open, Personal
from domain.law.citation import Citation
from domain.law.reason import Reason


class ComplianceFinding(msgspec.Struct, frozen=True):
    """合规核查发现: an accident or violation of the last year."""

    reference: str
    kind: str
    """Code of ``compliance/kinds``: ``major-accident``, ``energy-violation``, ``environmental-violation``."""
    found_on: date
    concerns_enterprise: bool
    """A person confirmed that it is this enterprise's."""
    note: str | None = None


class Departure(msgspec.Struct, frozen=True):
    """偏离验收意见: where the bureau departs from the panel: only on a veto it finds or does not find, with evidence."""

    veto: str
    found: bool
    """The bureau finds it (true) or does not find it (false), against the panel."""
    evidence: str


class ComplianceRechecked(Fact, frozen=True, kw_only=True):
    """合规复核: accidents and violations of the last year looked up before the result (R2025 22(4))."""

    TOPIC: ClassVar[str] = "case.ComplianceRechecked"

    reference_on: Open[date]
    """Reference day of the look-back (assumed)."""
    window_from: Open[date]
    """First day of the look-back."""
    sources: Open[tuple[str, ...]]
    """Authorities and registers asked."""
    findings: Official[tuple[ComplianceFinding, ...]]
    """What was found."""
    counted: Open[tuple[str, ...]]
    """References of the findings that are the enterprise's and lie in the window."""


class GradeProposed(Fact, frozen=True, kw_only=True):
    """拟定结果: one person proposes the result; another must decide (R2025 20(4), 22, 23)."""

    TOPIC: ClassVar[str] = "case.GradeProposed"

    result: Open[str]
    """``pass`` or ``fail``."""
    grade: Open[str | None]
    """``excellent`` or ``good`` for a pass."""
    score: Open[Score]
    """The combined score it rests on."""
    vetoes: Open[tuple[str, ...]]
    """Vetoes that hold, after the departure."""
    departures: Official[tuple[Departure, ...]]
    """Where it departs from the panel's opinion."""
    citations: Open[tuple[Citation, ...]]
    """The articles applied."""


class GradeProposalRejected(Fact, frozen=True, kw_only=True):
    """退回拟定结果: the approver did not follow the proposal."""

    TOPIC: ClassVar[str] = "case.GradeProposalRejected"

    reason: Official[str]
    """Why."""


class Graded(Fact, frozen=True, kw_only=True):
    """确定结果: the result is decided by a second person; the seventh milestone (R2025 20(4), 22, 23)."""

    TOPIC: ClassVar[str] = "case.Graded"
    SCHEMA: ClassVar[int] = 2

    result: Open[str]
    """``pass`` (合格) or ``fail`` (不合格)."""
    grade: Open[str | None]
    """``excellent`` (优秀) or ``good`` (良好) for a pass."""
    score: Open[Score]
    """The combined score, exact."""
    vetoes: Open[tuple[str, ...]]
    """Vetoes that hold."""
    departures: Official[tuple[Departure, ...]]
    """Where it departs from the panel's opinion."""
    citations: Open[tuple[Citation, ...]]
    """The articles applied."""
    method: Open[str]
    """Dated name of the grading function."""
    proposed_by: Open[str]
    """Opaque id of the person who proposed it; never the one who decides."""
    final_papers: Open[str]
    """``submitted``; ``missing`` (终稿未交) where the approver decided a pass without them; ``not-needed`` for a fail."""
    missing_papers_reason: Official[str | None]
    """The approver's reason where they are missing."""
    publication_deadline: Open[Deadline | None]
    """By when the result is to be published, counted from this day (信息公开条例 26); none in events from before it was kept."""


class ResultPublished(Fact, frozen=True, kw_only=True):
    """公布验收结果: the result stands on the published list (R2025 20(4); 信息公开条例 26)."""

    TOPIC: ClassVar[str] = "case.ResultPublished"

    list_id: Open[UUID]
    """The public list."""
    list_number: Open[str]
    """Number of the list as published."""
    address: Open[str]
    """Where it was published."""
    published_on: Open[date]
    """Day of publication."""
    publication_deadline: Open[Deadline]
    """Last day for publishing the result, counted from the day it was decided."""
    late: Open[bool]
    """Published after that day; recorded, it does not stand in the way."""
    notice_until: Open[date]
    """Last day of the public notice."""
    notice_deadline: Open[Deadline]
    """How the public notice was counted."""
    objection_deadline: Open[Deadline]
    """Last day for an objection, as told to the public."""
    remedies: Open[str]
    """How to object, as told."""


class ResultNotified(Fact, frozen=True, kw_only=True):
    """告知结果: the enterprise was told its result."""

    TOPIC: ClassVar[str] = "case.ResultNotified"

    notified_on: Open[date]
    """Day of notice."""
    channel: Open[str]
    """How: ``qingjian``, ``mail``, ``post``."""


class ObjectionRaised(Fact, frozen=True, kw_only=True):
    """提出异议: a named party objects to the result; a late one is kept as a complaint (R2025 20(4))."""

    TOPIC: ClassVar[str] = "case.ObjectionRaised"

    objection_id: Open[UUID]
    """The objection."""
    party_kind: Open[str]
    """``enterprise``, ``consultancy``, ``other-organisation`` or ``person``."""
    party_name: Personal[str]
    """Who objects."""
    party_contact: Personal[str]
    """Address or telephone."""
    text: Official[str]
    """The objection in words."""
    late: Open[bool]
    """After the last day for objections: kept as a complaint."""


class ObjectionDecided(Fact, frozen=True, kw_only=True):
    """处理异议: decided by a person who had no part in the grade."""

    TOPIC: ClassVar[str] = "case.ObjectionDecided"

    objection_id: Open[UUID]
    """The objection."""
    upheld: Open[bool]
    """The objection is right."""
    reason: Official[str]
    """Why."""


class GradeCorrected(Fact, frozen=True, kw_only=True):
    """更正结果: the result was changed; the original stays in sight (R2025 20(4), 22, 23)."""

    TOPIC: ClassVar[str] = "case.GradeCorrected"
    SCHEMA: ClassVar[int] = 2

    was_result: Open[str]
    """The result before."""
    was_grade: Open[str | None]
    """The grade before."""
    result: Open[str]
    """The result now."""
    grade: Open[str | None]
    """The grade now."""
    score: Open[Score]
    """The combined score it rests on."""
    vetoes: Open[tuple[str, ...]]
    """Vetoes that hold now."""
    ground: Open[str]
    """``objection``, ``found-later`` (fraud and the like, after a hearing) or ``acceptance-corrected``."""
    reasons: Official[tuple[Reason, ...]]
    """Why, with articles and evidence."""
    citations: Open[tuple[Citation, ...]]
    """The articles applied."""
    proposed_by: Open[str]
    """Opaque id of the person who proposed it."""
    publication_deadline: Open[Deadline | None]
    """By when the change is to be published, counted from this day (信息公开条例 26); none in events from before it was kept."""


class GradeCorrectionRejected(Fact, frozen=True, kw_only=True):
    """退回拟更正结果: the approver did not follow the proposed correction; the result stands."""

    TOPIC: ClassVar[str] = "case.GradeCorrectionRejected"

    reason: Official[str]
    """Why."""


class PublicationCorrected(Fact, frozen=True, kw_only=True):
    """更正公布名单: a published list on which the case stands was corrected as a new version."""

    TOPIC: ClassVar[str] = "case.PublicationCorrected"

    list_id: Open[UUID]
    """The public list."""
    list_version: Open[int]
    """The version from now on."""
    change: Open[str]
    """What changed for this case."""
    reason: Open[str]
    """Why."""


class Withdrawn(Fact, frozen=True, kw_only=True):
    """撤回: the enterprise took its case back before the first sheet was locked; the case closes."""

    TOPIC: ClassVar[str] = "case.Withdrawn"

    reason: Open[str]
    """Why."""


class Discontinued(Fact, frozen=True, kw_only=True):
    """终结案件: the bureau ended the case, by a second person, after the enterprise was heard."""

    TOPIC: ClassVar[str] = "case.Discontinued"

    reasons: Official[tuple[Reason, ...]]
    """Why, with articles."""
    proposed_by: Open[str]
    """Opaque id of the person who proposed it."""


class CorrectionProposal(msgspec.Struct, frozen=True):
    """拟更正结果: what a correction would make of the result, before a second person decides."""

    result: str
    grade: str | None
    vetoes: tuple[str, ...]
    score: Score


class GradeCorrectionProposed(Fact, frozen=True, kw_only=True):
    """拟更正结果: one person proposes to change a decided result; another must decide."""

    TOPIC: ClassVar[str] = "case.GradeCorrectionProposed"

    proposal: Open[CorrectionProposal]
    """The result as it would be."""
    ground: Open[str]
    """``objection``, ``found-later`` or ``acceptance-corrected``."""
    objection_id: Open[UUID | None]
    """The objection behind it, if any."""
    reasons: Official[tuple[Reason, ...]]
    """Why, with articles and evidence."""
    proposed_on: Open[date]
    """Day of the proposal."""
