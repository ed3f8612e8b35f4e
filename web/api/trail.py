"""导出和删除的路由."""

from __future__ import annotations

from application.commands.trail import (
    ApproveErasure,
    ApproveExport,
    CancelExport,
    DeclineExport,
    FetchExport,
    ProposeErasure,
    RecordErasure,
    RecordExport,
    RecordExportFailure,
    RequestExport,
)
from web.api.route import post

EXPORT = "/exports/<uuid:export_id>"
ERASURE = "/erasures/<uuid:erasure_id>"

ROUTES = (
    post("/exports", RequestExport),
    post(f"{EXPORT}/approval", ApproveExport),
    post(f"{EXPORT}/decline", DeclineExport),
    post(f"{EXPORT}/cancellation", CancelExport),
    post(f"{EXPORT}/package", RecordExport),
    post(f"{EXPORT}/failure", RecordExportFailure),
    post(f"{EXPORT}/fetch", FetchExport),
    post("/erasures", ProposeErasure),
    post(f"{ERASURE}/approval", ApproveErasure),
    post(f"{ERASURE}/completion", RecordErasure),
)
