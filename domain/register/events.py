"""登记库的事件: enterprises and consultancies (R2025 9–11, 14)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from domain.fact import Fact, Official, Open, Personal
from domain.register.certificate import Certificate


class EnterpriseRegistered(Fact, frozen=True, kw_only=True):
    """企业登记: an enterprise entered the register under its credit code."""

    TOPIC: ClassVar[str] = "enterprise.Registered"

    credit_code: Open[str]
    """统一社会信用代码, normalised; the enterprise's id is derived from it once."""
    name: Open[str]
    """Name that day."""


class Renamed(Fact, frozen=True, kw_only=True):
    """企业更名: the enterprise has another name; its id stays."""

    TOPIC: ClassVar[str] = "enterprise.Renamed"

    name: Open[str]
    """The name from now on."""
    evidence_digest: Open[str | None]
    """SHA-256 of the proof."""


class CreditCodeChanged(Fact, frozen=True, kw_only=True):
    """信用代码变更: the enterprise has another credit code; its id stays."""

    TOPIC: ClassVar[str] = "enterprise.CreditCodeChanged"

    credit_code: Open[str]
    """The code from now on."""
    evidence_digest: Open[str | None]
    """SHA-256 of the proof."""


class CreditCodeAliased(Fact, frozen=True, kw_only=True):
    """信用代码归属: this stream's code is borne by an enterprise registered under another code; whoever looks the code up goes there."""

    TOPIC: ClassVar[str] = "enterprise.CreditCodeAliased"

    credit_code: Open[str]
    """The code this stream belongs to."""
    enterprise_id: Open[UUID]
    """The enterprise that bears it."""


class MergedInto(Fact, frozen=True, kw_only=True):
    """企业合并: the enterprise went up in another one."""

    TOPIC: ClassVar[str] = "enterprise.MergedInto"

    enterprise_id: Open[UUID]
    """The enterprise that goes on."""
    evidence_digest: Open[str | None]
    """SHA-256 of the proof."""


class CaseOpened(Fact, frozen=True, kw_only=True):
    """立案: a case of the enterprise is open; no second one may be (R2025 14)."""

    TOPIC: ClassVar[str] = "enterprise.CaseOpened"

    case_id: Open[UUID]
    """The case."""
    case_number: Open[str]
    """Its number."""
    application: Open[str]
    """``first`` or ``repeat``."""


class CaseClosed(Fact, frozen=True, kw_only=True):
    """结案: the open case ended."""

    TOPIC: ClassVar[str] = "enterprise.CaseClosed"

    case_id: Open[UUID]
    """The case."""
    outcome: Open[str]
    """``published``, ``precheck-failed``, ``declined``, ``withdrawn`` or ``discontinued``."""


class Passed(Fact, frozen=True, kw_only=True):
    """通过验收: the enterprise's last pass and its five-year window (R2025 14)."""

    TOPIC: ClassVar[str] = "enterprise.Passed"

    case_id: Open[UUID]
    """The case in which it passed."""
    decided_on: Open[date]
    """Day the passing grade was decided."""
    window_last_day: Open[date]
    """Last day of the five years."""
    first_day: Open[date]
    """First day on which a new application counts as a first one."""


class PassRevoked(Fact, frozen=True, kw_only=True):
    """撤销通过: a correction took the pass away; the pass before it, if any, stands again."""

    TOPIC: ClassVar[str] = "enterprise.PassRevoked"

    case_id: Open[UUID]
    """The case whose pass no longer stands."""


class PriorPassRecorded(Fact, frozen=True, kw_only=True):
    """补录历史通过: a pass from before this record, under the rules of its time (R2025 14)."""

    TOPIC: ClassVar[str] = "enterprise.PriorPassRecorded"

    passed_on: Open[date]
    """Day of the pass."""
    rule_document: Open[str]
    """The rules it was passed under, as far as known."""
    source: Open[str]
    """``declared`` by the enterprise in its plan, or ``officer`` with evidence."""
    evidence_digest: Open[str | None]
    """SHA-256 of the proof."""
    window_last_day: Open[date]
    """Last day of the five years."""
    first_day: Open[date]
    """First day on which a new application counts as a first one."""


class RepeatAdmitted(Fact, frozen=True, kw_only=True):
    """准予重复申报: an officer admits an application inside the five-year window as a repeat (R2025 14)."""

    TOPIC: ClassVar[str] = "enterprise.RepeatAdmitted"

    reason: Official[str]
    """Why."""
    window_last_day: Open[date]
    """Last day of the window it was admitted inside."""


