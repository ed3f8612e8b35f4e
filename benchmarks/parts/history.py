"""The case the benchmarks work on: ten lawful events up to the first of two penalty records; the command decides the second."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from application.commands.review import DecidePenaltyMatch
from application.store.sealed import SealedEvent
from application.trail.leaf import NO_HEAD, Head, payload, recorded_after, seal
from domain.case.events import audit, plan, review
from domain.fact import Capacity, Fact, Stamp
from domain.law.citation import Citation
from domain.law.reason import Reason
from domain.law.rulebook import rule_set
from domain.papers.paper import Paper, PaperName
from domain.papers.performance_table import PerformanceTable, Scheme
from domain.register.certificate import Certificate

if TYPE_CHECKING:
    import random

History = tuple[tuple[Fact, Capacity, date], ...]

RULES = rule_set("sz-2025-5")
SOURCE = "example/benchmark"
ENTERPRISE = UUID("00000000-0000-5000-8000-0000000000d1")
FILLER = Capacity(person="7f3c1a52-5d0e-4a7b-9d5e-0d6a3f1c2b10", role="enterprise-filler", organisation=str(ENTERPRISE))
DISTRICT = Capacity(person="1b0f5a7e-8c55-4f0c-b0a1-2f8f0c9d7e21", role="district-officer", organisation="440305")
OFFICER = Capacity(person="c2d4e6f8-0a1b-4c3d-8e5f-9a7b6c5d4e32", role="bureau-officer")
DIGEST = "ab" * 32
TODAY = datetime(2026, 10, 12, 2, 0, tzinfo=UTC)
"""The instant of the commands."""
RECORDS = ("示例环罚〔2025〕11号", "示例环罚〔2026〕3号")

FORM = plan.PlanForm(
    enterprise_name="深圳市示例甲电子有限公司",
    credit_code="914403001922038216",
    registered_address="深圳市南山区示例路1号示例大厦8层",
    sites=(plan.Site("深圳市南山区示例工业园1栋", "440305", main=True), plan.Site("深圳市宝安区示例工业园3栋", "440306")),
    industry="C3982",
    founded_on=date(2001, 10, 22),
    legal_standing="independent-legal-person",
    main_products="电子电路制造、电子元器件组装",
    audit_mode="self",
    planned_start=date(2026, 4, 5),
    planned_finish=date(2026, 9, 28),
    on_mandatory_list=False,
)
ELIGIBILITY = (
    plan.EligibilityLine("founded-long-enough", met=True, found="2001-10-22", citation=Citation("R2025", "15(1)")),
    plan.EligibilityLine("not-on-mandatory-list", met=True, found="2026", citation=Citation("R2025", "15(2)")),
    plan.EligibilityLine("window-open", met=True, found="none", citation=Citation("R2025", "14")),
)
SCHEMES = tuple(
    Scheme(
        number=f"{kind}{number}",
        name=f"示例方案{kind}{number}",
        content="更换高效电机并优化运行时间",
        investment=Decimal(investment),
        finished_on=date(2026, 7, 1),
        quantities={"economic_benefit": Decimal("12.50"), "electricity": Decimal("3.20"), "standard_coal": Decimal("3.93"), "co2": Decimal("14.4")},
    )
    for kind, number, investment in (("WD", 1, "0.50"), ("WD", 2, "1.20"), ("WD", 3, "0"), ("ZG", 1, "35.00"), ("ZG", 2, "58.60"))
)


def planned() -> plan.Planned:
    """计划提交, as the enterprise filled it in."""
    return plan.Planned(
        case_number="QJ-2026-000123",
        track="voluntary",
        enterprise_id=ENTERPRISE,
        consultancy_id=None,
        call_id=None,
        district="440305",
        form=FORM,
        application="first",
        eligibility=ELIGIBILITY,
        claimed_on=date(2026, 3, 2),
        contact_name="示例赵工",
        contact_phone="0755-00000763",
    )


def amended() -> plan.PlanAmended:
    """计划更正, after it was returned."""
    return plan.PlanAmended(
        form=FORM, consultancy_id=None, district="440305", eligibility=ELIGIBILITY, contact_name="示例赵工", contact_phone="0755-00000763"
    )


def registered() -> audit.Registered:
    """平台登记, with four certified people and a lead."""
    staff = tuple(
        audit.NamedStaff(
            reference=f"s-{number}",
            duties=duties,
            title_level="senior" if number == 1 else "intermediate",
            title_related=number == 1,
            certificates=(Certificate("auditor-training", "guangdong", date(2028, 12, 31)),),
        )
        for number, duties in enumerate((("lead", "cleaner-production"), ("energy",), ("environment",), ("safety",)), 1)
    )
    return audit.Registered(
        audit_plan_digest=DIGEST,
        goals=(audit.Goal("单位产品电耗", "kWh/件", Decimal("1.80"), 2025, Decimal("1.60"), 2026),),
        cost_threshold=Decimal(10),
        staff=staff,
        staff_identities=tuple(audit.StaffIdentity(each.reference, f"示例{each.reference}工", (f"示例证-{each.reference}",)) for each in staff),
        consultancy=None,
        capability=(plan.EligibilityLine("certified-staff", met=True, found="4", citation=Citation("R2025", "9(1)")),),
        counted_twice=("s-1",),
        started_on=date(2026, 4, 5),
        finishes_on=date(2026, 9, 28),
        channel="qingjian",
        platform=None,
    )


def submitted() -> audit.Submitted:
    """验收申请, with a table of five schemes."""
    sums = {key: str(sum(scheme.quantities[key] for scheme in SCHEMES)) for key in SCHEMES[0].quantities}
    totals = {"investment": sum((scheme.investment for scheme in SCHEMES), Decimal(0)), **{key: Decimal(value) for key, value in sums.items()}}
    return audit.Submitted(
        round=1,
        table=PerformanceTable(before_year=2025, after_year=2026, schemes=SCHEMES, totals=totals),
        achieved=(audit.GoalResult("单位产品电耗", "kWh/件", Decimal("1.57"), 2026),),
        no_medium_high_cost_reason=None,
        report_parts=("enterprise", "pre-audit", "audit", "schemes", "implementation", "continuing"),
        papers=(Paper("audit-report", DIGEST, 1_482_113, "application/pdf"),),
        paper_names=(PaperName(DIGEST, "示例甲电子清洁生产审核报告.pdf"),),
        statements=(audit.Statement("enterprise", FILLER.person, "statement-2026-1", date(2026, 9, 28)),),
        channel="qingjian",
        platform=None,
    )


def reply_filed() -> review.PenaltyReplyFiled:
    """处罚核查回函, with two records that may concern the enterprise."""
    return review.PenaltyReplyFiled(
        round=1,
        source="示例生态环境局",
        queried_on=date(2026, 9, 29),
        replied_on=date(2026, 10, 9),
        reference_on=date(2026, 9, 29),
        window_from=date(2025, 9, 29),
        reply_digest=DIGEST,
        matches=tuple(review.PenaltyMatch(record, date(2025, 12, 1), "name", "示例事项") for record in RECORDS),
    )


NOTE = "经核对营业执照、统一社会信用代码与处罚决定书所载当事人，该记录属于同名的另一企业，与本企业无关。"


def history(returns: int = 1) -> History:
    """Planned, returned and amended so many times, and on to the first decision on a penalty record: ten events by default."""
    returned = plan.PlanReturned(reasons=(Reason("请补充主要产品说明", Citation("R2025", "16")),))
    reported = plan.PlanReported(batch_id=UUID(int=0xB1), batch_number="南工信报〔2026〕1号", batch_digest=DIGEST)
    return (
        (planned(), FILLER, date(2026, 3, 2)),
        *((returned, DISTRICT, date(2026, 3, 4)), (amended(), FILLER, date(2026, 3, 6))) * returns,
        (plan.PlanEndorsed(note="材料齐全"), DISTRICT, date(2026, 3, 10)),
        (reported, DISTRICT, date(2026, 3, 16)),
        (plan.PlanListed(list_id=UUID(int=0xA1), list_number="示例清〔2026〕1号", listed_on=date(2026, 3, 30)), OFFICER, date(2026, 3, 30)),
        (registered(), FILLER, date(2026, 4, 5)),
        (submitted(), FILLER, date(2026, 9, 28)),
        (reply_filed(), OFFICER, date(2026, 10, 9)),
        (decided(RECORDS[0]), OFFICER, date(2026, 10, 12)),
    )


def prechecked_history(events: int) -> History:
    """A case of so many events, an even number, up to the preliminary review; long ones were returned again and again."""
    return (*history((events - 10) // 2), last(), (prechecked(), OFFICER, date(2026, 10, 14)))


def decided(record: str) -> review.PenaltyMatchDecided:
    """确认处罚记录: not the enterprise's."""
    return review.PenaltyMatchDecided(reference=record, concerns_enterprise=False, inside_window=True, note=NOTE)


