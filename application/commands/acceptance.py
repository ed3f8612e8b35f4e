"""现场验收的命令: draft and sign the opinion, fix the acceptance, deliver, correct (R2025 4, 20(3), 22)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from application.commands.command import Command
from domain.case.events.acceptance import Correction
from domain.case.vetoes import VetoDecision
from domain.law.reason import Reason


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftOpinion(Command):
    """起草验收意见: corrections numbered from 1 without gaps; a new draft asks for new signatures (20(3))."""

    case_id: UUID
    opinion_digest: str
    conclusion: str
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class SignOpinion(Command):
    """签署验收意见: by the expert who acts; ``dissent`` in words where there is one (20(3))."""

    case_id: UUID
    opinion_digest: str
    dissent: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AcceptCase(Command):
    """现场验收完成: what was done and found on site; the sheets are sealed and combined (4, 20(3), 22).

    ``steps`` are ``briefing``, ``papers``, ``site``, ``questions``; ``level`` is ``I``, ``II``, ``III``, ``below-III``, or, without
    an indicator system, ``industry-basic``, ``below-industry-basic``.
    """

    case_id: UUID
    held_on: date
    steps: tuple[str, ...]
    performance_confirmed: bool
    goals_attained: bool
    level: str
    indicator_system: str
    no_fee_charged: bool
    vetoes: tuple[VetoDecision, ...] = ()
    delivered_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliverOpinion(Command):
    """验收意见送达: the day it reached the enterprise, where that was not known at the acceptance (21)."""

    case_id: UUID
    delivered_on: date
    evidence_digest: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectAcceptance(Command):
    """现场验收更正: experts found conflicted afterwards; their sheets are void (20(3))."""

    case_id: UUID
    conflicted_experts: tuple[UUID, ...]
    reasons: tuple[Reason, ...]
