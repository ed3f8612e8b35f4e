"""Examples of the audit: staff, goals, a performance table that adds up, a registration and an application that are in order."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from domain.case.capability import capability_of_enterprise
from domain.case.events.audit import (
    ConsultancyFacts,
    Defect,
    Goal,
    GoalResult,
    NamedStaff,
    PlatformReceipt,
    Registered,
    StaffIdentity,
    Statement,
    SubmissionReturned,
    Submitted,
)
from domain.case.registration import Registration
from domain.case.submission import Submission
from domain.fact import Capacity
from domain.law.citation import Citation
from domain.law.rulebook import rule_set
from domain.papers.paper import Paper, PaperName
from domain.papers.performance_table import PerformanceTable, Scheme
from domain.register.certificate import Certificate

RULES = rule_set("sz-2025-5")

REGISTERED_ON = date(2026, 4, 20)
SUBMITTED_ON = date(2026, 9, 1)

SIGNER = Capacity(person="p-signer", role="enterprise-signer", organisation="enterprise")
CONSULTANT = Capacity(person="p-consultant", role="consultant", organisation="consultancy", on_behalf_of="enterprise")

DIGEST = "a" * 64
REPORT_DIGEST = "b" * 64

POST_TRAINING = Certificate("post-training", "other", date(2027, 12, 31))
QUALIFICATION = Certificate("professional-qualification", "national")
AUDITOR = Certificate("auditor-training", "national", date(2028, 6, 30))
AUDITOR_GUANGDONG = Certificate("auditor-training", "guangdong", date(2028, 6, 30))
AUDITOR_ELSEWHERE = Certificate("auditor-training", "provincial", date(2028, 6, 30))
TITLE = Certificate("title", "guangdong")


def energy_officer(reference: str, certificate: Certificate = POST_TRAINING, duty: str = "energy") -> NamedStaff:
    """Answers for energy (or environment, or safety) and holds a certificate for it."""
    return NamedStaff(reference=reference, duties=(duty,), certificates=(certificate,))


def auditor(reference: str, certificate: Certificate = AUDITOR) -> NamedStaff:
    """Answers for cleaner production with an auditor's certificate."""
    return NamedStaff(reference=reference, duties=("cleaner-production",), certificates=(certificate,))


def senior_lead(reference: str = "lead", *, external: bool = False) -> NamedStaff:
    """Leads the audit with a related senior title and shows its certificate."""
    return NamedStaff(reference=reference, duties=("lead",), title_level="senior", title_related=True, external=external, certificates=(TITLE,))


def staff_of_nine() -> tuple[NamedStaff, ...]:
    """Four certified for energy, environment and safety, four auditors, one lead: exactly what article 9 asks."""
    certified = (
        energy_officer("s1"),
        energy_officer("s2", QUALIFICATION),
        energy_officer("s3", duty="environment"),
        energy_officer("s4", duty="safety"),
    )
    return (*certified, auditor("a1"), auditor("a2"), auditor("a3", AUDITOR_GUANGDONG), auditor("a4", AUDITOR_GUANGDONG), senior_lead())


def identities(staff: tuple[NamedStaff, ...]) -> tuple[StaffIdentity, ...]:
    """A fictional name for each person."""
    return tuple(StaffIdentity(person.reference, f"示例{number}", (f"示例证书{number}",)) for number, person in enumerate(staff, start=1))


def consultancy_staff() -> tuple[NamedStaff, ...]:
    """One senior title, four technical staff, four auditors: exactly what 10(3) asks."""
    return (
        NamedStaff(reference="c0", duties=(), title_level="senior", title_related=True),
        *(NamedStaff(reference=f"t{number}", duties=("technical",)) for number in range(1, 5)),
        *(NamedStaff(reference=f"c{number}", duties=(), certificates=(AUDITOR_ELSEWHERE,)) for number in range(1, 5)),
    )


def consultancy_facts(**changes: object) -> ConsultancyFacts:
    """A consultancy that meets article 10."""
    members: dict[str, object] = {"legal_person": True, "quality_system": True, "instruments": True, "staff": consultancy_staff()}
    return ConsultancyFacts(**{**members, **changes})  # type: ignore[arg-type]  # members by name


def goal() -> Goal:
    """Less electricity for each tonne of product."""
    return Goal("单位产品电耗", "kWh/t", Decimal("120.5"), 2025, Decimal(110), 2026)


