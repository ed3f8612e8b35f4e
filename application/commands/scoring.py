"""评分的命令: open a sheet, lock it, correct it; drafts stay with who writes them (R2025 20(3), 22)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from application.commands.command import Command
from domain.scoring.events import Mark, VetoReport


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenSheet(Command):
    """领取评分表: the expert who acts gets a blank sheet under an id of the client's; asked again, nothing changes (20(3))."""

    SUBJECT: ClassVar[str | None] = None

    case_id: UUID
    sheet_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class LockSheet(Command):
    """评分锁定: one mark for every item, and the vetoes reported; from now on the marks stand (20(3), 22)."""

    SUBJECT: ClassVar[str | None] = "sheet_id"

    case_id: UUID
    sheet_id: UUID
    marks: tuple[Mark, ...]
    vetoes: tuple[VetoReport, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectSheet(Command):
    """评分更正: a whole new version of a locked sheet, with its reason, before the site acceptance is fixed (20(3))."""

    SUBJECT: ClassVar[str | None] = "sheet_id"

    case_id: UUID
    sheet_id: UUID
    marks: tuple[Mark, ...]
    reason: str
    vetoes: tuple[VetoReport, ...] = ()
