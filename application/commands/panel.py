"""专家组的命令: invite, declare, confirm, leave, appoint, replace, schedule, recuse (R2025 20(3))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from application.commands.command import Command


@dataclass(frozen=True, kw_only=True, slots=True)
class InviteExpert(Command):
    """邀请专家: ties to the parties are looked for first; a known one refuses the invitation (20(3))."""

    case_id: UUID
    expert_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class DeclareConflict(Command):
    """利益关系申报: by the expert, or by the bureau that found it; ``party`` is ``enterprise`` or ``consultancy`` (20(3)).

    ``kind`` is ``employer``, ``client``, ``shareholding``, ``past-work``, ``family`` or ``other``.
    """

    case_id: UUID
    expert_id: UUID
    party: str
    kind: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ConfirmExpert(Command):
    """专家确认: the expert who acts signed the undertaking and declares no interest (20(3))."""

    case_id: UUID
    undertaking_version: str
    no_interest_declared: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class WithdrawExpert(Command):
    """专家退出或回避: ``cause`` is ``interest``, ``recusal`` or ``unable``; the expert's sheet becomes void (20(3))."""

    case_id: UUID
    expert_id: UUID
    cause: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReplaceExpert(Command):
    """更换专家: a confirmed expert takes the place of one who left the appointed panel (20(3))."""

    case_id: UUID
    left_id: UUID
    successor_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class AppointPanel(Command):
    """组成专家组: confirmed experts, with persons of the bureau and of the district by their opaque ids (20(3))."""

    case_id: UUID
    experts: tuple[UUID, ...]
    bureau_members: tuple[str, ...]
    district_members: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleVisit(Command):
    """安排现场验收: day, hour in Shenzhen and place (20(3))."""

    case_id: UUID
    visit_on: date
    starts_at: time
    place: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PostponeVisit(Command):
    """推迟现场验收: another day or hour, with the reason (20(3))."""

    case_id: UUID
    visit_on: date
    starts_at: time
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestRecusal(Command):
    """申请回避: by the enterprise or its consultancy (20(3))."""

    case_id: UUID
    expert_id: UUID
    grounds: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DecideRecusal(Command):
    """决定回避: granted, the expert must withdraw (20(3))."""

    case_id: UUID
    expert_id: UUID
    granted: bool
    reason: str
