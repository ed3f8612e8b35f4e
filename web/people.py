"""姓名: how people and organisations are called on pages: from the directory, the register and the list of districts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from flask import g
from sqlalchemy import select

from projections.capacities import CAPACITIES
from projections.consultancies import CONSULTANCIES
from projections.enterprises import ENTERPRISES
from projections.experts import EXPERTS
from web import wording
from web.language import language
from web.system import system

if TYPE_CHECKING:
    from collections.abc import Iterable

ROLES = (
    "enterprise-signer",
    "enterprise-filler",
    "enterprise-administrator",
    "consultant",
    "district-officer",
    "bureau-officer",
    "bureau-approver",
    "expert",
    "leadership",
    "auditor",
    "regulator",
    "administrator",
)
"""In the order of the sign-in page."""
SHOWN_OF_ROLE = 12
MOST_DEMO_ACCOUNTS = 200
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Choice(NamedTuple):
    """One capacity somebody can sign in as."""

    person: str
    name: str
    role: str
    organisation: str | None
    organisation_name: str


def shown_name(person: str) -> str:
    """Name of a person; the system's own parts and unknown people by what they are."""
    return names([person])[person]


def names(persons: Iterable[str]) -> dict[str, str]:
    """Names of several people, asked once for each answer."""
    known: dict[str, str] = g.setdefault("names", {})
    missing = {each for each in persons if each not in known}
    if missing:
        found = system().identity.names(missing)
        known |= {each: found.get(each) or wording.code("person", each.partition("/")[0], language()) for each in missing}
    return known


def shown_organisation(role: str, organisation: str | None) -> str:
    """Name of what somebody acts for; nothing for the bureau's own people and for experts, who act for themselves."""
    if not organisation or role == "expert":
        return ""
    if role == "district-officer":
        return wording.code("district", organisation, language())
    table, key = (CONSULTANCIES, "consultancy_id") if role == "consultant" else (ENTERPRISES, "enterprise_id")
    known: dict[tuple[str, str], str] = g.setdefault("organisations", {})
    if (role, organisation) not in known:
        with system().reading() as connection:
            found = connection.execute(select(table.c.name).where(table.c[key] == UUID(organisation))).scalar()
        known[role, organisation] = found or ""
    return known[role, organisation]


def choices_of(person: str, held: Iterable[tuple[str, str | None]]) -> list[Choice]:
    """The capacities of one person, in the order of the roles."""
    found = [Choice(person, shown_name(person), role, organisation, shown_organisation(role, organisation)) for role, organisation in held]
    return sorted(found, key=lambda each: (ROLES.index(each.role) if each.role in ROLES else len(ROLES), each.organisation_name))


def demo_people() -> dict[str, list[Choice]]:
    """Role → the first people who can sign in as such; people of a demo are fictional and have no password."""
    known = system().identity.without_password(MOST_DEMO_ACCOUNTS)
    wanted = select(CAPACITIES).where(CAPACITIES.c.person.in_([UUID(each) for each in known]))
    held: dict[str, list[tuple[str, str | None]]] = {role: [] for role in ROLES}
    with system().reading() as connection:
        for row in connection.execute(wanted):
            held.setdefault(row.role, []).append((str(row.person), row.organisation or None))
    first = {role: sorted(several, key=lambda each: known[each[0]])[:SHOWN_OF_ROLE] for role, several in held.items()}
    return {role: [choice for person, of in several for choice in choices_of(person, [(role, of)])] for role, several in first.items()}


def expert_person(expert_id: str) -> str | None:
    """The person behind an expert of the register."""
    with system().reading() as connection:
        return connection.execute(select(EXPERTS.c.person).where(EXPERTS.c.expert_id == UUID(expert_id))).scalar()


def expert_names(experts: Iterable[str]) -> dict[str, str]:
    """Expert of the register → the name of the person; what is no expert's id is left out."""
    wanted = {each for each in experts if _ID.fullmatch(each)}
    if not wanted:
        return {}
    with system().reading() as connection:
        rows = connection.execute(select(EXPERTS.c.expert_id, EXPERTS.c.person).where(EXPERTS.c.expert_id.in_([UUID(each) for each in wanted]))).all()
    known = names(str(row.person) for row in rows)
    return {str(row.expert_id): known[str(row.person)] for row in rows}