def receipt(number: str = "GD-0001", received_at: datetime = datetime(2026, 4, 18, 2, 30, tzinfo=UTC)) -> PlatformReceipt:
    """A receipt of the provincial platform."""
    return PlatformReceipt(number, received_at, DIGEST)


def registration(**changes: object) -> Registration:
    """A registration in order, self-organised."""
    staff = changes.get("staff", staff_of_nine())
    members: dict[str, object] = {
        "audit_plan_digest": DIGEST,
        "goals": (goal(),),
        "cost_threshold": Decimal(5),
        "staff": staff,
        "staff_identities": identities(staff),  # type: ignore[arg-type]  # the staff given
        "started_on": date(2026, 4, 20),
        "finishes_on": date(2026, 10, 31),
        "channel": "qingjian",
        "platform": None,
    }
    return Registration(**{**members, **changes})  # type: ignore[arg-type]  # members by name


def registered(**changes: object) -> Registered:
    """The fact of that registration."""
    filed = registration()
    found = capability_of_enterprise(filed.staff, RULES, REGISTERED_ON)
    members: dict[str, object] = {
        **{name: getattr(filed, name) for name in filed.__struct_fields__},
        "consultancy": None,
        "capability": found.lines,
        "counted_twice": found.counted_twice,
    }
    return Registered(**{**members, **changes})  # type: ignore[arg-type]  # members by name


def low_cost(number: str = "WD1", **changes: object) -> Scheme:
    """Air leaks mended."""
    members: dict[str, object] = {
        "number": number,
        "name": "修复压缩空气泄漏",
        "content": "更换接头和软管",
        "investment": Decimal("0.85"),
        "finished_on": date(2026, 5, 8),
        "quantities": {"electricity": Decimal("1.20"), "economic_benefit": Decimal("0.9")},
    }
    return Scheme(**{**members, **changes})  # type: ignore[arg-type]  # members by name


def high_cost(number: str = "ZG1", **changes: object) -> Scheme:
    """A new compressor, finished."""
    members: dict[str, object] = {
        "number": number,
        "name": "更换空压机",
        "content": "以永磁变频机替换",
        "investment": Decimal("48.5"),
        "finished_on": date(2026, 8, 12),
        "quantities": {"electricity": Decimal("20.05"), "co2": Decimal("114.3"), "economic_benefit": Decimal("14.1")},
    }
    return Scheme(**{**members, **changes})  # type: ignore[arg-type]  # members by name


def table(*schemes: Scheme, totals: dict[str, Decimal] | None = None) -> PerformanceTable:
    """A table whose totals are the sums of its rows, or the totals given."""
    rows = schemes or (low_cost(), high_cost())
    found: dict[str, Decimal] = {"investment": sum((row.investment for row in rows), Decimal(0))}
    for row in rows:
        for key, amount in row.quantities.items():
            found[key] = found.get(key, Decimal(0)) + amount
    return PerformanceTable(before_year=2025, after_year=2026, schemes=rows, totals=found if totals is None else totals)


def statement(party: str = "enterprise", person: str = SIGNER.person) -> Statement:
    """The statement of truth of one party."""
    return Statement(party, person, "2025-1", date(2026, 8, 31))


def submission(**changes: object) -> Submission:
    """An application in order, self-organised."""
    members: dict[str, object] = {
        "table": table(),
        "achieved": (GoalResult("单位产品电耗", "kWh/t", Decimal("108.2"), 2026),),
        "no_medium_high_cost_reason": None,
        "report_parts": RULES.words("review/report-parts"),
        "papers": (Paper("audit-report", REPORT_DIGEST, 2_400_000, "application/pdf"),),
        "paper_names": (PaperName(REPORT_DIGEST, "审核报告.pdf"),),
        "statements": (statement(),),
        "channel": "qingjian",
        "platform": None,
    }
    return Submission(**{**members, **changes})  # type: ignore[arg-type]  # members by name


def submitted(round_: int = 1, **changes: object) -> Submitted:
    """The fact of that application, in its round."""
    filed = submission(**changes)
    return Submitted(round=round_, **{name: getattr(filed, name) for name in filed.__struct_fields__})


def defect(number: int = 1) -> Defect:
    """A balance is missing."""
    return Defect(number, "水平衡图缺失", "补充全厂水平衡图", Citation("R2025", "8(2)"))


def submission_returned(round_: int = 1) -> SubmissionReturned:
    """Sent back for that defect."""
    return SubmissionReturned(round=round_, defects=(defect(),))
