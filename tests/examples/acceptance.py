"""Examples of site acceptances: an opinion drafted and signed, what the panel brings back, a case accepted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from domain.calendar.working_days import shipped_calendar
from domain.case import acceptance
from domain.case.acceptance import SiteFindings
from domain.case.audit_case import AuditCase
from domain.case.events.acceptance import Accepted, Correction, OpinionDrafted, OpinionSigned
from domain.case.vetoes import VetoDecision
from tests.examples.panel import PANEL, RULES, VISIT_ON, History, visit_case
from tests.examples.scoring import panel_sheets
from tests.scenario import given, stamp

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from domain.scoring.score_sheet import ScoreSheet

CALENDAR = shipped_calendar()
OPINION_DIGEST = "0b" * 32
CORRECTIONS = (Correction(1, "补充全厂水平衡图"), Correction(2, "更正 ZG1 的节电量依据"))
LAST_DAY = date(2026, 11, 16)
"""One month from 15 October ends on Sunday 15 November and moves to the Monday."""


def leaf_hash(sheet: UUID) -> str:
    """The hash of the sheet's last event in the examples."""
    return f"{sheet.int:064x}"


def drafted(corrections: tuple[Correction, ...] = CORRECTIONS) -> OpinionDrafted:
    """The opinion with its corrections."""
    return OpinionDrafted(opinion_digest=OPINION_DIGEST, conclusion="同意通过现场验收", corrections=corrections)


def signed(expert_id: UUID, dissent: str | None = None) -> OpinionSigned:
    """A signature under that opinion."""
    return OpinionSigned(expert_id=expert_id, opinion_digest=OPINION_DIGEST, dissents=dissent is not None, dissent=dissent)


def signed_case(corrections: tuple[Correction, ...] = CORRECTIONS) -> History:
    """The opinion drafted and signed by the whole panel on the day of the visit."""
    on = stamp(VISIT_ON)
    return (*visit_case(), (drafted(corrections), on), *((signed(each), on) for each in PANEL))


def site_findings(**changes: Any) -> SiteFindings:
    """A site acceptance held as it should be; the opinion handed over on the spot."""
    found = SiteFindings(
        held_on=VISIT_ON,
        steps=("briefing", "papers", "site", "questions"),
        vetoes=(),
        performance_confirmed=True,
        goals_attained=True,
        level="II",
        indicator_system="示例行业清洁生产评价指标体系",
        delivered_on=VISIT_ON,
        no_fee_charged=True,
    )
    return msgspec.structs.replace(found, **changes)


def adopted(veto: str = "fraud", *, yes: bool = True, evidence: str = "现场记录第 3 页") -> VetoDecision:
    """What the panel makes of a veto."""
    return VetoDecision(veto, yes, evidence)


def accept(case: AuditCase, sheets: Sequence[ScoreSheet] | None = None, on: date = VISIT_ON, **changes: Any) -> None:
    """Fix the acceptance with sheets of 80 points, unless others are given."""
    given_sheets = panel_sheets("80", "80", "80") if sheets is None else sheets
    hashes = {sheet.id: leaf_hash(sheet.id) for sheet in given_sheets}
    acceptance.accept(case, site_findings(**changes), given_sheets, hashes, calendar=CALENDAR, rules=RULES, on=on)


def accepted(sheets: Sequence[ScoreSheet] | None = None, corrections: tuple[Correction, ...] = CORRECTIONS, **changes: Any) -> Accepted:
    """The fact of that acceptance."""
    case = given(AuditCase, *signed_case(corrections)).when(lambda case: accept(case, sheets, **changes), on=VISIT_ON).then_recorded(Accepted)
    fact = case.pending[-1][0]
    assert isinstance(fact, Accepted)
    return fact


def accepted_case(corrections: tuple[Correction, ...] = CORRECTIONS, **changes: Any) -> History:
    """An accepted case: final papers due by 16 November 2026, unless the opinion is delivered another day."""
    return (*signed_case(corrections), (accepted(None, corrections, **changes), stamp(VISIT_ON)))
