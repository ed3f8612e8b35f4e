"""名单的命令: draft, publish, discard and correct a public list; tell the enterprise its result (R2025 11, 17, 20)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from application.commands.command import Command


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftList(Command):
    """起草名单: ``kind`` is ``plan``, ``acceptance``, ``results`` or ``consultancies``; ``subjects`` cases or consultancies in printed order."""

    SUBJECT: ClassVar[str | None] = None

    kind: str
    year: int
    title: str
    subjects: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishList(Command):
    """公布名单: the draft as a whole, with all its cases; ``remedies`` tells how to object, for results."""

    SUBJECT: ClassVar[str | None] = "list_id"

    list_id: UUID
    number: str
    published_on: date
    address: str
    remedies: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DiscardList(Command):
    """废弃名单草稿: a draft that will not be published."""

    SUBJECT: ClassVar[str | None] = "list_id"

    list_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectList(Command):
    """更正名单: print ``renewed`` entries anew from the record and strike ``removed`` ones, as the next edition."""

    SUBJECT: ClassVar[str | None] = "list_id"

    list_id: UUID
    reason: str
    renewed: tuple[UUID, ...] = ()
    removed: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class NotifyResult(Command):
    """告知结果: the enterprise was told its result; ``channel`` is ``qingjian``, ``mail`` or ``post`` (20(4))."""

    case_id: UUID
    notified_on: date
    channel: str
