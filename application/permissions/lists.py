"""谁公布名单: the officer drafts, the approver publishes and corrects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.commands.lists import CorrectList, DiscardList, DraftList, NotifyResult, PublishList
from application.permissions.predicates import any_of, bureau, bureau_approver, bureau_officer

if TYPE_CHECKING:
    from application.permissions.predicates import Permissions

PERMISSIONS: Permissions = {
    DraftList: any_of(bureau_officer),
    PublishList: any_of(bureau_approver),
    DiscardList: any_of(bureau),
    CorrectList: any_of(bureau_approver),
    NotifyResult: any_of(bureau_officer),
}
