"""Examples of score sheets: marks on the illustrative form, whole sheets, sheets locked for a panel."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from domain.scoring.events import Mark, SheetLocked, SheetOpened, VetoReport
from domain.scoring.score_sheet import ScoreSheet, Standing, total_of
from domain.scoring.sheet_form import sheet_form
from tests.examples.panel import VISIT_ON
from tests.examples.register import CASE_ID
from tests.scenario import given

if TYPE_CHECKING:
    from datetime import date

FORM = sheet_form("illustrative-100")
SHEET_ID = UUID("00000000-0000-4000-8000-0000000000a9")


def marks(**changed: str) -> tuple[Mark, ...]:
    """A mark for every item: 80 of 100 points, each at four fifths of its maximum, unless changed: ``marks(B3="9")``.

    Every mark is explained, so that any points may be given.
    """
    given_points = {item.id: item.maximum * Decimal("0.8") for item in FORM.items} | {item: Decimal(points) for item, points in changed.items()}
    return tuple(Mark(item, points, "见现场记录") for item, points in given_points.items())


def marks_worth(total: str) -> tuple[Mark, ...]:
    """A mark for every item, together worth ``total`` points."""
    left = Decimal(total)
    filled = []
    for item in FORM.items:
        points = min(left, item.maximum)
        filled.append(Mark(item.id, points, "见现场记录"))
        left -= points
    return tuple(filled)


def veto(code: str = "fraud", evidence: str = "设备台账与现场不符") -> VetoReport:
    """A veto with evidence."""
    return VetoReport(code, evidence)


def opened(expert_id: UUID, case_id: UUID = CASE_ID) -> SheetOpened:
    """A blank sheet."""
    return SheetOpened(expert_id=expert_id, case_id=case_id, form="illustrative-100", form_digest=FORM.digest)


def locked(filled: tuple[Mark, ...] | None = None, *vetoes: VetoReport) -> SheetLocked:
    """A locked sheet of 80 points, or with these marks."""
    given_marks = marks() if filled is None else filled
    return SheetLocked(marks=given_marks, vetoes=vetoes, total=total_of(given_marks))


def standing(
    expert_id: UUID, *, seated: bool = True, stage: str = "visit-scheduled", visit_on: date | None = VISIT_ON, case_id: UUID = CASE_ID
) -> Standing:
    """An expert of the panel, the visit scheduled."""
    return Standing(case_id=case_id, expert_id=expert_id, seated=seated, stage=stage, visit_on=visit_on)


def sheet_id(expert_id: UUID) -> UUID:
    """The id of that expert's sheet in the examples."""
    return UUID(int=expert_id.int + 0x900)


def sheet_of(expert_id: UUID, total: str = "80", *vetoes: VetoReport, lock: bool = True) -> ScoreSheet:
    """The expert's sheet, locked with that total, or open."""
    history = (opened(expert_id), locked(marks_worth(total), *vetoes)) if lock else (opened(expert_id),)
    return given(ScoreSheet, *history, aggregate_id=sheet_id(expert_id)).aggregate


def panel_sheets(*totals: str) -> tuple[ScoreSheet, ...]:
    """Locked sheets of the experts 1, 2, 3, … with these totals."""
    return tuple(sheet_of(UUID(f"00000000-0000-4000-8000-00000000000{number}"), total) for number, total in enumerate(totals, start=1))
