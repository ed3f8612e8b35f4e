"""谁评分: an expert of the panel, each on the own sheet; nobody else fills in or corrects one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.commands.scoring import CorrectSheet, LockSheet, OpenSheet
from application.permissions.predicates import any_of, seated_expert
from domain.scoring.score_sheet import ScoreSheet

if TYPE_CHECKING:
    from application.permissions.predicates import Permissions
    from application.work import Work
    from domain.fact import Capacity


def own_sheet(actor: Capacity, command: LockSheet | CorrectSheet, work: Work) -> bool:
    """本人的评分表."""
    sheet = work.find(ScoreSheet, command.sheet_id)
    return seated_expert(actor, command, work) and sheet is not None and actor.organisation == str(sheet.expert_id)


PERMISSIONS: Permissions = {
    OpenSheet: any_of(seated_expert),
    LockSheet: any_of(own_sheet),
    CorrectSheet: any_of(own_sheet),
}
