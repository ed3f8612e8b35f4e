"""人员命令: let people sign in, give them roles, issue tokens."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import click
from flask.cli import AppGroup

if TYPE_CHECKING:
    from domain.fact import Capacity

users = AppGroup("users", help="People and their roles.")
tokens = AppGroup("tokens", help="Tokens for programs.")

LONGEST_DAYS = 400


class Faulty(click.ClickException):
    """The input is faulty or the answer is no: one line on standard error, exit code 1."""

    exit_code = 1


@users.command("add")
@click.argument("login")
@click.option("--name", required=True, help="Name in the directory.")
@click.option("--role", required=True, help="Code of the role: bureau-officer, district-officer, expert, …")
@click.option("--organisation", help="Id of the enterprise, consultancy or expert, or code of the district.")
@click.option("--mail", help="Mail address.")
@click.option("--phone", help="Telephone.")
@click.option("--password", "ask_password", is_flag=True, help="Ask for a password; without one only a demo lets the person in.")
def add_user(login: str, name: str, role: str, organisation: str | None, mail: str | None, phone: str | None, *, ask_password: bool) -> None:
    """Enter a person LOGIN with a name and one role; a login that exists gets a further role."""
    from application.identity import Entry
    from web.system import system

    identity = system().identity
    known = identity.person_of(login)
    person = known or str(uuid4())
    password = _asked() if ask_password else None
    _grant(person, role, organisation)
    identity.enter([Entry(person, name, phone, mail)])
    if known is None:
        identity.open_account(login, person, password)
    elif password is not None:
        identity.set_password(login, password)
    click.echo(f"{login} ({person}) is {role}{f' of {organisation}' if organisation else ''}.")


@users.command("disable")
@click.argument("login")
def disable_user(login: str) -> None:
    """Close the account of LOGIN; sessions and tokens end at once."""
    from web.system import system

    try:
        system().identity.disable(login)
    except LookupError:
        raise Faulty(f"nobody signs in as {login}") from None
    click.echo(f"{login} is disabled.")


@tokens.command("add")
@click.argument("login")
@click.option("--role", help="Role the token acts in; needed where the person has several.")
@click.option("--organisation", help="Organisation of that role.")
@click.option("--label", default="", help="What it is for.")
@click.option("--days", type=click.IntRange(1, LONGEST_DAYS), default=90, show_default=True, help="How long it is valid.")
def add_token(login: str, role: str | None, organisation: str | None, label: str, days: int) -> None:
    """Issue a token for LOGIN and print it, once."""
    from web.system import system

    capacity = _capacity(login, role, organisation)
    click.echo(system().credentials.issue_token(capacity, label, timedelta(days=days)))


def _asked() -> str:
    from application.identity import UnfitPasswordError, check_password

    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    try:
        check_password(password)
    except UnfitPasswordError as fault:
        raise Faulty(str(fault)) from None
    return password


def _capacity(login: str, role: str | None, organisation: str | None) -> Capacity:
    from domain.fact import Capacity
    from web.auth import grants
    from web.system import system

    person = system().identity.person_of(login)
    if person is None:
        raise Faulty(f"nobody signs in as {login}")
    held = [each for each in grants(system(), person) if role in (None, each.role) and organisation in (None, each.organisation)]
    if len(held) != 1:
        choices = ", ".join(sorted(f"{each.role} {each.organisation or ''}".strip() for each in grants(system(), person)))
        raise Faulty(f"{login} holds: {choices or 'no role'}; name one with --role and --organisation")
    return Capacity(person, held[0].role, held[0].organisation)


def _grant(person: str, role: str, organisation: str | None) -> None:
    from application.commands.register import GrantRole
    from domain.fact import Capacity
    from domain.law.refusal import Refused
    from web.auth import grants
    from web.system import system

    if any((each.role, each.organisation) == (role, organisation) for each in grants(system(), person)):
        return
    try:
        system().casework.handle(GrantRole(person_id=UUID(person), role=role, organisation=organisation), Capacity("system:cli", "system"))
    except Refused as refused:
        raise Faulty(" ".join(f"{each}（{each.kind.remedy}）" for each in refused.every)) from None
