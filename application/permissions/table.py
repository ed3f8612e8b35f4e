"""权限表: who may do what: from each command to named conditions on the actor and the thing. Checked for every command."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

import application.permissions
from application.outcome import NotAllowedError
from application.permissions import predicates

if TYPE_CHECKING:
    from application.commands.command import Command
    from application.permissions.predicates import Permission, Permissions
    from application.work import Work

may_see = predicates.may_see


def check(command: Command, work: Work) -> None:
    """Raise NotAllowedError unless one of the command's conditions holds for the actor. A command without a row is refused."""
    permission = permissions().get(type(command))
    if permission is None or not permission(work.actor, command, work):
        raise NotAllowedError(permission.name if permission else type(command).__name__)


@cache
def permissions() -> Permissions:
    """The whole table, gathered from the modules of this folder (one per topic)."""
    table: dict[type[Command], Permission] = {}
    for module in pkgutil.iter_modules(application.permissions.__path__):
        rows: Permissions = getattr(importlib.import_module(f"application.permissions.{module.name}"), "PERMISSIONS", {})
        doubled = table.keys() & rows.keys()
        if doubled:
            message = f"two rows of permissions for {sorted(each.__name__ for each in doubled)}"
            raise ValueError(message)
        table.update(rows)
    return table
