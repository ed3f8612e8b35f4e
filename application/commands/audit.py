"""审核阶段的命令: register the audit, apply for acceptance, send an application back (R2025 8–10, 17–20)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from application.commands.command import Command
from domain.case.events.audit import Defect, Goal, GoalResult, NamedStaff, PlatformReceipt, StaffIdentity, Statement
from domain.papers.paper import Paper, PaperName
from domain.papers.performance_table import PerformanceTable


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterAudit(Command):
    """平台登记: audit plan, goals, cost threshold (10,000 yuan) and, where self-organised, the staff of article 9 (9, 10, 17)."""

    case_id: UUID
    audit_plan_digest: str
    goals: tuple[Goal, ...]
    cost_threshold: Decimal
    started_on: date
    finishes_on: date
    staff: tuple[NamedStaff, ...] = ()
    staff_identities: tuple[StaffIdentity, ...] = ()
    channel: str = "qingjian"
    platform: PlatformReceipt | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SubmitForAcceptance(Command):
    """验收申请: the whole application, in each round anew (8(4), 18, 19)."""

    case_id: UUID
    table: PerformanceTable
    achieved: tuple[GoalResult, ...]
    report_parts: tuple[str, ...]
    papers: tuple[Paper, ...]
    statements: tuple[Statement, ...]
    paper_names: tuple[PaperName, ...] = ()
    no_medium_high_cost_reason: str | None = None
    channel: str = "qingjian"
    platform: PlatformReceipt | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnSubmission(Command):
    """退回补正: what is wrong, under which article, and what to supply (20(1))."""

    case_id: UUID
    defects: tuple[Defect, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordPlatformReceipt(Command):
    """补录平台回执: for ``registered``, ``submitted`` or ``revised`` (17, 19, 21)."""

    case_id: UUID
    act: str
    platform: PlatformReceipt