class ReapplicationOpened(Fact, frozen=True, kw_only=True):
    """可再次首次申报: the five years are over; recorded by the clock on the first allowed day (R2025 14)."""

    TOPIC: ClassVar[str] = "enterprise.ReapplicationOpened"

    first_day: Open[date]
    """The first allowed day."""
    fell_due_on: Open[date]
    """When this fell due; the moment of recording may be later."""


class ConsultancyRegistered(Fact, frozen=True, kw_only=True):
    """咨询服务机构登记: a consultancy entered the register."""

    TOPIC: ClassVar[str] = "consultancy.Registered"

    credit_code: Open[str]
    """统一社会信用代码, normalised; the consultancy's id is derived from it once."""
    name: Open[str]
    """Name that day."""


class ConsultancyRenamed(Fact, frozen=True, kw_only=True):
    """咨询服务机构更名: the consultancy has another name; its id and its mandates stay."""

    TOPIC: ClassVar[str] = "consultancy.Renamed"

    name: Open[str]
    """The name from now on."""
    evidence_digest: Open[str | None]
    """SHA-256 of the proof."""


class ConsultancyCodeChanged(Fact, frozen=True, kw_only=True):
    """咨询服务机构信用代码变更: the consultancy has another credit code; its id and its mandates stay."""

    TOPIC: ClassVar[str] = "consultancy.CreditCodeChanged"

    credit_code: Open[str]
    """The code from now on."""
    evidence_digest: Open[str | None]
    """SHA-256 of the proof."""


class ConsultancyCodeAliased(Fact, frozen=True, kw_only=True):
    """咨询服务机构信用代码归属: this stream's code is borne by a consultancy registered under another code; who looks it up goes there."""

    TOPIC: ClassVar[str] = "consultancy.CreditCodeAliased"

    credit_code: Open[str]
    """The code this stream belongs to."""
    consultancy_id: Open[UUID]
    """The consultancy that bears it."""


class ConsultancyProfiled(Fact, frozen=True, kw_only=True):
    """咨询服务机构条件: what article 10(1) and 10(2) ask of it, as declared with evidence."""

    TOPIC: ClassVar[str] = "consultancy.Profiled"

    legal_person: Open[bool]
    """具有独立法人资格."""
    quality_system: Open[bool]
    """Has a quality system and management rules."""
    instruments: Open[bool]
    """Has instruments or means for material, energy and water balances."""
    evidence_digest: Open[str | None]
    """SHA-256 of the proof."""


class StaffEntered(Fact, frozen=True, kw_only=True):
    """人员入册: a person of the consultancy's staff, with title and certificates (R2025 10(3))."""

    TOPIC: ClassVar[str] = "consultancy.StaffEntered"

    reference: Open[str]
    """Opaque reference of the person in this consultancy."""
    title_level: Open[str]
    """``senior``, ``intermediate``, ``junior`` or ``none``."""
    title_related: Open[bool]
    """The title is in energy saving, environment or a related field."""
    technical: Open[bool]
    """Knows processes, technical rules and the management of energy, water and pollution."""
    certificates: Open[tuple[Certificate, ...]]
    """Certificates with issuer and validity."""
    name: Personal[str]
    """Name."""
    certificate_numbers: Personal[tuple[str, ...]]
    """Their numbers."""


class StaffLeft(Fact, frozen=True, kw_only=True):
    """人员离册: the person no longer works for the consultancy."""

    TOPIC: ClassVar[str] = "consultancy.StaffLeft"

    reference: Open[str]
    """Opaque reference of the person."""
    left_on: Open[date]
    """Last day."""


class MandateGranted(Fact, frozen=True, kw_only=True):
    """委托: an enterprise lets the consultancy act for it until the mandate ends."""

    TOPIC: ClassVar[str] = "consultancy.MandateGranted"

    enterprise_id: Open[UUID]
    """The enterprise."""
    from_on: Open[date]
    """First day."""
    until_on: Open[date]
    """Last day."""


class MandateEnded(Fact, frozen=True, kw_only=True):
    """终止委托: the mandate ended before its last day."""

    TOPIC: ClassVar[str] = "consultancy.MandateEnded"

    enterprise_id: Open[UUID]
    """The enterprise."""
    ended_on: Open[date]
    """Last day of the mandate."""


class ConsultancyListed(Fact, frozen=True, kw_only=True):
    """列入咨询服务机构名单: on the bureau's published list; being off it is no ground against a case (R2025 11)."""

    TOPIC: ClassVar[str] = "consultancy.Listed"

    list_id: Open[UUID]
    """The public list."""
    listed_on: Open[date]
    """Day of the list."""
