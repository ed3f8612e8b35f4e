"""谁初审: the officer reviews, either hand of the bureau proposes and hears; failing is the approver's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.commands.review import DecidePenaltyMatch, FailPrecheck, FilePenaltyReply, HearEnterprise, PassPrecheck, ProposeAdverseAct
from application.permissions.predicates import any_of, bureau, bureau_approver, bureau_officer

if TYPE_CHECKING:
    from application.permissions.predicates import Permissions

PERMISSIONS: Permissions = {
    FilePenaltyReply: any_of(bureau_officer),
    DecidePenaltyMatch: any_of(bureau_officer),
    PassPrecheck: any_of(bureau_officer),
    ProposeAdverseAct: any_of(bureau),
    HearEnterprise: any_of(bureau),
    FailPrecheck: any_of(bureau_approver),
}
