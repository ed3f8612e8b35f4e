"""结束案件的命令: the enterprise withdraws, the bureau discontinues (R2025 6)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from application.commands.command import Command


@dataclass(frozen=True, kw_only=True, slots=True)
class WithdrawCase(Command):
    """撤回: the enterprise takes its case back, before the first score sheet is locked (6)."""

    case_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DiscontinueCase(Command):
    """终结案件: decided as proposed, by another person, after the enterprise was heard."""

    case_id: UUID
