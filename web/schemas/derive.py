"""推导: the marshmallow schema of a command, from the annotations of its fields. What the command does not say is refused."""

from __future__ import annotations

import dataclasses
import types
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
from marshmallow import RAISE, Schema, post_load

from web.schemas.fields import Amount, Day, Hour, Id, Instant, Key, Ledger, Part, Row, Text, Truth, Whole
from web.schemas.members import described

if TYPE_CHECKING:
    from marshmallow.fields import Field

    from application.commands.command import Command

PLAIN: dict[Any, type[Field[Any]]] = {str: Text, int: Whole, bool: Truth, UUID: Id, date: Day, datetime: Instant, time: Hour, Decimal: Amount}
"""Annotation → field."""

LATE_ENTRY = {"on": date, "backdated_because": str}
"""Members every command takes: the business day of a late entry, and why it is late."""
LATE_NOTES = {
    "on": "Business day of a late entry, which the office makes; left out, it is the day of receipt.",
    "backdated_because": "Why it is entered late; needed where a day is named.",
}


FAULTS = {"unknown": "field-unknown", "type": "object-expected"}


class Strict(Schema):
    """Unknown members are refused, here and below."""

    class Meta:
        """marshmallow's own way of saying so."""

        unknown = RAISE

    error_messages = FAULTS


def body_of(command: type[Command], given: frozenset[str] = frozenset()) -> type[Strict]:
    """The schema of a command's body; ``given`` are the fields the address names already."""
    hints = get_type_hints(command)
    members = {
        each.name: field_for(hints[each.name], required=_is_required(each), where=f"{command.__name__}.{each.name}")
        for each in dataclasses.fields(command)
        if each.name not in given
    }
    clash = members.keys() & LATE_ENTRY.keys()
    if clash:
        raise TypeError(f"{command.__name__} has fields that every command has: {sorted(clash)}")
    late = {name: field_for(kind | None, required=False, where=name, note=LATE_NOTES[name]) for name, kind in LATE_ENTRY.items()}
    return _schema(f"{command.__name__}Body", members | late)


@cache
def part_of(struct: type[msgspec.Struct]) -> type[Strict]:
    """The schema of a value of the catalogue; it loads as that value."""
    hints = get_type_hints(struct)
    notes = described(struct)
    members = {
        each.name: field_for(hints[each.name], required=each.required, where=f"{struct.__name__}.{each.name}", note=notes.get(each.name))
        for each in msgspec.structs.fields(struct)
    }

    @post_load
    def make(_schema: Schema, data: dict[str, Any], **_: Any) -> msgspec.Struct:
        return struct(**data)

    return _schema(struct.__name__, members | {"_make": make})


def field_for(annotation: Any, *, required: bool, where: str, note: str | None = None) -> Field[Any]:
    """The field for one annotation. Raises TypeError naming a member whose annotation no field reads."""
    options: dict[str, Any] = {"required": required, "metadata": {"description": note} if note else {}}
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        kinds = [each for each in get_args(annotation) if each is not type(None)]
        if len(kinds) != 1 or len(kinds) == len(get_args(annotation)):
            raise TypeError(f"{where}: a union of {annotation} cannot be read")
        field = field_for(kinds[0], required=required, where=where, note=note)
        field.allow_none = True
        return field
    if annotation in PLAIN:
        return PLAIN[annotation](**options)
    if origin is tuple:
        return Row(_item(annotation, where), **options)
    if origin is dict:
        return Ledger(keys=Key(), values=field_for(get_args(annotation)[1], required=True, where=where), **options)
    if origin is Literal:
        return Text(**options)
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        return Part(part_of(annotation), **options)
    raise TypeError(f"{where}: {annotation} cannot be read")


def _item(annotation: Any, where: str) -> Field[Any]:
    kind, *rest = get_args(annotation)
    if rest != [Ellipsis]:
        raise TypeError(f"{where}: a tuple holds any number of one kind")
    return field_for(kind, required=True, where=where)


def _is_required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _schema(name: str, members: dict[str, Any]) -> type[Strict]:
    return type(name, (Strict,), members)
