"""Examples of final papers: handed in, reviewed, returned, late."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import msgspec

from domain.case import revision
from domain.case.audit_case import AuditCase
from domain.case.events.audit import PlatformReceipt, Statement
from domain.case.events.revision import AnswerTick, CorrectionAnswer, Revised, RevisionLapsed, RevisionReturned
from domain.case.revision import FinalPapers
from domain.fact import Capacity
from domain.papers.paper import Paper, PaperName
from tests.examples.acceptance import LAST_DAY, accepted_case
from tests.examples.audit import defect, table
from tests.examples.panel import RULES, History
from tests.scenario import given, stamp

FINAL_DIGEST = "f1" * 32
HANDED_IN_ON = date(2026, 11, 10)
SIGNER = Capacity(person="p-signer", role="enterprise-signer", organisation="enterprise")
CONSULTANT = Capacity(person="p-consultant", role="consultant", organisation="consultancy", on_behalf_of="enterprise")


def statements() -> tuple[Statement, ...]:
    """Both statements of truth: the audit is commissioned."""
    signed_on = date(2026, 11, 9)
    return (Statement("enterprise", SIGNER.person, "2025-1", signed_on), Statement("consultancy", CONSULTANT.person, "2025-1", signed_on))


def answers() -> tuple[CorrectionAnswer, ...]:
    """Both corrections answered."""
    return (CorrectionAnswer(1, "已补充水平衡图", "第 45 页"), CorrectionAnswer(2, "已更正并附电费单"))


def platform_receipt(received_at: datetime, number: str = "GD-0077") -> PlatformReceipt:
    """A receipt of the platform for the final papers."""
    return PlatformReceipt(number, received_at, "a" * 64)


def final_papers(**changes: Any) -> FinalPapers:
    """Final papers in order, filed here."""
    filed = FinalPapers(
        table=table(),
        papers=(Paper("final-report", FINAL_DIGEST, 2_600_000, "application/pdf"),),
        paper_names=(PaperName(FINAL_DIGEST, "审核报告（终稿）.pdf"),),
        answers=answers(),
        statements=statements(),
        channel="qingjian",
        platform=None,
    )
    return msgspec.structs.replace(filed, **changes)


def on_platform(received_at: datetime = datetime(2026, 11, 16, 15, 59, 59, tzinfo=UTC), **changes: Any) -> FinalPapers:
    """Final papers filed on the platform, by default in the last second of the last day in Shenzhen."""
    return final_papers(channel="gdqjsc", platform=platform_receipt(received_at), **changes)


def revised(round_: int = 1, **changes: Any) -> Revised:
    """The fact of final papers in time."""
    filed = final_papers(**changes)
    return Revised(round=round_, received_on=HANDED_IN_ON, last_day=LAST_DAY, **msgspec.structs.asdict(filed))


def ticks(*, second: bool = True) -> tuple[AnswerTick, ...]:
    """The officer's ticks; the second answer may not satisfy."""
    return (AnswerTick(1, satisfied=True), AnswerTick(2, satisfied=second, note=None if second else "缺 8 月电费单"))


def returned(last_day: date = LAST_DAY, *, term_set: bool = False) -> RevisionReturned:
    """Final papers sent back."""
    return RevisionReturned(defects=(defect(),), last_day=last_day, term_set=term_set)


def lapsed() -> RevisionLapsed:
    """The last day passed."""
    return RevisionLapsed(last_day=LAST_DAY, fell_due_on=date(2026, 11, 17))


def revised_case() -> History:
    """Final papers received on 10 November."""
    return (*accepted_case(), (revised(), stamp(HANDED_IN_ON, SIGNER)))


def lapsed_case() -> History:
    """Nothing received by the last day."""
    return (*accepted_case(), (lapsed(), stamp(date(2026, 11, 17))))


def revise(case: AuditCase, filed: FinalPapers | None = None, on: date = HANDED_IN_ON, by: Capacity = SIGNER) -> None:
    """Hand the final papers in on that day."""
    revision.revise(case, filed or final_papers(), arrived_on=on, rules=RULES, on=on, by=by)


def case_of(history: History) -> AuditCase:
    """The case with that history."""
    return given(AuditCase, *history).aggregate
