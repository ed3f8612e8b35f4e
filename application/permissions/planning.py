"""谁办理计划: enterprises and those they mandate plan, their district reviews and reports, the bureau calls and lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

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
from application.permissions.predicates import (
    any_of,
    bureau,
    bureau_officer,
    consultant,
    district_of_case,
    enterprise_itself,
    mandated,
    own_case,
    system_cli,
)
from domain.register.consultancy import Consultancy
from domain.register.credit_code import enterprise_id, fault_of
from domain.register.enterprise import Enterprise

if TYPE_CHECKING:
    from application.permissions.predicates import Permissions
    from application.work import Work
    from domain.fact import Capacity


def enterprise_of_form(actor: Capacity, command: Any, work: Work) -> bool:
    """表上的企业本身. A code that is none is nobody's: the handler then names the fault."""
    whose = _enterprise_on_form(command, work)
    return enterprise_itself(actor, command, work) and (whose is None or actor.organisation == str(whose))


def mandated_by_enterprise_of_form(actor: Capacity, command: Any, work: Work) -> bool:
    """受表上企业委托的咨询服务机构 (代), while the mandate runs."""
    if not consultant(actor, command, work) or actor.organisation is None:
        return False
    whose = _enterprise_on_form(command, work)
    consultancy = work.find(Consultancy, UUID(actor.organisation))
    return consultancy is not None and (whose is None or consultancy.acts_for(whose, work.today))


def districts_of_batch(actor: Capacity, command: Any, work: Work) -> bool:
    """批次内每个计划的所属区. A batch without plans is the handler's to refuse."""
    return actor.role == "district-officer" and all(actor.organisation == work.case(case_id).district for case_id in command.case_ids)


def _enterprise_on_form(command: Any, work: Work) -> UUID | None:
    code = command.form.credit_code
    if fault_of(code) is not None:
        return None
    found = work.find(Enterprise, enterprise_id(code))
    return enterprise_id(code) if found is None else found.alias_of or found.id


PERMISSIONS: Permissions = {
    PlanCase: any_of(enterprise_of_form, mandated_by_enterprise_of_form, system_cli),
    AmendPlan: any_of(own_case, mandated),
    ReturnPlan: any_of(district_of_case),
    EndorsePlan: any_of(district_of_case),
    ReportBatch: any_of(districts_of_batch),
    DeclinePlan: any_of(bureau),
    TransferDistrict: any_of(district_of_case, bureau_officer),
    ChangeConsultancy: any_of(own_case),
    OpenPlanCall: any_of(bureau_officer),
    ExtendPlanCall: any_of(bureau_officer),
    EnterMandatoryList: any_of(bureau_officer),
}
