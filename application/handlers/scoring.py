"""评分的办理: R2025 20(3), 22. A sheet is a stream inside its case."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from application.casework import handles
from application.commands.scoring import CorrectSheet, LockSheet, OpenSheet
from application.outcome import NotFoundError
from domain.case.stage import standing
from domain.scoring import score_sheet
from domain.scoring.score_sheet import ScoreSheet
from domain.scoring.sheet_form import sheet_form

if TYPE_CHECKING:
    from application.work import Work
    from domain.case.audit_case import AuditCase


@handles(OpenSheet)
def open_sheet(command: OpenSheet, work: Work) -> UUID:
    """领取评分表: on the form of the case's rule set; the id comes from the client, so that asking twice is one effect."""
    case = work.case(command.case_id)
    rules = work.rules(case)
    others = work.sheets_of(case)
    sheet = work.find(ScoreSheet, command.sheet_id) or work.new(ScoreSheet, command.sheet_id, case_id=case.id)
    form = sheet_form(rules.word("scoring/sheet", work.on), work.rulebook)
    score_sheet.open_sheet(sheet, standing(case, UUID(work.actor.organisation)), others, form=form, rules=rules, on=work.on)
    return sheet.id


@handles(LockSheet)
def lock_sheet(command: LockSheet, work: Work) -> None:
    """评分锁定: two experts may lock at the same moment; what could make one wrong writes that sheet too."""
    case = work.case(command.case_id)
    sheet = _sheet(case, command.sheet_id, work)
    score_sheet.lock(
        sheet,
        standing(case, sheet.expert_id),
        command.marks,
        command.vetoes,
        form=sheet_form(sheet.form, work.rulebook),
        rules=work.rules(case),
        on=work.on,
    )


@handles(CorrectSheet)
def correct_sheet(command: CorrectSheet, work: Work) -> None:
    """评分更正: stale where the case moved at the same moment, for the acceptance may have sealed the sheet."""
    case = work.case(command.case_id)
    sheet = _sheet(case, command.sheet_id, work)
    work.read_case = True
    score_sheet.correct(
        sheet,
        standing(case, sheet.expert_id),
        command.marks,
        command.vetoes,
        reason=command.reason,
        form=sheet_form(sheet.form, work.rulebook),
        rules=work.rules(case),
        on=work.on,
    )


def _sheet(case: AuditCase, sheet_id: UUID, work: Work) -> ScoreSheet:
    sheet = work.get(ScoreSheet, sheet_id)
    if sheet.case_id != case.id:
        raise NotFoundError(str(sheet_id))
    return sheet
