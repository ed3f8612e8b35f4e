"""专家组和评分的路由."""

from __future__ import annotations

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
from application.commands.scoring import CorrectSheet, LockSheet, OpenSheet
from web.api.route import Route, on_case

ROUTES = (
    on_case("expert-invitation", InviteExpert),
    on_case("conflicts", DeclareConflict),
    on_case("expert-confirmation", ConfirmExpert),
    on_case("expert-withdrawal", WithdrawExpert),
    on_case("expert-replacement", ReplaceExpert),
    on_case("panel", AppointPanel),
    on_case("visit", ScheduleVisit),
    on_case("visit-postponement", PostponeVisit),
    on_case("recusal-request", RequestRecusal),
    on_case("recusal-decision", DecideRecusal),
    Route("PUT", "/cases/<case:case_id>/sheets/<uuid:sheet_id>", OpenSheet),
    on_case("sheets/<uuid:sheet_id>/lock", LockSheet),
    on_case("sheets/<uuid:sheet_id>/correction", CorrectSheet),
)
