"""初审阶段的命令: penalty look-back, preliminary review, adverse acts (R2025 20(1), 20(2))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from application.commands.command import Command
from domain.case.events.review import ChecklistAnswer, PenaltyMatch
from domain.law.reason import Reason


@dataclass(frozen=True, kw_only=True, slots=True)
class FilePenaltyReply(Command):
    """处罚核查回函: the answer to the penalty query, with the records that may concern the enterprise (20(2))."""

    case_id: UUID
    source: str
    queried_on: date
    replied_on: date
    reply_digest: str
    matches: tuple[PenaltyMatch, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class DecidePenaltyMatch(Command):
    """确认处罚记录: whether a record is the enterprise's; a reason where it is not (20(2))."""

    case_id: UUID
    reference: str
    concerns_enterprise: bool
    note: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PassPrecheck(Command):
    """通过初审: every item of the checklist met, with evidence, and no penalty in the way (20(1), 20(2))."""

    case_id: UUID
    checklist: tuple[ChecklistAnswer, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ProposeAdverseAct(Command):
    """拟作不利决定: ``precheck-failure`` or ``discontinuation``; another person decides."""

    case_id: UUID
    act: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class HearEnterprise(Command):
    """听取企业意见: on an adverse act proposed (also ``grade-correction``): what it said, or that it let its term pass."""

    case_id: UUID
    act: str
    heard_on: date
    waived: bool = False
    statement: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class FailPrecheck(Command):
    """初审不通过: decided as proposed, by another person, with the checklist as found (20(1), 20(2))."""

    case_id: UUID
    checklist: tuple[ChecklistAnswer, ...]
