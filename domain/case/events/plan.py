"""计划阶段的事件: from the plan form to the plan list (R2025 14–18)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec

from domain.fact import Fact, Open, Personal
from domain.law.citation import Citation
from domain.law.reason import Reason


class Site(msgspec.Struct, frozen=True):
    """生产场所: a place where the enterprise produces."""

    address: str
    district: str
    """District code, internal for the areas without one in GB/T 2260."""
    main: bool = False
    """The main site: its district is the case's district."""


class PlanForm(msgspec.Struct, frozen=True, kw_only=True):
    """计划征集表: the enterprise's facts and its intention as of the day of the plan."""

    enterprise_name: str
    credit_code: str
    """统一社会信用代码, 18 characters, normalised."""
    registered_address: str
    sites: tuple[Site, ...]
    industry: str
    """GB/T 4754 code: letter and two to four digits."""
    founded_on: date
    legal_standing: str
    """``independent-legal-person``, ``accounted-as-legal-person`` or ``none``."""
    main_products: str
    audit_mode: str
    """``self`` (自行组织) or ``commissioned`` (委托咨询服务机构)."""
    consultancy_name: str | None = None
    consultancy_code: str | None = None
    """统一社会信用代码 of the consultancy."""
    planned_start: date
    planned_finish: date
    on_mandatory_list: bool
    """The enterprise's own statement (是否列入本年度强制名单)."""
    last_pass_on: date | None = None
    """The day of an earlier pass, as the enterprise states it."""
    in_field: bool = True
    """The enterprise's statement that it works in industry and information technology."""


class EligibilityLine(msgspec.Struct, frozen=True):
    """资格条件: one condition of 14–16 as it was found on the day it was asked."""

    condition: str
    """Code of the condition: ``founded-long-enough``."""
    met: bool
    found: str
    """What was found, as text: a date, a code, a number."""
    citation: Citation | None = None


class Planned(Fact, frozen=True, kw_only=True):
    """计划提交: the enterprise's plan entered the record; the first milestone (R2025 14–16)."""

    TOPIC: ClassVar[str] = "case.Planned"

    case_number: Open[str]
    """``QJ-<year>-<six digits>``; fixed here for the life of the case."""
    track: Open[str]
    """``voluntary``; the mandatory track has its own rule sets."""
    enterprise_id: Open[UUID]
    """The enterprise in the register."""
    consultancy_id: Open[UUID | None]
    """The consultancy commissioned, if any."""
    call_id: Open[UUID | None]
    """The plan call it was handed in under; none where the year has no call."""
    district: Open[str]
    """District code of the main site: whose officers decide."""
    form: Open[PlanForm]
    """The plan form as normalised."""
    application: Open[str]
    """``first`` or ``repeat`` (admitted inside the five-year window, 14)."""
    eligibility: Open[tuple[EligibilityLine, ...]]
    """Each condition with what was found."""
    claimed_on: Open[date | None]
    """提交日期 as written on the form; the day of receipt is the stamp's."""
    contact_name: Personal[str | None]
    """联系人."""
    contact_phone: Personal[str | None]
    """联系电话."""


class PlanAmended(Fact, frozen=True, kw_only=True):
    """计划更正: the enterprise corrected its plan before the district decided, or mended a returned one (R2025 16)."""

    TOPIC: ClassVar[str] = "case.PlanAmended"

    form: Open[PlanForm]
    """The whole form after the change."""
    consultancy_id: Open[UUID | None]
    """The consultancy commissioned, if any."""
    district: Open[str]
    """District code of the main site after the change."""
    eligibility: Open[tuple[EligibilityLine, ...]]
    """Each condition with what was found."""
    contact_name: Personal[str | None]
    """联系人."""
    contact_phone: Personal[str | None]
    """联系电话."""


class PlanReturned(Fact, frozen=True, kw_only=True):
    """计划退回: the district sent the plan back to be mended (R2025 16)."""

    TOPIC: ClassVar[str] = "case.PlanReturned"

    reasons: Open[tuple[Reason, ...]]
    """Each with its article or a note; at least one."""


class PlanEndorsed(Fact, frozen=True, kw_only=True):
    """区审核通过: the district reviewed the plan and stands behind it (R2025 16)."""

    TOPIC: ClassVar[str] = "case.PlanEndorsed"

    note: Open[str | None]
    """The district's remark for the bureau."""


class PlanReported(Fact, frozen=True, kw_only=True):
    """汇总上报: the plan went to the bureau in a frozen batch of its district (R2025 16)."""

    TOPIC: ClassVar[str] = "case.PlanReported"

    batch_id: Open[UUID]
    """The batch."""
    batch_number: Open[str]
    """The batch's number as printed."""
    batch_digest: Open[str]
    """SHA-256 over the batch's contents, in hex."""


class PlanListed(Fact, frozen=True, kw_only=True):
    """列入计划名单: the plan stands on the published plan list (R2025 17)."""

    TOPIC: ClassVar[str] = "case.PlanListed"

    list_id: Open[UUID]
    """The public list."""
    list_number: Open[str]
    """Number of the list as published."""
    listed_on: Open[date]
    """Day of the list."""


class PlanDeclined(Fact, frozen=True, kw_only=True):
    """未列入计划名单: endorsed, but the bureau did not list it; the case closes (R2025 16)."""

    TOPIC: ClassVar[str] = "case.PlanDeclined"

    reasons: Open[tuple[Reason, ...]]
    """Why it was endorsed and yet not listed; at least one."""


class ConsultancyChanged(Fact, frozen=True, kw_only=True):
    """变更咨询服务机构: another consultancy took over before the application for acceptance (R2025 18)."""

    TOPIC: ClassVar[str] = "case.ConsultancyChanged"

    from_id: Open[UUID | None]
    """The consultancy before; none where the enterprise audited itself."""
    to_id: Open[UUID | None]
    """The consultancy from now on; none where the enterprise audits itself."""
    to_name: Open[str | None]
    """Its name that day."""
    to_code: Open[str | None]
    """Its credit code."""
    capability: Open[tuple[EligibilityLine, ...]]
    """The conditions of article 10 (or 9) as found that day."""
    conflicts: Open[tuple[str, ...]]
    """Experts of the panel found conflicted with the old or the new consultancy."""
    handover_digest: Open[str]
    """SHA-256 of the paper by which the other side agreed or handed over."""
    reason: Open[str]
    """Why."""


class DistrictTransferred(Fact, frozen=True, kw_only=True):
    """移交他区: the main site moved, another district decides from now on; the old one reads on (R2025 16)."""

    TOPIC: ClassVar[str] = "case.DistrictTransferred"

    from_district: Open[str]
    """District code before."""
    to_district: Open[str]
    """District code from now on."""
    site: Open[Site]
    """The new main site."""
    handover_digest: Open[str]
    """SHA-256 of the other district's paper."""
    reason: Open[str]
    """Why."""
