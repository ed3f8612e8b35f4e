"""计划阶段的路由."""

from __future__ import annotations

from application.commands.planning import (
    AmendPlan,
    ChangeConsultancy,
    DeclinePlan,
    EndorsePlan,
    EnterMandatoryList,
    ExtendPlanCall,
    OpenPlanCall,
    PlanCase,
    ReportBatch,
    ReturnPlan,
    TransferDistrict,
)
from web.api.route import on_case, post

ROUTES = (
    post("/cases", PlanCase),
    on_case("plan-amendment", AmendPlan),
    on_case("plan-return", ReturnPlan),
    on_case("plan-endorsement", EndorsePlan),
    on_case("plan-decline", DeclinePlan),
    on_case("district-transfer", TransferDistrict),
    on_case("consultancy-change", ChangeConsultancy),
    post("/plan-batches", ReportBatch),
    post("/plan-calls", OpenPlanCall),
    post("/plan-calls/<int:year>/extension", ExtendPlanCall),
    post("/mandatory-lists", EnterMandatoryList),
)
