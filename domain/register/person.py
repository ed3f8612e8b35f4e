"""人员身份: the roles a person may act in, each for one organisation; who the person is stands in the directory."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from domain.aggregate import Aggregate
from domain.law.refusal import Refusal, refuse
from domain.register.person_events import RoleGranted, RoleRevoked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from domain.fact import Stamp
    from domain.law.reason import Reason
    from domain.law.refusal import Refused

ROLE_UNKNOWN = Refusal("role-unknown", "没有“{role}”这种身份。", "请从身份列表中选择。")
ROLE_NEEDS_ORGANISATION = Refusal("role-needs-organisation", "身份“{role}”须指明所属的单位。", "请选择企业、咨询服务机构、区或专家。")
ROLE_HELD = Refusal("role-already-granted", "该人员已经有这个身份。", "无须再次授予。")
ROLE_NOT_HELD = Refusal("role-not-granted", "该人员没有这个身份。", "请核对身份和单位。")
REVOCATION_WITHOUT_REASON = Refusal("revocation-without-reason", "撤销身份须写明理由。", "请写明理由。")

BOUND = frozenset({"enterprise-filler", "enterprise-signer", "enterprise-administrator", "consultant", "district-officer", "expert"})
"""Roles held for one enterprise, consultancy, district or entry of the register of experts."""
FREE = frozenset({"bureau-officer", "bureau-approver", "leadership", "auditor", "regulator", "administrator"})
"""Roles held for the bureau or an authority, named or not. ``public`` and ``system`` are granted to nobody."""


class Grant(NamedTuple):
    """身份: a role, and the organisation it is held for."""

    role: str
    organisation: str | None


class Person(Aggregate):
    """人员: somebody who signs in, known here by an opaque id and the roles held."""

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(aggregate_id)
        self.grants: frozenset[Grant] = frozenset()


def grant_role(person: Person, *, role: str, organisation: str | None) -> None:
    """授予身份: a person may hold several and chooses one when signing in."""
    refuse(_faults(role, organisation))
    if Grant(role, organisation) in person.grants:
        raise ROLE_HELD(field="role")
    person.record(RoleGranted(role=role, organisation=organisation))


def revoke_role(person: Person, *, role: str, organisation: str | None, reasons: tuple[Reason, ...]) -> None:
    """撤销身份: with a reason; what was done in the role stays done."""
    if Grant(role, organisation) not in person.grants:
        raise ROLE_NOT_HELD(field="role")
    if not any(reason.text.strip() for reason in reasons):
        raise REVOCATION_WITHOUT_REASON(field="reasons")
    person.record(RoleRevoked(role=role, organisation=organisation, reasons=reasons))


def _faults(role: str, organisation: str | None) -> Iterator[Refused]:
    if role not in BOUND | FREE:
        yield ROLE_UNKNOWN(field="role", role=role)
    if role in BOUND and not (organisation or "").strip():
        yield ROLE_NEEDS_ORGANISATION(field="organisation", role=role)


@Person.evolves(RoleGranted)
def _role_granted(person: Person, fact: RoleGranted, stamp: Stamp) -> None:
    person.grants |= {Grant(fact.role, fact.organisation)}


@Person.evolves(RoleRevoked)
def _role_revoked(person: Person, fact: RoleRevoked, stamp: Stamp) -> None:
    person.grants -= {Grant(fact.role, fact.organisation)}
