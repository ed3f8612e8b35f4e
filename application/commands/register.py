"""登记库的命令: enterprises, consultancies, experts, roles (R2025 9–11, 14, 20(3))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from application.commands.command import Command
from domain.law.reason import Reason
from domain.register.certificate import Certificate

# -------------------------------------------------------------------------------------------------------------- enterprises


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterEnterprise(Command):
    """登记企业: before its first plan, for example to record an earlier pass."""

    SUBJECT: ClassVar[str | None] = None

    credit_code: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RenameEnterprise(Command):
    """企业更名."""

    SUBJECT: ClassVar[str | None] = "enterprise_id"

    enterprise_id: UUID
    name: str
    evidence_digest: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeCreditCode(Command):
    """变更信用代码: the enterprise keeps its id; the new code leads to it."""

    SUBJECT: ClassVar[str | None] = "enterprise_id"

    enterprise_id: UUID
    credit_code: str
    evidence_digest: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class MergeEnterprise(Command):
    """企业合并: the enterprise goes up in another one."""

    SUBJECT: ClassVar[str | None] = "enterprise_id"

    enterprise_id: UUID
    into_id: UUID
    evidence_digest: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordPriorPass(Command):
    """补录历史通过: a pass from before this record, with its proof (14)."""

    SUBJECT: ClassVar[str | None] = "enterprise_id"

    enterprise_id: UUID
    passed_on: date
    rule_document: str
    evidence_digest: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AdmitRepeat(Command):
    """准予重复申报: inside the five years of a pass (14)."""

    SUBJECT: ClassVar[str | None] = "enterprise_id"

    enterprise_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenReapplication(Command):
    """可再次首次申报: the clock notes that the five years of a pass are over (14)."""

    SUBJECT: ClassVar[str | None] = "enterprise_id"

    enterprise_id: UUID


# ------------------------------------------------------------------------------------------------------------ consultancies


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterConsultancy(Command):
    """登记咨询服务机构."""

    SUBJECT: ClassVar[str | None] = None

    credit_code: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RenameConsultancy(Command):
    """咨询服务机构更名: the id stays, and the mandates with it."""

    SUBJECT: ClassVar[str | None] = "consultancy_id"

    consultancy_id: UUID
    name: str
    evidence_digest: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeConsultancyCode(Command):
    """变更咨询服务机构信用代码: the consultancy keeps its id; the new code leads to it."""

    SUBJECT: ClassVar[str | None] = "consultancy_id"

    consultancy_id: UUID
    credit_code: str
    evidence_digest: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ProfileConsultancy(Command):
    """申报机构条件: what 10(1) and 10(2) ask of it."""

    SUBJECT: ClassVar[str | None] = "consultancy_id"

    consultancy_id: UUID
    legal_person: bool
    quality_system: bool
    instruments: bool
    evidence_digest: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class EnterStaff(Command):
    """人员入册 (10(3))."""

    SUBJECT: ClassVar[str | None] = "consultancy_id"

    consultancy_id: UUID
    reference: str
    title_level: str
    title_related: bool
    technical: bool
    certificates: tuple[Certificate, ...]
    name: str
    certificate_numbers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class StaffLeaves(Command):
    """人员离册."""

    SUBJECT: ClassVar[str | None] = "consultancy_id"

    consultancy_id: UUID
    reference: str
    left_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class GrantMandate(Command):
    """委托: the enterprise lets the consultancy act for it (18)."""

    SUBJECT: ClassVar[str | None] = None

    consultancy_id: UUID
    enterprise_id: UUID
    from_on: date
    until_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class EndMandate(Command):
    """终止委托 (18)."""

    SUBJECT: ClassVar[str | None] = None

    consultancy_id: UUID
    enterprise_id: UUID
    ended_on: date


# --------------------------------------------------------------------------------------------------------- experts, persons


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterExpert(Command):
    """专家入库 (20(3))."""

    SUBJECT: ClassVar[str | None] = None

    person: str
    title_level: str
    practising_since: date
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class AmendExpert(Command):
    """更正专家信息 (20(3))."""

    SUBJECT: ClassVar[str | None] = "expert_id"

    expert_id: UUID
    title_level: str
    practising_since: date
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordInterest(Command):
    """登记利益关系 (20(3))."""

    SUBJECT: ClassVar[str | None] = None

    expert_id: UUID
    organisation_id: UUID
    kind: str
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class GrantRole(Command):
    """授予身份."""

    SUBJECT: ClassVar[str | None] = None

    person_id: UUID
    role: str
    organisation: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RevokeRole(Command):
    """撤销身份."""

    SUBJECT: ClassVar[str | None] = None

    person_id: UUID
    role: str
    organisation: str | None
    reasons: tuple[Reason, ...]
