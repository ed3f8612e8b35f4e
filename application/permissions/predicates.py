"""权限条件: the named conditions of the table. Each says in its name what must hold of the actor and the thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from domain.case.expert_access import experts_may_read
from domain.register.consultancy import Consultancy

if TYPE_CHECKING:
    from application.commands.command import Command
    from application.work import Work
    from domain.case.audit_case import AuditCase
    from domain.fact import Capacity

Predicate = Callable[["Capacity", Any, "Work"], bool]


class Permission(NamedTuple):
    """权限: one row of the table; any one of its conditions is enough."""

    conditions: tuple[Predicate, ...]

    @property
    def name(self) -> str:
        """The conditions by name, for the answer to who was refused."""
        return " | ".join(each.__name__ for each in self.conditions)

    def __call__(self, actor: Capacity, command: Command, work: Work) -> bool:
        """Whether any condition holds."""
        return any(holds(actor, command, work) for holds in self.conditions)


Permissions = Mapping[type["Command"], Permission]


def any_of(*conditions: Predicate) -> Permission:
    """A row of the table: any one condition is enough."""
    return Permission(conditions)


# ------------------------------------------------------------------------------------------------------------------- office


def administrator(actor: Capacity, _command: object, _work: Work) -> bool:
    """系统管理员."""
    return actor.role == "administrator"


def bureau_officer(actor: Capacity, _command: object, _work: Work) -> bool:
    """市工信局经办."""
    return actor.role == "bureau-officer"


def bureau_approver(actor: Capacity, _command: object, _work: Work) -> bool:
    """市工信局复核."""
    return actor.role == "bureau-approver"


def bureau(actor: Capacity, _command: object, _work: Work) -> bool:
    """市工信局经办或复核."""
    return actor.role in {"bureau-officer", "bureau-approver"}


def district_officer(actor: Capacity, _command: object, _work: Work) -> bool:
    """区工信部门, for things that belong to no case; the handler compares the district."""
    return actor.role == "district-officer"


def district_of_case(actor: Capacity, command: Any, work: Work) -> bool:
    """案件所属区的工信部门."""
    return actor.role == "district-officer" and actor.organisation == work.case(command.case_id).district


def public(actor: Capacity, _command: object, _work: Work) -> bool:
    """公众."""
    return actor.role == "public"


def system_clock(actor: Capacity, _command: object, _work: Work) -> bool:
    """系统时钟. It never approves."""
    return actor.person == "system:clock"


def system_cli(actor: Capacity, _command: object, _work: Work) -> bool:
    """命令行. It never approves."""
    return actor.person == "system:cli"


# -------------------------------------------------------------------------------------------------------------- enterprises


def own_enterprise(actor: Capacity, command: Any, _work: Work) -> bool:
    """本企业: the command names the enterprise the actor acts for."""
    return _enterprise_side(actor) and actor.organisation == str(command.enterprise_id)


def enterprise_itself(actor: Capacity, _command: object, _work: Work) -> bool:
    """企业人员, for a first plan; the handler compares the enterprise with the form's credit code."""
    return _enterprise_side(actor)


def own_case(actor: Capacity, command: Any, work: Work) -> bool:
    """本企业的案件."""
    return _enterprise_side(actor) and actor.organisation == str(work.case(command.case_id).enterprise_id)


def own_case_signer(actor: Capacity, command: Any, work: Work) -> bool:
    """本企业案件的签署人."""
    return actor.role == "enterprise-signer" and own_case(actor, command, work)


def mandated(actor: Capacity, command: Any, work: Work) -> bool:
    """受委托咨询机构: commissioned in the case, with a mandate that runs today (代)."""
    if actor.role != "consultant" or actor.organisation is None:
        return False
    case = work.case(command.case_id)
    return actor.organisation == str(case.consultancy_id) and _has_mandate(actor, case.enterprise_id, work)


def consultant(actor: Capacity, _command: object, _work: Work) -> bool:
    """咨询服务机构人员, for things that belong to no case; the handler checks the mandate."""
    return actor.role == "consultant"


def own_consultancy(actor: Capacity, command: Any, _work: Work) -> bool:
    """本咨询服务机构."""
    return actor.role == "consultant" and actor.organisation == str(command.consultancy_id)


# ------------------------------------------------------------------------------------------------------------------ experts


def invited_expert(actor: Capacity, command: Any, work: Work) -> bool:
    """受邀专家: a seat in the case, not yet left."""
    return _seat(actor, work.case(command.case_id), {"invited", "confirmed", "conflicted"})


def seated_expert(actor: Capacity, command: Any, work: Work) -> bool:
    """已确认的专家."""
    return _seat(actor, work.case(command.case_id), {"confirmed"})


def panel_expert(actor: Capacity, command: Any, work: Work) -> bool:
    """专家组专家: confirmed, appointed to the panel and still on it."""
    case = work.case(command.case_id)
    return _seat(actor, case, {"confirmed"}) and any(seat.appointed and str(each) == actor.organisation for each, seat in case.seats.items())


# --------------------------------------------------------------------------------------------------------------- visibility


def may_see(actor: Capacity, case: AuditCase, work: Work) -> bool:
    """Whether the actor may know of the case at all; who may not gets the same answer as for a case that does not exist."""
    role = actor.role
    if role in {"bureau-officer", "bureau-approver", "auditor", "system"}:
        return True
    if _enterprise_side(actor):
        return actor.organisation == str(case.enterprise_id)
    sees = {
        "district-officer": lambda: actor.organisation in {case.district, *case.former_districts},
        "consultant": lambda: actor.organisation == str(case.consultancy_id) and _has_mandate(actor, case.enterprise_id, work),
        "expert": lambda: _seat(actor, case, {"invited", "confirmed", "conflicted"}) and experts_may_read(case, work.rules(case), work.today),
        "public": lambda: case.state == "published",
    }
    return role in sees and sees[role]()


def _enterprise_side(actor: Capacity) -> bool:
    return actor.role in {"enterprise-filler", "enterprise-signer", "enterprise-administrator"}


def _has_mandate(actor: Capacity, enterprise_id: UUID, work: Work) -> bool:
    """Asked of today, whatever day a late entry names: a mandate that has ended opens nothing."""
    consultancy = work.find(Consultancy, UUID(actor.organisation))
    return consultancy is not None and consultancy.acts_for(enterprise_id, work.today)


def _seat(actor: Capacity, case: AuditCase, statuses: set[str]) -> bool:
    return actor.role == "expert" and any(str(expert_id) == actor.organisation and seat.status in statuses for expert_id, seat in case.seats.items())