def prechecked() -> review.Prechecked:
    """初审与处罚核查通过, every item of the checklist answered."""
    return review.Prechecked(
        round=1,
        checklist_version="precheck-2025-1",
        checklist=tuple(review.ChecklistAnswer(f"item-{number}", "met", f"审核报告第 {number} 页") for number in range(1, 13)),
        penalties_reference_on=date(2026, 9, 29),
        penalties_from=date(2025, 9, 29),
        penalties_counted=(),
        reply_digest=DIGEST,
    )


def last() -> tuple[Fact, Capacity, date]:
    """What the command records."""
    return decided(RECORDS[1]), OFFICER, TODAY.date()


def command(case_id: UUID) -> DecidePenaltyMatch:
    """确认处罚记录: the second record is not the enterprise's either. The benchmarks' command: one event, one official member."""
    return DecidePenaltyMatch(case_id=case_id, reference=RECORDS[1], concerns_enterprise=False, note=NOTE)


def stamp(by: Capacity, on: date, generator: random.Random) -> Stamp:
    """A stamp under the rules of 2025."""
    return Stamp(on=on, by=by, rule_set=RULES.id, rule_set_digest=RULES.digest, correlation_id=UUID(int=generator.getrandbits(128), version=4))


class Sealing(NamedTuple):
    """Sealed events and the head they end in."""

    events: tuple[SealedEvent, ...]
    head: Head


def sealed(case_id: UUID, facts: History, generator: random.Random, head: Head = NO_HEAD) -> Sealing:
    """Seal facts as the store does, each upon the one before."""
    events: list[SealedEvent] = []
    for fact, by, on in facts:
        made = payload(fact, stamp(by, on, generator), generator.randbytes)
        moment = datetime.combine(on, time(2, 0), tzinfo=UTC) + timedelta(microseconds=generator.randrange(10**9))
        recorded_at, version = recorded_after(moment, head), head.case_version + 1
        leaf = seal(
            made.data, fact=type(fact), source=SOURCE, aggregate_id=case_id, version=version, case_id=case_id, head=head,
            recorded_at=recorded_at, actor=by.person,
        )  # fmt: skip
        events.append(SealedEvent(case_id, version, fact.TOPIC, leaf.state, case_id, version, recorded_at, leaf.leaf_hash, made.disclosures))
        head = Head(version, leaf.leaf_hash, recorded_at)
    return Sealing(tuple(events), head)
