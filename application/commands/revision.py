"""终稿的命令: hand in, review, return, ask for and give more time, and what the clock records (R2025 21)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from application.commands.command import Command
from domain.case.events.audit import Defect, PlatformReceipt, Statement
from domain.case.events.revision import AnswerTick, CorrectionAnswer
from domain.papers.paper import Paper, PaperName
from domain.papers.performance_table import PerformanceTable


@dataclass(frozen=True, kw_only=True, slots=True)
class SubmitRevision(Command):
    """终稿提交: final table and papers, an answer to each correction, the statements; late ones are kept as a request (21)."""

    case_id: UUID
    table: PerformanceTable
    papers: tuple[Paper, ...]
    answers: tuple[CorrectionAnswer, ...]
    statements: tuple[Statement, ...]
    paper_names: tuple[PaperName, ...] = ()
    channel: str = "qingjian"
    platform: PlatformReceipt | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewRevision(Command):
    """审阅终稿: one tick for each answer, with a note where it does not satisfy (21)."""

    case_id: UUID
    ticks: tuple[AnswerTick, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnRevision(Command):
    """退回终稿: the defects; ``last_day`` only where the month is over (21)."""

    case_id: UUID
    defects: tuple[Defect, ...]
    last_day: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestExtension(Command):
    """申请延期: the enterprise asks for more time (21)."""

    case_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ExtendRevision(Command):
    """终稿延期: ``count`` of ``unit`` (``days``, ``working-days``, ``months``) from the original last day (21)."""

    case_id: UUID
    reason: str
    count: int
    unit: str = "days"


@dataclass(frozen=True, kw_only=True, slots=True)
class LapseRevision(Command):
    """终稿逾期: the clock records that the last day passed (21)."""

    case_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class RemindOfRevision(Command):
    """提醒提交终稿: the clock reminds ``days_left`` days before ``last_day`` (21)."""

    case_id: UUID
    last_day: date
    days_left: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RecalculateRevisionDeadline(Command):
    """重算终稿期限: by the calendar as it is now; ``cause`` says what changed (21)."""

    case_id: UUID
    cause: str
