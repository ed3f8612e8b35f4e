"""谁结束案件: the enterprise's signer withdraws, the bureau's approver discontinues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.commands.endings import DiscontinueCase, WithdrawCase
from application.permissions.predicates import any_of, bureau_approver, own_case_signer

if TYPE_CHECKING:
    from application.permissions.predicates import Permissions

PERMISSIONS: Permissions = {
    WithdrawCase: any_of(own_case_signer),
    DiscontinueCase: any_of(bureau_approver),
}
