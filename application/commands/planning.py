"""计划阶段的命令: plan calls, plans, the district's review and batches, transfers (R2025 14–18)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from application.commands.command import Command
from domain.case.events.plan import PlanForm, Site
from domain.law.reason import Reason


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanCase(Command):
    """提交计划: hand in a plan form; opens the case (14–16). Creates the case and, at its first plan, the enterprise."""

    SUBJECT: ClassVar[str | None] = None

    form: PlanForm
    claimed_on: date | None = None
    contact_name: str | None = None
    contact_phone: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AmendPlan(Command):
    """更正计划: before the district decided, or to mend a returned plan (16). The whole form is given anew."""

    case_id: UUID
    form: PlanForm
    contact_name: str | None = None
    contact_phone: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnPlan(Command):
    """退回计划: the district sends it back with reasons (16)."""

    case_id: UUID
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class EndorsePlan(Command):
    """审核通过计划: the district stands behind it (16)."""

    case_id: UUID
    note: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportBatch(Command):
    """汇总上报: freeze endorsed plans of one district into a batch and report them, all or none (16)."""

    SUBJECT: ClassVar[str | None] = None

    number: str
    case_ids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class DeclinePlan(Command):
    """不列入计划名单: the bureau says why a reported plan is not listed; closes the case (16)."""

    case_id: UUID
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TransferDistrict(Command):
    """移交他区: the main site moved to another district (16)."""

    case_id: UUID
    site: Site
    handover_digest: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeConsultancy(Command):
    """变更咨询服务机构: another consultancy, or the enterprise itself, goes on with the audit (18)."""

    case_id: UUID
    to_id: UUID | None
    handover_digest: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenPlanCall(Command):
    """发布计划征集: open the year's next batch (13, 16)."""

    SUBJECT: ClassVar[str | None] = None

    year: int
    batch: int
    opens_on: date
    closes_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class ExtendPlanCall(Command):
    """延长计划征集: the year's last batch closes later (16)."""

    SUBJECT: ClassVar[str | None] = None

    year: int
    closes_on: date
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class EnterMandatoryList(Command):
    """录入强制审核名单: a list the authorities published (15(2))."""

    SUBJECT: ClassVar[str | None] = None

    year: int
    authority: str
    document: str
    published_on: date
    credit_codes: tuple[str, ...]
