"""Cases on their way to a result: accepted with a score, rechecked, proposed, decided, published."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from uuid import UUID

import msgspec

from domain.calendar.deadline import StartFact, notice_deadline, objection_deadline, publication_deadline, revision_deadline
from domain.calendar.working_days import shipped_calendar
from domain.case.events.acceptance import Accepted, Correction, Score, SealedSheet, VetoFinding
from domain.case.events.grade import (
    ComplianceFinding,
    ComplianceRechecked,
    CorrectionProposal,
    Departure,
    GradeCorrectionProposed,
    Graded,
    GradeProposed,
    ObjectionDecided,
    ObjectionRaised,
    ResultPublished,
)
from domain.case.events.review import EnterpriseHeard
from domain.case.events.revision import AnswerTick, CorrectionAnswer, Revised, RevisionLapsed, RevisionReviewed
from domain.case.judgement import judge
from domain.case.publication import ListPlace
from domain.fact import Capacity, Fact, Stamp
from domain.law.citation import Citation
from domain.law.reason import Reason
from domain.law.rulebook import rule_set
from domain.papers.performance_table import PerformanceTable
from tests.scenario import APPROVER, OFFICER, stamp

RULES = rule_set("sz-2025-5")
CALENDAR = shipped_calendar()
HELD_ON = date(2026, 3, 2)
GRADED_ON = date(2026, 4, 20)
PUBLISHED_ON = date(2026, 5, 6)
OTHER_APPROVER = Capacity(person="p-other-approver", role="bureau-approver")
UNINVOLVED = Capacity(person="p-uninvolved", role="bureau-officer")
VETO_ARTICLES = [
    ("fraud", "22(1)"),
    ("industrial-policy", "22(2)"),
    ("below-level-three", "22(3)"),
    ("accident-or-violation", "22(4)"),
    ("other-rules", "22(5)"),
]
OBJECTION = UUID(int=0x0B)
LIST = UUID(int=0x11)
PLACE = ListPlace(list_id=LIST, number="示例公告〔2026〕3号", published_on=PUBLISHED_ON, address="https://example.org/results/3")


def score(points: str) -> Score:
    """The score as the exact fraction of what is written: ``59.996`` or ``1799/30``."""
    exact = Fraction(points)
    return Score(exact.numerator, exact.denominator)


def accepted(points: str = "80", *, vetoes: tuple[str, ...] = (), level: str = "II") -> Accepted:
    """A site acceptance held on 2 March 2026, due for final papers a month later."""
    sheets = tuple(SealedSheet(sheet_id=UUID(int=n), expert_id=UUID(int=100 + n), version=2, leaf_hash=f"{n:064x}") for n in (1, 2, 3))
    return Accepted(
        held_on=HELD_ON,
        steps=("briefing", "papers", "site", "questions"),
        sheets=sheets,
        score=score(points),
        method="combine_mean_2025_04",
        vetoes=tuple(VetoFinding(veto=veto, reported_by=(UUID(int=1),), adopted=True, evidence="现场记录第 3 页") for veto in vetoes),
        vetoes_adopted=vetoes,
        performance_confirmed=True,
        goals_attained=True,
        level=level,
        indicator_system="示例行业清洁生产评价指标体系",
        opinion_digest="a" * 64,
        corrections=(Correction(1, "补充物料平衡表"),),
        dissents=0,
        delivered_on=HELD_ON,
        no_fee_charged=True,
        revision_deadline=revision_deadline((StartFact("held", HELD_ON), StartFact("opinion-delivered", HELD_ON)), RULES, CALENDAR),
    )


def revised() -> Revised:
    """Final papers received in time."""
    return Revised(
        round=1,
        table=PerformanceTable(before_year=2024, after_year=2025, schemes=(), totals={}),
        papers=(),
        paper_names=(),
        answers=(CorrectionAnswer(1, "已补充"),),
        statements=(),
        received_on=date(2026, 3, 20),
        last_day=date(2026, 4, 2),
        channel="qingjian",
        platform=None,
    )


def reviewed(*, satisfied: bool = True) -> RevisionReviewed:
    """The officer ticked the one answer."""
    return RevisionReviewed(ticks=(AnswerTick(1, satisfied),), satisfied=satisfied)


def lapsed() -> RevisionLapsed:
    """The last day passed without final papers."""
    return RevisionLapsed(last_day=date(2026, 4, 2), fell_due_on=date(2026, 4, 3))


def finding(found_on: date, *, kind: str = "environmental-violation", ours: bool = True, reference: str = "示例罚字1号") -> ComplianceFinding:
    """A violation found in the look-up."""
    return ComplianceFinding(reference=reference, kind=kind, found_on=found_on, concerns_enterprise=ours)


def rechecked(*counted: str) -> ComplianceRechecked:
    """Looked up on 20 April 2026; by default nothing was found."""
    return ComplianceRechecked(
        reference_on=GRADED_ON,
        window_from=date(2025, 4, 20),
        sources=("示例生态环境局", "示例应急管理局"),
        findings=tuple(finding(date(2026, 1, 5), reference=each) for each in counted),
        counted=counted,
    )


def proposed(points: str = "80", *, vetoes: tuple[str, ...] = (), departures: tuple[Departure, ...] = ()) -> tuple[GradeProposed, Stamp]:
    """The lawful proposal for a score, made by the officer."""
    found = judge(score(points), vetoes, RULES)
    fact = GradeProposed(
        result=found.result,
        grade=found.grade,
        score=score(points),
        vetoes=vetoes,
        departures=departures,
        citations=(Citation("R2025", "20(4)"), *found.citations),
    )
    return fact, stamp(GRADED_ON, OFFICER)


def graded(points: str = "80", *, vetoes: tuple[str, ...] = ()) -> tuple[Graded, Stamp]:
    """Decided by the approver on 20 April 2026."""
    proposal, _ = proposed(points, vetoes=vetoes)
    fact = Graded(
        result=proposal.result,
        grade=proposal.grade,
        score=proposal.score,
        vetoes=vetoes,
        departures=(),
        citations=proposal.citations,
        method="grade_2025_04",
        proposed_by=OFFICER.person,
        final_papers="submitted" if proposal.result == "pass" else "not-needed",
        missing_papers_reason=None,
        publication_deadline=publication_deadline(GRADED_ON, RULES, CALENDAR),
    )
    return fact, stamp(GRADED_ON, APPROVER)


def published() -> tuple[ResultPublished, Stamp]:
    """Published on 6 May 2026 on the list of results."""
    notice = notice_deadline(PUBLISHED_ON, RULES, CALENDAR)
    fact = ResultPublished(
        list_id=LIST,
        list_number=PLACE.number,
        address=PLACE.address,
        published_on=PUBLISHED_ON,
        publication_deadline=publication_deadline(GRADED_ON, RULES, CALENDAR),
        late=False,
        notice_until=notice.last_day,
        notice_deadline=notice,
        objection_deadline=objection_deadline(PUBLISHED_ON, RULES, CALENDAR),
        remedies="公示期内可书面实名提出异议。",
    )
    return fact, stamp(PUBLISHED_ON, APPROVER)


def objected(*, late: bool = False) -> tuple[ObjectionRaised, Stamp]:
    """A named neighbour objects."""
    fact = ObjectionRaised(
        objection_id=OBJECTION, party_kind="person", party_name="示例甲", party_contact="示例路1号", text="方案没有实施", late=late
    )
    return fact, stamp(date(2026, 5, 8), OFFICER)


def objection_decided(*, upheld: bool = True) -> tuple[ObjectionDecided, Stamp]:
    """Decided by a person who had no part in the grade."""
    return ObjectionDecided(objection_id=OBJECTION, upheld=upheld, reason="经核实"), stamp(date(2026, 5, 20), UNINVOLVED)


def heard() -> tuple[EnterpriseHeard, Stamp]:
    """The enterprise was heard on the correction."""
    fact = EnterpriseHeard(act="grade-correction", heard_on=date(2026, 6, 3), waived=False, statement="企业陈述")
    return fact, stamp(date(2026, 6, 3), OFFICER)


REASONS = (Reason("经核实方案没有实施", Citation("R2025", "22(1)")),)

IN_ORDER: tuple[Fact | tuple[Fact, Stamp], ...] = (accepted(), revised(), reviewed(), rechecked())
"""Everything a pass needs before it is proposed, with 80 points."""
PUBLISHED_PASS: tuple[Fact | tuple[Fact, Stamp], ...] = (*IN_ORDER, graded(), published())
"""A pass (excellent) on the published list."""


def case_with(points: str, *, vetoes: tuple[str, ...] = (), level: str = "II") -> tuple[Fact, ...]:
    """In order for a result with this score, vetoes adopted by the panel and this level."""
    return accepted(points, vetoes=vetoes, level=level), revised(), reviewed(), rechecked()


def correction_proposed(by: Capacity = OFFICER, **changes: object) -> tuple[GradeCorrectionProposed, Stamp]:
    """Proposed on 1 June 2026: a fail for fraud, found later."""
    fact = GradeCorrectionProposed(
        proposal=CorrectionProposal(result="fail", grade=None, vetoes=("fraud",), score=score("80")),
        ground="found-later",
        objection_id=None,
        reasons=REASONS,
        proposed_on=date(2026, 6, 1),
    )
    return msgspec.structs.replace(fact, **changes), stamp(date(2026, 6, 1), by)
