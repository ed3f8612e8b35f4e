"""事实: an event of the record as the domain sees it: immutable, with a stable topic and a class for every field.

A fact is what was decided; the stamp says who, on which business day and under which rules. Identifiers, versions and the
moment of recording belong to the store and are not part of a fact.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeVar, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec


class FieldClass(StrEnum):
    """字段密级: how a member of an event is kept and who may be shown it (design of the trail, classes of fields)."""

    OPEN = "open"
    """In clear in the record. That is not the same as published."""
    OFFICIAL = "official"
    """Protected, never erasable, disclosed to auditor and regulator."""
    BUSINESS_SECRET = "business-secret"
    """Protected and erasable."""
    PERSONAL = "personal"
    """Protected and erasable."""


class Erased(msgspec.Struct, frozen=True):
    """已删除: stands where an erased member was."""


ERASED = Erased()

T = TypeVar("T")
Open = Annotated[T, FieldClass.OPEN]
Official = Annotated[T, FieldClass.OFFICIAL]
if TYPE_CHECKING:
    BusinessSecret = Annotated[T | Erased, FieldClass.BUSINESS_SECRET]
    Personal = Annotated[T | Erased, FieldClass.PERSONAL]
else:
    BusinessSecret = Annotated[T, FieldClass.BUSINESS_SECRET]
    Personal = Annotated[T, FieldClass.PERSONAL]


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """事实: the root of all events. A subclass sets ``TOPIC`` and classes each of its fields."""

    TOPIC: ClassVar[str]
    """``<aggregate>.<Event>``; never changes once an event was stored."""
    SCHEMA: ClassVar[int] = 1
    """Version of the event's shape; a change of shape adds one and an upcast."""


class Capacity(msgspec.Struct, frozen=True):
    """身份: the capacity in which somebody acts; one per session or token."""

    person: str
    """Opaque id of the person, or ``system:clock`` / ``system:cli``."""
    role: str
    """Code of the role: ``bureau-officer``."""
    organisation: str | None = None
    """Id of the enterprise, consultancy, or code of the district or bureau the person acts in."""
    on_behalf_of: str | None = None
    """Id of the enterprise a consultancy acts for (代)."""


class Stamp(msgspec.Struct, frozen=True):
    """签记: who acted, on which business day and under which rules; the same for all facts of one command."""

    on: date
    """Business day in Shenzhen; never after the day of receipt."""
    by: Capacity
    rule_set: str
    """Id of the rule set applied."""
    rule_set_digest: str
    """SHA-256 over the resolved figures of that rule set, in hex."""
    correlation_id: UUID
    """Shared by everything that follows from one request."""
    causation_id: str | None = None
    """Id of the event (``<aggregate id>/<version>``) or command that caused this."""
    backdated_because: str | None = None
    """Why a day in the past was entered late."""


@cache
def field_classes(fact: type[Fact]) -> dict[str, FieldClass]:
    """Class of every field of ``fact``, in the order they are declared.

    Raises TypeError naming the field that has no class: an unclassed field must break the build, not the trail.
    """
    return {name: _class_of(fact, name, hint) for name, hint in get_type_hints(fact, include_extras=True).items() if get_origin(hint) is not ClassVar}


def _class_of(fact: type[Fact], name: str, hint: Any) -> FieldClass:
    if get_origin(hint) is Annotated:
        for mark in get_args(hint)[1:]:
            if isinstance(mark, FieldClass):
                return mark
    message = f"{fact.__name__}.{name} has no field class"
    raise TypeError(message)
