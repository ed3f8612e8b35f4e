"""事项: every command by the name under which pages lead to its form, and the pages made by hand that take a form's place."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from flask import url_for

from web.api.route import routes

if TYPE_CHECKING:
    from collections.abc import Callable

    from application.commands.command import Command

V = TypeVar("V", bound="Callable[..., Any]")

UNDER_CASE = "/cases/<case:case_id>/"
NAMES = {"sheets": "sheet", "sheets-lock": "sheet-lock", "sheets-correction": "sheet-correction"}
ONLY_MACHINES = frozenset({"LapseRevision", "RemindOfRevision", "OpenReapplication", "RecordExport", "RecordExportFailure", "RecordErasure"})
"""What the clock and the worker record; no person fills it in."""
HAND_MADE: dict[str, str] = {}
"""Name of a command → endpoint of the page that takes its form's place."""
CHECKED = frozenset({
    "SubmitForAcceptance", "SubmitRevision", "RegisterAudit", "PlanCase", "AcceptCase", "DecideGrade", "CorrectGrade", "FailPrecheck",
    "DiscontinueCase", "WithdrawCase", "PublishList", "LockSheet", "AppointPanel", "MergeEnterprise",
})  # fmt: skip
"""Commands whose answers are shown once more before they are sent."""


class Act(NamedTuple):
    """One command and the name of its form."""

    name: str
    command: type[Command]
    on_case: bool


@cache
def acts() -> dict[str, Act]:
    """Name → act; under a case the nouns of the interface."""
    found = {}
    for route in routes():
        on_case = route.rule.startswith(UNDER_CASE)
        words = re.sub(r"<[^>]+>", "", route.rule.removeprefix(UNDER_CASE)).strip("/").split("/")
        name = "-".join(filter(None, words))
        act = Act(NAMES.get(name, name), route.command, on_case)
        found[f"{'case/' if on_case else ''}{act.name}"] = act
    return found


def replaces(*commands: type[Command]) -> Callable[[V], V]:
    """Say of a view that it takes the place of the derived form of a command; below ``@pages.get``."""

    def mark(view: V) -> V:
        for command in commands:
            HAND_MADE[command.__name__] = f"{view.__module__.rpartition('.')[2]}.{view.__name__}"
        return view

    return mark


def address(command: type[Command], number: str | None = None, **asked: Any) -> str:
    """Where the form of a command is; ``asked`` fills members in."""
    made = HAND_MADE.get(command.__name__)
    act = next(each for each in acts().values() if each.command is command)
    if made is not None:
        return url_for(made, case_id=number, **asked) if number else url_for(made, **asked)
    if act.on_case:
        return url_for("acts.on_case", case_id=number, act=act.name, **asked)
    return url_for("acts.outside", act=act.name, **asked)
