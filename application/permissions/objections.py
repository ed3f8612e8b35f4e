"""谁提出和处理异议: anybody who may see the result objects under a name; a paper one is entered by the officer who received it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.commands.objections import CorrectGrade, DecideObjection, ProposeGradeCorrection, RaiseObjection, RejectGradeCorrection
from application.permissions.predicates import any_of, bureau, bureau_approver, bureau_officer, mandated, own_case, public

if TYPE_CHECKING:
    from application.permissions.predicates import Permissions

PERMISSIONS: Permissions = {
    RaiseObjection: any_of(public, own_case, mandated, bureau_officer),
    DecideObjection: any_of(bureau),
    ProposeGradeCorrection: any_of(bureau_officer),
    RejectGradeCorrection: any_of(bureau_approver),
    CorrectGrade: any_of(bureau_approver),
}
