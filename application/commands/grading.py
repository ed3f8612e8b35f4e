"""确定结果的命令: recheck compliance, propose and decide the result (R2025 20(4), 22, 23)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from application.commands.command import Command
from domain.case.events.grade import ComplianceFinding, Departure


@dataclass(frozen=True, kw_only=True, slots=True)
class RecheckCompliance(Command):
    """合规复核: what was found when accidents and violations of the last year were looked up (22(4))."""

    case_id: UUID
    sources: tuple[str, ...]
    findings: tuple[ComplianceFinding, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ProposeGrade(Command):
    """拟定结果: ``result`` is ``pass`` or ``fail``, ``grade`` ``excellent`` or ``good`` for a pass (20(4), 22, 23)."""

    case_id: UUID
    result: str
    grade: str | None = None
    departures: tuple[Departure, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class RejectGradeProposal(Command):
    """退回拟定结果: the approver does not follow the proposal."""

    case_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DecideGrade(Command):
    """确定结果: as proposed, by another person; a reason where a pass is decided without final papers (20(4), 21–23)."""

    case_id: UUID
    missing_papers_reason: str | None = None
