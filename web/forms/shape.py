"""表单形状: what a form asks for, derived from the annotations of its command, as the interface's schema is."""

from __future__ import annotations

import dataclasses
import types
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from domain.case.events.audit import Statement
from domain.law.citation import Citation
from domain.papers.paper import Paper

if TYPE_CHECKING:
    from application.commands.command import Command

PLAIN: dict[Any, str] = {
    str: "text",
    int: "whole",
    bool: "truth",
    UUID: "id",
    date: "day",
    datetime: "instant",
    time: "hour",
    Decimal: "amount",
    Citation: "citation",
    Paper: "paper",
}
"""Annotation → kind of control."""

LONG = frozenset(
    {"text", "reason", "note", "evidence", "conclusion", "content", "answer", "supply", "statement", "grounds", "dissent", "remedies", "cause"}
)
"""Members of more than a line."""
COUNTED = frozenset({"AnswerTick.number", "Correction.number", "CorrectionAnswer.number", "Defect.number"})
"""Numbers that follow from the order of the rows; nobody types them."""


class Member(NamedTuple):
    """One thing a form asks for."""

    name: str
    owner: str
    """Name of the command or value it is a member of."""
    kind: str
    """``text``, ``long``, ``whole``, ``amount``, ``truth``, ``id``, ``day``, ``instant``, ``hour``, ``citation``, ``paper``,
    ``digest``, ``counted``, ``statements`` (signed by who files).

    ``part`` has members; ``rows``, ``list`` and ``papers`` hold any number; ``ledger`` has keys.
    """
    required: bool
    nullable: bool
    members: tuple[Member, ...] = ()
    of: str = ""
    """Kind of the items of a ``list``."""
    default: str = ""
    """What holds where nothing is said, as it would be typed."""

    @property
    def key(self) -> str:
        """By which words and options are found: ``Goal.indicator``."""
        return f"{self.owner}.{self.name}"


def members_of(kind: type[Command], given: frozenset[str] = frozenset()) -> tuple[Member, ...]:
    """What the form of a command asks for; ``given`` are the fields the address names already."""
    command: Any = kind
    return _members(command, given)


@cache
def _members(kind: Any, given: frozenset[str]) -> tuple[Member, ...]:
    hints = get_type_hints(kind)
    return tuple(
        _member(each.name, kind.__name__, hints[each.name], required=_is_required(each))
        for each in dataclasses.fields(kind)
        if each.name not in given
    )


@cache
def _of_struct(struct: type[msgspec.Struct]) -> tuple[Member, ...]:
    hints = get_type_hints(struct)
    return tuple(
        _member(each.name, struct.__name__, hints[each.name], required=each.required)._replace(default=_typed(each.default))
        for each in msgspec.structs.fields(struct)
    )


def _member(name: str, owner: str, annotation: Any, *, required: bool) -> Member:
    nullable = type(None) in get_args(annotation)
    if get_origin(annotation) in (Union, types.UnionType):
        annotation = next(each for each in get_args(annotation) if each is not type(None))
    kind, members, of = _kind(name, owner, annotation)
    return Member(name, owner, kind, required and not nullable, nullable, members, of)


def _kind(name: str, owner: str, annotation: Any) -> tuple[str, tuple[Member, ...], str]:
    origin = get_origin(annotation)
    if origin is tuple:
        return _several(name, owner, get_args(annotation)[0])
    if origin is dict:
        return "ledger", (), ""
    if origin is Literal:
        return "text", (), ""
    if annotation in PLAIN:
        return _plain(name, owner, PLAIN[annotation]), (), ""
    return "part", _of_struct(annotation), ""


def _several(name: str, owner: str, item: Any) -> tuple[str, tuple[Member, ...], str]:
    if item is Statement:
        return "statements", (), ""
    kind, members, _ = _kind(name, owner, item)
    if kind == "paper":
        return "papers", (), ""
    return ("rows", members, "") if kind == "part" else ("list", (), kind)


def _plain(name: str, owner: str, kind: str) -> str:
    if f"{owner}.{name}" in COUNTED:
        return "counted"
    if kind == "text" and name.endswith("_digest") and owner != "RecordExport":
        return "digest"
    return "long" if kind == "text" and name in LONG else kind


def _typed(default: Any) -> str:
    return "yes" if default is True else default if isinstance(default, str) else ""


def _is_required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
