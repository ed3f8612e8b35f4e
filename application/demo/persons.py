"""演示人员: the office people of the demo: who they are, how they sign in and what they may do. All of them are fictional.

Their ids are the same in every demo, so that they keep their place when more histories are loaded.
"""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID, uuid5

from domain.fact import Capacity
from domain.law.districts import districts

PERSONS = UUID("5b0e1d3c-8f4a-4c38-9f1c-0a4be9a1f2d7")

SYSTEM_CLI = Capacity(person="system:cli", role="system")
SYSTEM_CLOCK = Capacity(person="system:clock", role="system")


class DemoPerson(NamedTuple):
    """演示人员: a person of an office."""

    login: str
    name: str
    role: str
    organisation: str | None = None

    @property
    def id(self) -> UUID:
        """Opaque id."""
        return person_id(self.login)

    @property
    def capacity(self) -> Capacity:
        """The capacity this person acts in."""
        return Capacity(person=str(self.id), role=self.role, organisation=self.organisation)


def person_id(login: str) -> UUID:
    """Opaque id of a demo person with a login."""
    return uuid5(PERSONS, login)


OFFICERS = (DemoPerson("officer", "示例经办甲", "bureau-officer"), DemoPerson("officer-2", "示例经办乙", "bureau-officer"))
APPROVERS = (DemoPerson("approver", "示例复核甲", "bureau-approver"), DemoPerson("approver-2", "示例复核乙", "bureau-approver"))
ADMINISTRATOR = DemoPerson("administrator", "示例管理员", "administrator")
ONLOOKERS = (
    DemoPerson("leadership", "示例局领导", "leadership"),
    DemoPerson("auditor", "示例审计员", "auditor"),
    DemoPerson("regulator", "示例监管员", "regulator"),
)
DISTRICT_LOGINS = {
    "440303": "luohu",
    "440304": "futian",
    "440305": "nanshan",
    "440306": "baoan",
    "440307": "longgang",
    "440308": "yantian",
    "440309": "longhua",
    "440310": "pingshan",
    "440311": "guangming",
    "dapeng": "dapeng",
    "shenshan": "shenshan",
}


def district_officers() -> dict[str, DemoPerson]:
    """区工信部门: district code to its officer."""
    return {
        each.code: DemoPerson(f"district-{DISTRICT_LOGINS[each.code]}", f"示例{each.zh[:2]}经办", "district-officer", each.code)
        for each in districts()
    }


def office_people() -> tuple[DemoPerson, ...]:
    """Everybody of bureau, districts and audit; enterprises, consultancies and experts have their own people."""
    return (*OFFICERS, *APPROVERS, ADMINISTRATOR, *ONLOOKERS, *district_officers().values())
