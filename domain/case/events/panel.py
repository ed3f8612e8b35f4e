"""专家组的事件: invitation, conflicts, appointment, visit, recusal (R2025 20(3))."""

from __future__ import annotations

from datetime import date, time
from typing import ClassVar
from uuid import UUID

import msgspec

from domain.fact import Fact, Official, Open


class ExpertFacts(msgspec.Struct, frozen=True):
    """专家条件: what the rules ask of an expert, as of the day of the invitation."""

    expert_id: UUID
    title_level: str
    """``senior``, ``intermediate``, ``junior`` or ``none``."""
    practice_years: int
    """Completed years of professional experience that day (practice, not years of holding the title)."""
    fields: tuple[str, ...]
    """``industry``, ``cleaner-production``, ``energy-environment``."""


class InterestFinding(msgspec.Struct, frozen=True):
    """利益关系: a tie between an expert and the enterprise or the consultancy."""

    party: str
    """``enterprise`` or ``consultancy``."""
    organisation_id: UUID
    kind: str
    """``employer``, ``client``, ``shareholding``, ``past-work``, ``family``, ``other``."""
    source: str
    """``register`` (found before the invitation) or ``declared``."""


class ExpertInvited(Fact, frozen=True, kw_only=True):
    """邀请专家: an expert was asked to sit on the panel after ties had been looked for."""

    TOPIC: ClassVar[str] = "case.ExpertInvited"

    expert: Open[ExpertFacts]
    """The expert's facts that day."""
    searched: Open[tuple[UUID, ...]]
    """Organisations against which ties were looked for."""


class ConflictDeclared(Fact, frozen=True, kw_only=True):
    """利益关系申报: the expert declared, or the bureau found, a tie; the expert must withdraw."""

    TOPIC: ClassVar[str] = "case.ConflictDeclared"

    expert_id: Open[UUID]
    """The expert."""
    party: Open[str]
    """``enterprise`` or ``consultancy``."""
    kind: Open[str]
    """``employer``, ``client``, ``shareholding``, ``past-work``, ``family``, ``other``."""
    declared_by: Open[str]
    """``expert``, ``bureau`` or ``party``."""
    text: Official[str]
    """In words."""


class ExpertConfirmed(Fact, frozen=True, kw_only=True):
    """专家确认: the expert declared no interest, signed the confidentiality undertaking and accepted."""

    TOPIC: ClassVar[str] = "case.ExpertConfirmed"

    expert_id: Open[UUID]
    """The expert."""
    undertaking_version: Open[str]
    """Which wording of the confidentiality undertaking was signed."""
    no_interest_declared: Open[bool]
    """True: the declaration of no interest."""


class ExpertWithdrew(Fact, frozen=True, kw_only=True):
    """专家退出或回避: the expert leaves the panel."""

    TOPIC: ClassVar[str] = "case.ExpertWithdrew"

    expert_id: Open[UUID]
    """The expert."""
    cause: Open[str]
    """``interest``, ``recusal`` or ``unable``."""
    reason: Official[str]
    """In words."""


class ExpertReplaced(Fact, frozen=True, kw_only=True):
    """更换专家: another confirmed expert took the place of one who left an appointed panel."""

    TOPIC: ClassVar[str] = "case.ExpertReplaced"

    left_id: Open[UUID]
    """Who left."""
    successor: Open[ExpertFacts]
    """Who took the place, with the facts of the day."""


class PanelAppointed(Fact, frozen=True, kw_only=True):
    """组成专家组: experts, bureau and district members are appointed (R2025 20(3))."""

    TOPIC: ClassVar[str] = "case.PanelAppointed"

    experts: Open[tuple[ExpertFacts, ...]]
    """The experts with their facts."""
    bureau_members: Open[tuple[str, ...]]
    """Opaque ids of the bureau's members."""
    district_members: Open[tuple[str, ...]]
    """Opaque ids of the district's members."""
    covered_fields: Open[tuple[str, ...]]
    """Fields covered by the experts together."""


class VisitScheduled(Fact, frozen=True, kw_only=True):
    """安排现场验收: day and hour of the site acceptance."""

    TOPIC: ClassVar[str] = "case.VisitScheduled"

    visit_on: Open[date]
    """Day of the visit."""
    starts_at: Open[time]
    """Hour in Shenzhen."""
    place: Open[str]
    """Where."""


class VisitPostponed(Fact, frozen=True, kw_only=True):
    """推迟现场验收: the visit was moved."""

    TOPIC: ClassVar[str] = "case.VisitPostponed"

    from_on: Open[date]
    """The day before."""
    visit_on: Open[date]
    """The day now."""
    starts_at: Open[time]
    """Hour in Shenzhen."""
    reason: Open[str]
    """Why."""


class RecusalRequested(Fact, frozen=True, kw_only=True):
    """申请回避: the enterprise or the consultancy asks that an expert withdraw (R2025 20(3))."""

    TOPIC: ClassVar[str] = "case.RecusalRequested"

    expert_id: Open[UUID]
    """The expert."""
    asked_by: Open[str]
    """``enterprise`` or ``consultancy``."""
    grounds: Official[str]
    """In words."""


class RecusalDecided(Fact, frozen=True, kw_only=True):
    """决定回避: the bureau decided on the request."""

    TOPIC: ClassVar[str] = "case.RecusalDecided"

    expert_id: Open[UUID]
    """The expert."""
    granted: Open[bool]
    """The expert must withdraw."""
    reason: Official[str]
    """In words."""
