"""异议和更正的命令: object to a result, decide the objection, change a decided result (R2025 20(4), 22, 23)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from application.commands.command import Command
from domain.law.reason import Reason


@dataclass(frozen=True, kw_only=True, slots=True)
class RaiseObjection(Command):
    """提出异议: by a named party; ``party_kind`` is ``enterprise``, ``consultancy``, ``other-organisation`` or ``person``."""

    case_id: UUID
    party_kind: str
    party_name: str
    party_contact: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DecideObjection(Command):
    """处理异议: by a person who had no part in the grade."""

    case_id: UUID
    objection_id: UUID
    upheld: bool
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ProposeGradeCorrection(Command):
    """拟更正结果: the result as it should be; ``ground`` is ``objection``, ``found-later`` or ``acceptance-corrected``."""

    case_id: UUID
    result: str
    grade: str | None = None
    vetoes: tuple[str, ...] = ()
    ground: str
    objection_id: UUID | None = None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RejectGradeCorrection(Command):
    """退回拟更正结果: the approver does not follow it; the result stands."""

    case_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectGrade(Command):
    """更正结果: as proposed, by another person; last pass and its clock move at once."""

    case_id: UUID
