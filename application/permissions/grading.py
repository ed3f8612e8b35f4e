"""谁确定结果: the officer proposes, the approver decides; that they are two persons is the domain's guard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.commands.grading import DecideGrade, ProposeGrade, RecheckCompliance, RejectGradeProposal
from application.permissions.predicates import any_of, bureau_approver, bureau_officer

if TYPE_CHECKING:
    from application.permissions.predicates import Permissions

PERMISSIONS: Permissions = {
    RecheckCompliance: any_of(bureau_officer),
    ProposeGrade: any_of(bureau_officer),
    RejectGradeProposal: any_of(bureau_approver),
    DecideGrade: any_of(bureau_approver),
}
