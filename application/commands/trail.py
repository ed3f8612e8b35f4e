"""轨迹的命令: exports asked for and approved, erasures by two."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from application.commands.command import Command
from domain.trail.events import Portion, Removed


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestExport(Command):
    """导出申请: ask for a part of the log."""

    SUBJECT: ClassVar[str | None] = None

    portion: Portion
    profile: str
    basis: str
    recipient: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ApproveExport(Command):
    """导出批准: agree to an export somebody else asked for."""

    SUBJECT: ClassVar[str | None] = "export_id"

    export_id: UUID
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeclineExport(Command):
    """导出驳回: do not agree, and say why."""

    SUBJECT: ClassVar[str | None] = "export_id"

    export_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordExport(Command):
    """审计轨迹导出: a package was made."""

    SUBJECT: ClassVar[str | None] = "export_id"

    export_id: UUID
    size: int
    events: int
    package_digest: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CancelExport(Command):
    """导出撤回: do not want it any more."""

    SUBJECT: ClassVar[str | None] = "export_id"

    export_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordExportFailure(Command):
    """导出未成: no package could be made."""

    SUBJECT: ClassVar[str | None] = "export_id"

    export_id: UUID
    cause: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FetchExport(Command):
    """导出领取: take a package away."""

    SUBJECT: ClassVar[str | None] = "export_id"

    export_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class ProposeErasure(Command):
    """删除申请: ask that protected members be erased, or only shut away."""

    SUBJECT: ClassVar[str | None] = None

    events: tuple[str, ...]
    field_class: str
    basis: str
    restrict_only: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ApproveErasure(Command):
    """删除同意: one of two."""

    SUBJECT: ClassVar[str | None] = "erasure_id"

    erasure_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordErasure(Command):
    """删除登记: the values are gone, or shut away."""

    SUBJECT: ClassVar[str | None] = "erasure_id"

    erasure_id: UUID
    removed: tuple[Removed, ...]
    backups_end_on: datetime | None = None
