"""Examples of the preliminary review: a reply without records, a checklist all met, and the facts up to the acceptance list."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from domain.case.events.plan import EligibilityLine
from domain.case.events.review import (
    AdverseActProposed,
    ChecklistAnswer,
    EnterpriseHeard,
    ListedForAcceptance,
    PenaltyMatch,
    PenaltyMatchDecided,
    PenaltyReplyFiled,
    Prechecked,
)
from domain.fact import Fact, Stamp
from domain.law.citation import Citation
from domain.law.reason import Reason
from tests.examples.audit import DIGEST, REGISTERED_ON, RULES, SIGNER, SUBMITTED_ON, registered, submitted
from tests.examples.plan import listed_plan
from tests.scenario import OFFICER, stamp

QUERIED_ON = date(2026, 9, 4)
REPLIED_ON = date(2026, 9, 9)
REVIEWED_ON = date(2026, 9, 10)
ACCEPTANCE_LIST_ID = UUID("00000000-0000-4000-8000-0000000000c1")
ARTICLE_20_2 = Citation("R2025", "20(2)")
REASONS = (Reason("近一年有生态环境行政处罚记录", ARTICLE_20_2),)

History = tuple[Fact | tuple[Fact, Stamp], ...]


def penalty(reference: str = "示例环罚〔2026〕7号", decided_on: date = date(2026, 2, 3)) -> PenaltyMatch:
    """A record found under the enterprise's code."""
    return PenaltyMatch(reference, decided_on, "credit-code", "超标排放")


def reply(*matches: PenaltyMatch, round_: int = 1) -> PenaltyReplyFiled:
    """The authority's answer, with these records."""
    return PenaltyReplyFiled(
        round=round_,
        source="市生态环境局示例处",
        queried_on=QUERIED_ON,
        replied_on=REPLIED_ON,
        reference_on=QUERIED_ON,
        window_from=date(2025, 9, 4),
        reply_digest=DIGEST,
        matches=matches,
    )


def decided(match: PenaltyMatch, *, concerns: bool = True) -> PenaltyMatchDecided:
    """A person's decision on a record."""
    inside = match.decided_on >= date(2025, 9, 4)
    note = None if concerns else "同名企业，信用代码不同"
    return PenaltyMatchDecided(reference=match.reference, concerns_enterprise=concerns, inside_window=inside, note=note)


def checklist(mode: str = "self", **outcomes: str) -> tuple[ChecklistAnswer, ...]:
    """Every item of the mode met, except those named with another outcome (``report_level="not-met"``)."""
    items = (entry["code"] for entry in RULES.entries("review/checklist") if entry.get("mode") in {None, mode})
    return tuple(ChecklistAnswer(item, outcomes.get(item.replace("-", "_"), "met"), "审核报告第 12 页") for item in items)


def proposed(act: str = "precheck-failure") -> AdverseActProposed:
    """The first of two persons proposes."""
    return AdverseActProposed(act=act, reasons=REASONS, proposed_on=REVIEWED_ON)


def heard(act: str = "precheck-failure") -> EnterpriseHeard:
    """The enterprise said what it had to say."""
    return EnterpriseHeard(act=act, heard_on=REVIEWED_ON, waived=False, statement="该处罚正在复议。")


def prechecked() -> Prechecked:
    """The preliminary review is passed."""
    return Prechecked(
        round=1,
        checklist_version="sz-2025-5/2025-04-27",
        checklist=checklist(),
        penalties_reference_on=QUERIED_ON,
        penalties_from=date(2025, 9, 4),
        penalties_counted=(),
        reply_digest=DIGEST,
    )


def eligibility(**changes: Any) -> tuple[EligibilityLine, ...]:
    """The conditions of 15 as found on the day of the list; ``met=False`` for one that no longer holds."""
    line = EligibilityLine("not-on-mandatory-list", met=True, found="none", citation=Citation("R2025", "15(2)"))
    return (msgspec.structs.replace(line, **changes),)


def listed_for_acceptance() -> ListedForAcceptance:
    """The case stands on the acceptance list."""
    return ListedForAcceptance(list_id=ACCEPTANCE_LIST_ID, list_number="深工信清〔2026〕5号", listed_on=date(2026, 9, 15), eligibility=eligibility())


def registered_case(**plan: Any) -> History:
    """A case up to its registration."""
    return (*listed_plan(**plan), (registered(), stamp(REGISTERED_ON, SIGNER)))


def submitted_case(**plan: Any) -> History:
    """A case under preliminary review."""
    return (*registered_case(**plan), (submitted(), stamp(SUBMITTED_ON, SIGNER)))


def failure_proposed(*matches: PenaltyMatch) -> History:
    """A case whose failing was proposed by the officer, with these records counted, and the enterprise heard."""
    review = stamp(REVIEWED_ON, OFFICER)
    facts = (reply(*matches), *map(decided, matches), proposed(), heard())
    return (*submitted_case(), *((fact, review) for fact in facts))


def prechecked_case() -> History:
    """A case that passed its preliminary review."""
    review = stamp(REVIEWED_ON, OFFICER)
    return (*submitted_case(), (reply(), review), (prechecked(), review))


def acceptance_listed_case() -> History:
    """A case on the acceptance list."""
    return (*prechecked_case(), (listed_for_acceptance(), stamp(date(2026, 9, 15), OFFICER)))
