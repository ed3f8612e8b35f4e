"""人员的事件: experts and the roles of persons (R2025 20(3))."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from domain.fact import Fact, Open
from domain.law.reason import Reason


class ExpertRegistered(Fact, frozen=True, kw_only=True):
    """专家入库: an expert with title, practice and fields (R2025 20(3))."""

    TOPIC: ClassVar[str] = "expert.Registered"

    person: Open[str]
    """Opaque id of the person in the directory."""
    title_level: Open[str]
    """``senior``, ``intermediate``, ``junior`` or ``none``."""
    practising_since: Open[date]
    """Start of professional experience."""
    fields: Open[tuple[str, ...]]
    """``industry``, ``cleaner-production``, ``energy-environment``."""


class ExpertAmended(Fact, frozen=True, kw_only=True):
    """专家信息更正: title, practice or fields changed."""

    TOPIC: ClassVar[str] = "expert.Amended"

    title_level: Open[str]
    """``senior``, ``intermediate``, ``junior`` or ``none``."""
    practising_since: Open[date]
    """Start of professional experience."""
    fields: Open[tuple[str, ...]]
    """``industry``, ``cleaner-production``, ``energy-environment``."""


class InterestRecorded(Fact, frozen=True, kw_only=True):
    """登记利益关系: a tie of the expert to an organisation: employer, client, shareholding, past work."""

    TOPIC: ClassVar[str] = "expert.InterestRecorded"

    organisation_id: Open[UUID]
    """Enterprise or consultancy."""
    kind: Open[str]
    """``employer``, ``client``, ``shareholding``, ``past-work``, ``family``, ``other``."""
    from_on: Open[date | None]
    """First day, if known."""
    until_on: Open[date | None]
    """Last day; none while it lasts."""


class RoleGranted(Fact, frozen=True, kw_only=True):
    """授予身份: a person may act in a role for an organisation."""

    TOPIC: ClassVar[str] = "person.RoleGranted"

    role: Open[str]
    """Code of the role."""
    organisation: Open[str | None]
    """Id of the enterprise or consultancy, code of the district, or none."""


class RoleRevoked(Fact, frozen=True, kw_only=True):
    """撤销身份: the person may no longer act in that role."""

    TOPIC: ClassVar[str] = "person.RoleRevoked"

    role: Open[str]
    """Code of the role."""
    organisation: Open[str | None]
    """As granted."""
    reasons: Open[tuple[Reason, ...]]
    """Why."""
