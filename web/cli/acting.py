"""命令行的身份: a command acts as the person named by ``--as LOGIN``, or as the command line itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.fact import Capacity
from web.cli.law import Faulty
from web.system import system

if TYPE_CHECKING:
    from domain.register.person import Grant

COMMAND_LINE = Capacity(person="system:cli", role="system")
"""Never approves anything (the table of permissions names it where it may act)."""


def acting_as(login: str | None) -> Capacity:
    """The capacity a command acts in. Raises Faulty where the login is nobody's or the person has no role, or several."""
    if login is None:
        return COMMAND_LINE
    person = system().identity.person_of(login)
    if person is None:
        raise Faulty(f"nobody has the login {login}")
    grants = _grants(person)
    if len(grants) != 1:
        raise Faulty(f"{login} has {len(grants)} roles; a command needs a person with one")
    (grant,) = grants
    return Capacity(person=person, role=grant.role, organisation=grant.organisation)


def _grants(person: str) -> frozenset[Grant]:
    from uuid import UUID

    from application.work import Work
    from domain.register.person import Person

    known = Work(system().casework).find(Person, UUID(person))
    return known.grants if known is not None else frozenset()
