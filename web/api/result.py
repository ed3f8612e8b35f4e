"""结果、异议和名单的路由."""

from __future__ import annotations

from application.commands.grading import DecideGrade, ProposeGrade, RecheckCompliance, RejectGradeProposal
from application.commands.lists import CorrectList, DiscardList, DraftList, NotifyResult, PublishList
from application.commands.objections import CorrectGrade, DecideObjection, ProposeGradeCorrection, RaiseObjection, RejectGradeCorrection
from web.api.route import on_case, post

ROUTES = (
    on_case("compliance-recheck", RecheckCompliance),
    on_case("grade-proposal", ProposeGrade),
    on_case("grade-proposal-rejection", RejectGradeProposal),
    on_case("grade", DecideGrade),
    on_case("result-notification", NotifyResult),
    on_case("objections", RaiseObjection),
    on_case("objection-decision", DecideObjection),
    on_case("grade-correction-proposal", ProposeGradeCorrection),
    on_case("grade-correction-rejection", RejectGradeCorrection),
    on_case("grade-correction", CorrectGrade),
    post("/lists", DraftList),
    post("/lists/<uuid:list_id>/publication", PublishList),
    post("/lists/<uuid:list_id>/correction", CorrectList),
    post("/lists/<uuid:list_id>/discard", DiscardList),
)
