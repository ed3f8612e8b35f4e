"""审核阶段的事件: registration on the platform and the application for acceptance (R2025 8–10, 17–19)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

import msgspec

from domain.case.events.plan import EligibilityLine
from domain.fact import BusinessSecret, Fact, Official, Open, Personal
from domain.law.citation import Citation
from domain.papers.paper import Paper, PaperName
from domain.papers.performance_table import PerformanceTable
from domain.register.certificate import Certificate


class Goal(msgspec.Struct, frozen=True):
    """清洁生产目标: one indicator with its baseline and its target."""

    indicator: str
    unit: str
    baseline: Decimal
    baseline_year: int
    target: Decimal
    target_year: int


class NamedStaff(msgspec.Struct, frozen=True, kw_only=True):
    """审核人员: one person of the audit, with what the rules of 9 and 10 ask; the name is kept apart."""

    reference: str
    """Opaque reference, unique in this registration."""
    duties: tuple[str, ...]
    """``energy``, ``environment``, ``safety``, ``cleaner-production``, ``technical``, ``lead``."""
    title_level: str = "none"
    """``senior``, ``intermediate``, ``junior`` or ``none``; a lead shows a certificate of it (9(3))."""
    title_related: bool = False
    """The title is in energy saving, environment or a related field."""
    external: bool = False
    """外聘: hired from outside."""
    certificates: tuple[Certificate, ...] = ()


class ConsultancyFacts(msgspec.Struct, frozen=True, kw_only=True):
    """咨询服务机构当日条件: what article 10 asks, as the register had it on the day of the decision."""

    legal_person: bool
    """具有独立法人资格."""
    quality_system: bool
    """Has a quality system and management rules."""
    instruments: bool
    """Has instruments or means for material, energy and water balances."""
    staff: tuple[NamedStaff, ...]
    """Its whole staff of that day; references are those of its register."""


class StaffIdentity(msgspec.Struct, frozen=True):
    """人员姓名: name and certificate numbers of one named person."""

    reference: str
    name: str
    certificate_numbers: tuple[str, ...] = ()


class PlatformReceipt(msgspec.Struct, frozen=True):
    """服务平台回执: the receipt of the provincial platform where the act was done there (R2025 17, 19, 21)."""

    number: str
    received_at: datetime
    """Instant of receipt by the platform."""
    evidence_digest: str
    """SHA-256 of the screenshot or printed receipt."""


class Statement(msgspec.Struct, frozen=True):
    """真实性承诺: the statement that report and table are true and accurate (R2025 18)."""

    party: str
    """``enterprise`` or ``consultancy``."""
    person: str
    """Opaque id of the signer."""
    text_version: str
    """Which wording was signed."""
    signed_on: date


class GoalResult(msgspec.Struct, frozen=True):
    """目标完成情况: what was reached of one goal."""

    indicator: str
    unit: str
    achieved: Decimal
    year: int


class Defect(msgspec.Struct, frozen=True):
    """补正事项: one defect, its article and what is to be supplied."""

    number: int
    text: str
    supply: str
    citation: Citation | None = None


class Registered(Fact, frozen=True, kw_only=True):
    """平台登记: the enterprise registered its audit plan, goals and staff; the second milestone (R2025 9, 10, 17, 18)."""

    TOPIC: ClassVar[str] = "case.Registered"

    audit_plan_digest: Open[str]
    """SHA-256 of the audit plan."""
    goals: Official[tuple[Goal, ...]]
    """Indicators with baseline and target."""
    cost_threshold: Open[Decimal]
    """Limit between no/low and medium/high cost in this case, in 10,000 yuan."""
    staff: Official[tuple[NamedStaff, ...]]
    """The people named, with the facts the rules use."""
    staff_identities: Personal[tuple[StaffIdentity, ...]]
    """Their names and certificate numbers."""
    consultancy: Official[ConsultancyFacts | None]
    """The consultancy's facts that day, where the audit is commissioned; they are what article 10 was held against."""
    capability: Open[tuple[EligibilityLine, ...]]
    """Each condition of 9 or 10 with what was found."""
    counted_twice: Open[tuple[str, ...]]
    """References of persons that count under more than one condition (assumed to be allowed, shown)."""
    started_on: Open[date]
    """Start of the audit."""
    finishes_on: Open[date]
    """Its planned finish."""
    channel: Open[str]
    """``qingjian`` or ``gdqjsc``."""
    platform: Open[PlatformReceipt | None]
    """The platform's receipt where the channel is ``gdqjsc``."""


class Submitted(Fact, frozen=True, kw_only=True):
    """验收申请: table, report and papers handed in for acceptance; the third milestone (R2025 8, 18, 19)."""

    TOPIC: ClassVar[str] = "case.Submitted"

    round: Open[int]
    """1 for the first application, one more after each return; each is a full snapshot."""
    table: Official[PerformanceTable]
    """绩效表 with its totals."""
    achieved: Official[tuple[GoalResult, ...]]
    """What was reached of each goal."""
    no_medium_high_cost_reason: Official[str | None]
    """Why there is no medium/high-cost scheme, where there is none."""
    report_parts: Open[tuple[str, ...]]
    """Codes of the parts of 8(4) the report contains."""
    papers: Open[tuple[Paper, ...]]
    """Report and papers by digest."""
    paper_names: BusinessSecret[tuple[PaperName, ...]]
    """File names as handed in."""
    statements: Open[tuple[Statement, ...]]
    """Statement of truth by the enterprise and, where commissioned, by the consultancy."""
    channel: Open[str]
    """``qingjian`` or ``gdqjsc``."""
    platform: Open[PlatformReceipt | None]
    """The platform's receipt where the channel is ``gdqjsc``."""


class SubmissionReturned(Fact, frozen=True, kw_only=True):
    """退回补正: the bureau sent the application back with its defects (R2025 20(1))."""

    TOPIC: ClassVar[str] = "case.SubmissionReturned"

    round: Open[int]
    """The round that was returned."""
    defects: Official[tuple[Defect, ...]]
    """Each with article and what to supply; at least one."""


class PlatformReceiptRecorded(Fact, frozen=True, kw_only=True):
    """补录平台回执: the platform's receipt of an act became known later; it decides whether the act was in time."""

    TOPIC: ClassVar[str] = "case.PlatformReceiptRecorded"

    act: Open[str]
    """``registered``, ``submitted`` or ``revised``."""
    platform: Open[PlatformReceipt]
    """The receipt."""
    undid_lapse: Open[bool]
    """It shows that final papers arrived within the last day: a lapse recorded before no longer stands."""
