"""现场验收阶段: where the work of the panel stands, also where a site acceptance is held again after the result.

Where an expert is found conflicted so late that the result is decided already, the result stands until it is corrected: the case
keeps its state, and the panel works beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.case.order import stands_at
from domain.scoring.score_sheet import Standing

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from domain.case.audit_case import AuditCase
    from domain.law.citation import Citation

FORMING = ("listed-for-acceptance", "panel-appointed", "visit-scheduled")
"""States in which experts come and go."""
SEATED = ("panel-appointed", "visit-scheduled")
"""States in which the panel stands and the site acceptance is not fixed yet."""
SCHEDULED = ("visit-scheduled",)


def held_again_after_result(case: AuditCase) -> bool:
    """Whether the site acceptance is held again while a decided result stands."""
    return case.new_visit_needed and case.graded is not None


def stage(case: AuditCase) -> str:
    """The state as the panel's acts see it."""
    if not held_again_after_result(case):
        return case.state
    return "visit-scheduled" if case.visit_on else "panel-appointed"


def panel_stands_at(case: AuditCase, states: tuple[str, ...], *, act: str, missing: str, citation: Citation, on: date) -> None:
    """Refuse unless the panel's work is at one of ``states``; otherwise as ``stands_at``."""
    if held_again_after_result(case) and stage(case) in states:
        return
    stands_at(case, *states, act=act, missing=missing, citation=citation, on=on)


def panel_reaches(case: AuditCase, state: str) -> None:
    """Note while evolving where the panel's work stands now; a decided result keeps its state."""
    if not held_again_after_result(case):
        case.state = state


def standing(case: AuditCase, expert_id: UUID) -> Standing:
    """专家现状: what a score sheet must know of the case and of its expert's seat."""
    seat = case.seats.get(expert_id)
    seated = seat is not None and seat.appointed and seat.status == "confirmed"
    return Standing(case_id=case.id, expert_id=expert_id, seated=seated, stage=stage(case), visit_on=case.visit_on)
