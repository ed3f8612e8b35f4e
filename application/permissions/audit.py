"""谁登记和申请验收: the enterprise, or the consultancy it mandated; the bureau sends back and enters what the platform shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.commands.audit import RecordPlatformReceipt, RegisterAudit, ReturnSubmission, SubmitForAcceptance
from application.permissions.predicates import any_of, bureau_officer, mandated, own_case, own_case_signer

if TYPE_CHECKING:
    from application.permissions.predicates import Permissions

PERMISSIONS: Permissions = {
    RegisterAudit: any_of(own_case, mandated),
    SubmitForAcceptance: any_of(own_case_signer, mandated),
    ReturnSubmission: any_of(bureau_officer),
    RecordPlatformReceipt: any_of(bureau_officer),
}
