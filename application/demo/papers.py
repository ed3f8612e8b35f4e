"""材料: the forms, tables and statements people fill in, lawful in every figure they hold."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from application.demo.fiction import person_name
from domain.case.events.audit import Defect, Goal, GoalResult, NamedStaff, PlatformReceipt, StaffIdentity, Statement
from domain.case.events.review import ChecklistAnswer, PenaltyMatch
from domain.law.reason import Reason
from domain.papers.paper import Paper, PaperName
from domain.papers.performance_table import PerformanceTable, Scheme
from domain.papers.quantities import INVESTMENT
from domain.register.certificate import Certificate

if TYPE_CHECKING:
    from application.demo.dice import Dice
    from domain.law.rule_set import RuleSet

STATEMENT = "示例承诺书-2025"
UNDERTAKING = "示例保密承诺-2025"

LOW_COST = (
    ("加强设备巡检", "修复压缩空气泄漏，更换接头和软管"),
    ("照明改造", "车间照明改用节能灯具并分区控制"),
    ("用水管理", "安装分级水表，堵漏并回用清洗水"),
    ("工艺参数优化", "调整清洗温度和时间"),
    ("物料管理", "小批领料，减少余料"),
)
HIGH_COST = (
    ("空压机更新", "以永磁变频机替换老旧空压机"),
    ("废水回用", "增设膜处理装置，回用中水"),
    ("废气治理改造", "以吸附浓缩装置替换原有设施"),
    ("余热回收", "回收空压机余热供生活热水"),
)
QUANTITIES = ("electricity", "standard_coal", "co2", "materials", "water", "cod", "vocs", "solid_waste")
INDICATORS = (("单位产品电耗", "kWh/件"), ("单位产品水耗", "t/件"), ("单位产品 VOCs 产生量", "g/件"), ("工业固废产生量", "t/a"))


def reasons(text: str, rules: RuleSet, path: str) -> tuple[Reason, ...]:
    """理由, one with its article."""
    return (Reason(text, rules.cite(path)),)


def goals(year: int, dice: Dice) -> tuple[Goal, ...]:
    """清洁生产目标: two indicators to be lowered."""
    found = []
    for indicator, unit in dice.shuffled(INDICATORS)[:2]:
        baseline = dice.between(500, 9_000)
        target = baseline * dice.between(88, 96) // 100
        found.append(Goal(indicator, unit, Decimal(baseline) / 10, year - 1, Decimal(target) / 10, year))
    return tuple(found)


def attained(asked: tuple[Goal, ...], year: int, dice: Dice) -> tuple[GoalResult, ...]:
    """目标完成情况: each goal reached, or nearly."""
    return tuple(GoalResult(each.indicator, each.unit, each.target - Decimal(dice.between(-5, 20)) / 10, year) for each in asked)


def staff(rules: RuleSet, day: date, dice: Dice) -> tuple[tuple[NamedStaff, ...], tuple[StaffIdentity, ...]]:
    """自行组织审核的人员: as many as article 9 asks, with certificates that run on."""
    until = day + timedelta(days=dice.between(200, 1_000))
    training = Certificate(rules.words("capability/self-certified-certificates")[0], "guangdong", until)
    auditor = Certificate("auditor-training", rules.words("capability/self-auditor-certificate-issuers")[0], until)
    title = Certificate(rules.words("capability/self-lead-certificates")[0], "guangdong")
    duties = rules.words("capability/self-certified-duties")
    people = [
        *(
            NamedStaff(reference=f"s{number}", duties=(duties[number % len(duties)],), certificates=(training,))
            for number in range(rules.integer("capability/self-certified-staff"))
        ),
        *(
            NamedStaff(reference=f"a{number}", duties=("cleaner-production",), certificates=(auditor,))
            for number in range(rules.integer("capability/self-auditors"))
        ),
        NamedStaff(reference="lead", duties=("lead",), title_level="senior", title_related=True, external=dice.chance(30), certificates=(title,)),
    ]
    first = dice.between(0, 20_000)
    named = (StaffIdentity(each.reference, person_name(first + number), (f"示例证-{first + number}",)) for number, each in enumerate(people))
    return tuple(people), tuple(named)


def performance_table(day: date, dice: Dice, *, only_low_cost: bool) -> PerformanceTable:
    """绩效表 of schemes finished before ``day``, with its totals."""
    low = [_scheme(f"WD{number}", words, day, dice, 1, 40) for number, words in enumerate(dice.shuffled(LOW_COST)[: dice.between(2, 4)], start=1)]
    high = dice.shuffled(HIGH_COST)[: 0 if only_low_cost else dice.between(1, 2)]
    rows = (*low, *(_scheme(f"ZG{number}", words, day, dice, 100, 3_000) for number, words in enumerate(high, start=1)))
    sums: dict[str, Decimal] = {INVESTMENT: sum((row.investment for row in rows), Decimal(0))}
    for row in rows:
        for key, amount in row.quantities.items():
            sums[key] = sums.get(key, Decimal(0)) + amount
    return PerformanceTable(before_year=day.year - 1, after_year=day.year, schemes=rows, totals=sums)


def _scheme(number: str, words: tuple[str, str], day: date, dice: Dice, least: int, scale: int) -> Scheme:
    saved = {key: Decimal(dice.between(1, scale)) / 10 for key in dice.shuffled(QUANTITIES)[:3]}
    return Scheme(
        number=number,
        name=words[0],
        content=words[1],
        investment=Decimal(dice.between(least, scale)) / 10,
        finished_on=day - timedelta(days=dice.between(3, 40)),
        quantities={"economic_benefit": Decimal(dice.between(1, scale)) / 10, **saved},
    )


def papers(kind: str, dice: Dice) -> tuple[tuple[Paper, ...], tuple[PaperName, ...]]:
    """材料: the report asked for and one piece of evidence, with the names they were handed in under."""
    report = Paper(kind, dice.digest(), dice.between(800_000, 9_000_000), "application/pdf")
    evidence = Paper("evidence", dice.digest(), dice.between(50_000, 3_000_000), "application/pdf")
    return (report, evidence), (PaperName(report.digest, "示例清洁生产审核报告.pdf"), PaperName(evidence.digest, "示例证明材料.pdf"))


def statements(signer: str, consultant: str | None, day: date) -> tuple[Statement, ...]:
    """真实性承诺: of the enterprise and, where there is one, of the consultancy."""
    own = Statement("enterprise", signer, STATEMENT, day)
    return (own,) if consultant is None else (own, Statement("consultancy", consultant, STATEMENT, day))


def receipt(moment: datetime, dice: Dice) -> PlatformReceipt:
    """服务平台回执 of a moment."""
    return PlatformReceipt(f"示例-{dice.between(100_000, 999_999)}", moment.astimezone(UTC), dice.digest())


def defects(rules: RuleSet, dice: Dice, path: str = "review/checklist") -> tuple[Defect, ...]:
    """补正事项: one or two, numbered, each with its article."""
    words = (("水平衡图缺失", "补充全厂水平衡图"), ("方案效益计算依据不足", "补充计量台账"), ("持续改进计划不具体", "补充年度计划"))
    found = dice.shuffled(words)[: dice.between(1, 2)]
    return tuple(Defect(number, text, supply, rules.cite(path)) for number, (text, supply) in enumerate(found, start=1))


def checklist(rules: RuleSet, mode: str, *, lacking: bool) -> tuple[ChecklistAnswer, ...]:
    """初审检查表: every item that applies, met with evidence; the first one not met where something is lacking."""
    items = [entry["code"] for entry in rules.entries("review/checklist") if entry.get("mode") in {None, mode}]
    return tuple(
        ChecklistAnswer(code, "not-met" if lacking and number == 0 else "met", f"示例审核报告第 {number + 3} 页") for number, code in enumerate(items)
    )


def penalty(decided_on: date, by: str, dice: Dice) -> PenaltyMatch:
    """处罚记录 of a day."""
    return PenaltyMatch(f"示例环罚字〔{decided_on.year}〕{dice.between(1, 9_999)}号", decided_on, by, "未按规定保存监测记录（示例）")
