"""谁组成专家组: the bureau; an expert speaks for nobody else, and the parties may only ask for a recusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.commands.panel import (
    AppointPanel,
    ConfirmExpert,
    DecideRecusal,
    DeclareConflict,
    InviteExpert,
    PostponeVisit,
    ReplaceExpert,
    RequestRecusal,
    ScheduleVisit,
    WithdrawExpert,
)
from application.permissions.predicates import any_of, bureau, bureau_officer, invited_expert, mandated, own_case

if TYPE_CHECKING:
    from application.permissions.predicates import Permissions
    from application.work import Work
    from domain.fact import Capacity


def expert_concerned(actor: Capacity, command: DeclareConflict | WithdrawExpert, work: Work) -> bool:
    """专家本人: the expert the command names, with a seat in the case."""
    return actor.organisation == str(command.expert_id) and invited_expert(actor, command, work)


PERMISSIONS: Permissions = {
    InviteExpert: any_of(bureau_officer),
    DeclareConflict: any_of(expert_concerned, bureau_officer),
    ConfirmExpert: any_of(invited_expert),
    WithdrawExpert: any_of(expert_concerned, bureau_officer),
    ReplaceExpert: any_of(bureau_officer),
    AppointPanel: any_of(bureau_officer),
    ScheduleVisit: any_of(bureau_officer),
    PostponeVisit: any_of(bureau_officer),
    RequestRecusal: any_of(own_case, mandated),
    DecideRecusal: any_of(bureau),
}
