"""Named examples of the plan phase: a form without a fault, and the facts up to the plan list."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from domain.case.events import plan as events
from domain.case.planning import PlanPaper
from domain.fact import Capacity
from domain.law.reason import Reason
from tests.examples.register import CODE, CONSULTANCY_CODE, CONSULTANCY_ID, DIGEST, ENTERPRISE_ID

PLANNED_ON = date(2026, 3, 2)
LIST_ID = UUID("00000000-0000-4000-8000-0000000000a1")
BATCH_ID = UUID("00000000-0000-4000-8000-0000000000b1")
DISTRICT_OFFICER = Capacity(person="p-nanshan", role="district-officer", organisation="440305")
OTHER_DISTRICT_OFFICER = Capacity(person="p-baoan", role="district-officer", organisation="440306")
REASONS = (Reason("请补充主要产品说明"),)

FORM = events.PlanForm(
    enterprise_name="深圳市示例甲电子有限公司",
    credit_code=CODE,
    registered_address="南山区示例路1号",
    sites=(events.Site("南山区示例工业园1栋", "440305", main=True),),
    industry="C3982",
    founded_on=date(2001, 10, 22),
    legal_standing="independent-legal-person",
    main_products="电子制品",
    audit_mode="self",
    planned_start=date(2026, 4, 5),
    planned_finish=date(2026, 9, 28),
    on_mandatory_list=False,
)
"""A plan without a fault, on every day of 2026."""

COMMISSIONED: dict[str, Any] = {
    "audit_mode": "commissioned",
    "consultancy_name": "示例汇澄技术咨询有限公司",
    "consultancy_code": CONSULTANCY_CODE,
}


def form(**changes: Any) -> events.PlanForm:
    return msgspec.structs.replace(FORM, **changes)


def paper(**changes: Any) -> PlanPaper:
    """The plan as handed in, with these members of the form changed."""
    return PlanPaper(form(**changes), "示例赵工", "0755-00000763", PLANNED_ON)


def planned(number: str = "QJ-2026-000001", application: str = "first", **changes: Any) -> events.Planned:
    filled = form(**changes)
    return events.Planned(
        case_number=number,
        track="voluntary",
        enterprise_id=ENTERPRISE_ID,
        consultancy_id=CONSULTANCY_ID if filled.consultancy_code else None,
        call_id=None,
        district=filled.sites[0].district,
        form=filled,
        application=application,
        eligibility=(),
        claimed_on=PLANNED_ON,
        contact_name="示例赵工",
        contact_phone="0755-00000763",
    )


def returned() -> events.PlanReturned:
    return events.PlanReturned(reasons=REASONS)


def endorsed() -> events.PlanEndorsed:
    return events.PlanEndorsed(note=None)


def reported() -> events.PlanReported:
    return events.PlanReported(batch_id=BATCH_ID, batch_number="南工信报〔2026〕1号", batch_digest=DIGEST)


def listed() -> events.PlanListed:
    return events.PlanListed(list_id=LIST_ID, list_number="深工信清〔2026〕1号", listed_on=date(2026, 3, 20))


def listed_plan(**changes: Any) -> tuple[events.Planned | events.PlanEndorsed | events.PlanReported | events.PlanListed, ...]:
    """A case on the plan list, ready to be registered."""
    return (planned(**changes), endorsed(), reported(), listed())
