"""路由: where each command is asked for: one small table per topic in this folder, gathered here."""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import web.api

if TYPE_CHECKING:
    from application.commands.command import Command


class Route(NamedTuple):
    """One command and its address. The parts of the address are fields of the command."""

    method: str
    rule: str
    command: type[Command]
    topic: str = ""
    """Name of the module it stands in."""

    @property
    def given(self) -> frozenset[str]:
        """Fields the address names."""
        return frozenset(re.findall(r"<\w+:(\w+)>", self.rule))

    @property
    def creates(self) -> bool:
        """Something new comes of it: 201."""
        return self.method == "POST" and self.command.SUBJECT is None


def post(rule: str, command: type[Command]) -> Route:
    """``POST`` to a noun."""
    return Route("POST", rule, command)


def on_case(noun: str, command: type[Command]) -> Route:
    """``POST`` to a noun under a case, which is named by id or number."""
    return Route("POST", f"/cases/<case:case_id>/{noun}", command)


@cache
def routes() -> tuple[Route, ...]:
    """All routes of the modules of this folder."""
    found: list[Route] = []
    for module in pkgutil.iter_modules(web.api.__path__):
        table = getattr(importlib.import_module(f"web.api.{module.name}"), "ROUTES", ())
        found.extend(route._replace(topic=module.name) for route in table)
    return tuple(found)
