"""审核阶段的路由."""

from __future__ import annotations

from application.commands.audit import RecordPlatformReceipt, RegisterAudit, ReturnSubmission, SubmitForAcceptance
from web.api.route import on_case

ROUTES = (
    on_case("registration", RegisterAudit),
    on_case("submission", SubmitForAcceptance),
    on_case("submission-return", ReturnSubmission),
    on_case("platform-receipt", RecordPlatformReceipt),
)
