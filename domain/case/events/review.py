"""初审阶段的事件: preliminary review, penalty look-back, adverse acts, acceptance list (R2025 15, 20(1), 20(2))."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec

from domain.case.events.plan import EligibilityLine
from domain.fact import Fact, Official, Open
from domain.law.reason import Reason


class PenaltyMatch(msgspec.Struct, frozen=True):
    """处罚记录: one record of the environmental authority that may concern the enterprise."""

    reference: str
    """Number of the penalty decision."""
    decided_on: date
    matched_by: str
    """``credit-code`` or ``name``."""
    subject: str
    """What it was for, as the authority writes it."""


class ChecklistAnswer(msgspec.Struct, frozen=True):
    """初审检查项: the answer to one item of the checklist."""

    item: str
    """Code of the item in the checklist's version."""
    outcome: str
    """``met``, ``not-met`` or ``not-applicable``."""
    evidence: str
    """Where it was found: paper and page."""
    note: str | None = None


class PenaltyReplyFiled(Fact, frozen=True, kw_only=True):
    """处罚核查回函: the reply of the environmental authority to the penalty query is on file (R2025 20(2))."""

    TOPIC: ClassVar[str] = "case.PenaltyReplyFiled"

    round: Open[int]
    """Round of the application it belongs to."""
    source: Open[str]
    """Who answered."""
    queried_on: Open[date]
    """Day of the query."""
    replied_on: Open[date]
    """Day of the reply."""
    reference_on: Open[date]
    """Reference day of the look-back (assumed)."""
    window_from: Open[date]
    """First day of the look-back."""
    reply_digest: Open[str]
    """SHA-256 of the reply."""
    matches: Official[tuple[PenaltyMatch, ...]]
    """Records that may concern the enterprise; each needs a person's decision."""


class PenaltyMatchDecided(Fact, frozen=True, kw_only=True):
    """确认处罚记录: a person decided whether a record concerns the enterprise and stands in the way (R2025 20(2))."""

    TOPIC: ClassVar[str] = "case.PenaltyMatchDecided"

    reference: Open[str]
    """Number of the penalty decision."""
    concerns_enterprise: Open[bool]
    """It is this enterprise's."""
    inside_window: Open[bool]
    """It falls inside the look-back."""
    note: Official[str | None]
    """Why."""


class AdverseActProposed(Fact, frozen=True, kw_only=True):
    """拟作不利决定: one person proposes an act against the enterprise; another must decide it and the enterprise be heard."""

    TOPIC: ClassVar[str] = "case.AdverseActProposed"

    act: Open[str]
    """``precheck-failure``, ``discontinuation`` or ``grade-correction``."""
    reasons: Official[tuple[Reason, ...]]
    """Why, with articles."""
    proposed_on: Open[date]
    """Day of the proposal; the enterprise is heard on it afterwards."""


class EnterpriseHeard(Fact, frozen=True, kw_only=True):
    """听取企业意见: the enterprise was heard on an adverse act, or let its term pass."""

    TOPIC: ClassVar[str] = "case.EnterpriseHeard"

    act: Open[str]
    """The act proposed."""
    heard_on: Open[date]
    """Day it was heard or its term ended."""
    waived: Open[bool]
    """It was asked and did not answer."""
    statement: Official[str | None]
    """What it said."""


class Prechecked(Fact, frozen=True, kw_only=True):
    """初审与处罚核查通过: report and look-back are in order; the fourth milestone (R2025 20(1), 20(2))."""

    TOPIC: ClassVar[str] = "case.Prechecked"

    round: Open[int]
    """Round of the application."""
    checklist_version: Open[str]
    """Version of the checklist as rule data."""
    checklist: Official[tuple[ChecklistAnswer, ...]]
    """Every item answered, with evidence."""
    penalties_reference_on: Open[date]
    """Reference day of the look-back."""
    penalties_from: Open[date]
    """First day of the look-back."""
    penalties_counted: Open[tuple[str, ...]]
    """Records that concern the enterprise inside the window: none, or it could not pass."""
    reply_digest: Open[str]
    """SHA-256 of the reply it rests on."""


class PrecheckFailed(Fact, frozen=True, kw_only=True):
    """初审或处罚核查未通过: decided by a second person after the enterprise was heard; the case closes (R2025 20(1), 20(2))."""

    TOPIC: ClassVar[str] = "case.PrecheckFailed"

    round: Open[int]
    """Round of the application."""
    grounds: Open[tuple[str, ...]]
    """``checklist``, ``penalty``."""
    checklist_version: Open[str]
    """Version of the checklist as rule data."""
    checklist: Official[tuple[ChecklistAnswer, ...]]
    """Every item answered, with evidence."""
    penalties_reference_on: Open[date | None]
    """Reference day of the look-back, where it was made."""
    penalties_from: Open[date | None]
    """First day of the look-back."""
    penalties_counted: Open[tuple[str, ...]]
    """Records that concern the enterprise inside the window."""
    reasons: Official[tuple[Reason, ...]]
    """The reasons given, with articles."""
    proposed_by: Open[str]
    """Opaque id of the person who proposed it."""


class ListedForAcceptance(Fact, frozen=True, kw_only=True):
    """列入验收计划名单: the case stands on the published acceptance list; eligibility was asked again (R2025 15, 20(2))."""

    TOPIC: ClassVar[str] = "case.ListedForAcceptance"

    list_id: Open[UUID]
    """The public list."""
    list_number: Open[str]
    """Number of the list as published."""
    listed_on: Open[date]
    """Day of the list."""
    eligibility: Open[tuple[EligibilityLine, ...]]
    """The conditions of 15 as found that day."""
