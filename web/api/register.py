"""登记库的路由."""

from __future__ import annotations

from application.commands.register import (
    AdmitRepeat,
    AmendExpert,
    ChangeConsultancyCode,
    ChangeCreditCode,
    EndMandate,
    EnterStaff,
    GrantMandate,
    GrantRole,
    MergeEnterprise,
    OpenReapplication,
    ProfileConsultancy,
    RecordInterest,
    RecordPriorPass,
    RegisterConsultancy,
    RegisterEnterprise,
    RegisterExpert,
    RenameConsultancy,
    RenameEnterprise,
    RevokeRole,
    StaffLeaves,
)
from web.api.route import post

ENTERPRISE = "/enterprises/<uuid:enterprise_id>"
CONSULTANCY = "/consultancies/<uuid:consultancy_id>"
EXPERT = "/experts/<uuid:expert_id>"
PERSON = "/people/<uuid:person_id>"

ROUTES = (
    post("/enterprises", RegisterEnterprise),
    post(f"{ENTERPRISE}/renaming", RenameEnterprise),
    post(f"{ENTERPRISE}/credit-code-change", ChangeCreditCode),
    post(f"{ENTERPRISE}/merger", MergeEnterprise),
    post(f"{ENTERPRISE}/prior-passes", RecordPriorPass),
    post(f"{ENTERPRISE}/repeat-admission", AdmitRepeat),
    post(f"{ENTERPRISE}/reapplication", OpenReapplication),
    post("/consultancies", RegisterConsultancy),
    post(f"{CONSULTANCY}/renaming", RenameConsultancy),
    post(f"{CONSULTANCY}/credit-code-change", ChangeConsultancyCode),
    post(f"{CONSULTANCY}/profile", ProfileConsultancy),
    post(f"{CONSULTANCY}/staff", EnterStaff),
    post(f"{CONSULTANCY}/staff-departures", StaffLeaves),
    post(f"{CONSULTANCY}/mandates", GrantMandate),
    post(f"{CONSULTANCY}/mandate-ends", EndMandate),
    post("/experts", RegisterExpert),
    post(f"{EXPERT}/amendment", AmendExpert),
    post(f"{EXPERT}/interests", RecordInterest),
    post(f"{PERSON}/roles", GrantRole),
    post(f"{PERSON}/role-revocations", RevokeRole),
)
