"""谁办理登记: the bureau keeps the register, each organisation its own entries; roles are the administrator's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
from application.permissions.predicates import (
    administrator,
    any_of,
    bureau_officer,
    consultant,
    district_officer,
    own_consultancy,
    own_enterprise,
    system_cli,
    system_clock,
)
from domain.register.credit_code import consultancy_id, fault_of

if TYPE_CHECKING:
    from application.permissions.predicates import Permissions
    from application.work import Work
    from domain.fact import Capacity


def consultancy_of_code(actor: Capacity, command: Any, work: Work) -> bool:
    """信用代码所属的咨询服务机构本身."""
    code = command.credit_code
    return consultant(actor, command, work) and (fault_of(code) is not None or actor.organisation == str(consultancy_id(code)))


def administrator_of_enterprise(actor: Capacity, command: Any, _work: Work) -> bool:
    """企业管理员, for the roles of its own enterprise."""
    own = actor.organisation is not None and actor.organisation == command.organisation
    return actor.role == "enterprise-administrator" and own and command.role in {"enterprise-filler", "enterprise-signer"}


def expert_concerned(actor: Capacity, command: Any, _work: Work) -> bool:
    """专家本人."""
    return actor.role == "expert" and actor.organisation == str(command.expert_id)


PERMISSIONS: Permissions = {
    RegisterEnterprise: any_of(bureau_officer, district_officer, system_cli),
    RenameEnterprise: any_of(own_enterprise, bureau_officer),
    ChangeCreditCode: any_of(bureau_officer),
    MergeEnterprise: any_of(bureau_officer),
    RecordPriorPass: any_of(bureau_officer),
    AdmitRepeat: any_of(bureau_officer),
    OpenReapplication: any_of(system_clock),
    RegisterConsultancy: any_of(consultancy_of_code, bureau_officer, system_cli),
    RenameConsultancy: any_of(own_consultancy, bureau_officer),
    ChangeConsultancyCode: any_of(bureau_officer),
    ProfileConsultancy: any_of(own_consultancy, bureau_officer),
    EnterStaff: any_of(own_consultancy, bureau_officer),
    StaffLeaves: any_of(own_consultancy, bureau_officer),
    GrantMandate: any_of(own_enterprise),
    EndMandate: any_of(own_enterprise, own_consultancy),
    RegisterExpert: any_of(bureau_officer, system_cli),
    AmendExpert: any_of(bureau_officer),
    RecordInterest: any_of(expert_concerned, bureau_officer),
    GrantRole: any_of(administrator, administrator_of_enterprise, system_cli),
    RevokeRole: any_of(administrator, administrator_of_enterprise),
}
