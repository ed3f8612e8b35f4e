"""初审阶段的路由."""

from __future__ import annotations

from application.commands.endings import DiscontinueCase, WithdrawCase
from application.commands.review import DecidePenaltyMatch, FailPrecheck, FilePenaltyReply, HearEnterprise, PassPrecheck, ProposeAdverseAct
from web.api.route import on_case

ROUTES = (
    on_case("penalty-reply", FilePenaltyReply),
    on_case("penalty-match", DecidePenaltyMatch),
    on_case("precheck", PassPrecheck),
    on_case("adverse-act-proposal", ProposeAdverseAct),
    on_case("hearing", HearEnterprise),
    on_case("precheck-failure", FailPrecheck),
    on_case("withdrawal", WithdrawCase),
    on_case("discontinuation", DiscontinueCase),
)
