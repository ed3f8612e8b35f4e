"""读叶: the fact and the stamp of a stored leaf: protected members joined in, old shapes brought up, erased members marked."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import orjson

from application.store.upcasts import UPCASTS
from application.trail.leaf import data_of, disclosed, whole
from domain.catalogue import FACTS
from domain.fact import ERASED, Fact, FieldClass, Stamp, field_classes

if TYPE_CHECKING:
    from collections.abc import Callable

ERASABLE = frozenset({FieldClass.BUSINESS_SECRET, FieldClass.PERSONAL})


class Kind(NamedTuple):
    """How the leaves of one topic are read."""

    fact: type[Fact]
    current: bytes
    """The ``dataschema`` of the shape the code knows."""
    decode: Callable[[bytes], Fact]
    """Reads all members at once."""
    protected: frozenset[str]
    """Field classes whose disclosures a whole event has."""


@cache
def kind_of(topic: str) -> Kind:
    """How to read a topic. Raises KeyError naming a topic nobody knows."""
    fact = FACTS[topic]
    protected = frozenset(each.value for each in field_classes(fact).values() if each is not FieldClass.OPEN)
    return Kind(fact, f"urn:qingjian:{topic}:{fact.SCHEMA}".encode(), msgspec.json.Decoder(fact).decode, protected)


_stamp = msgspec.json.Decoder(Stamp).decode


def read(topic: str, state: bytes, disclosures: tuple[tuple[str, bytes], ...]) -> tuple[Fact, Stamp]:
    """Read a leaf with what was disclosed beside it. Raises KeyError naming a topic nobody knows."""
    kind = kind_of(topic)
    data, schema = data_of(state)
    if schema != kind.current or len(disclosures) != len(kind.protected):
        return _read_old_or_erased(kind, data, schema, disclosures)
    if not disclosures:
        return kind.decode(data), _stamp(data)
    return kind.decode(whole(data, [content for _, content in disclosures])), _stamp(data)


def _read_old_or_erased(kind: Kind, data: bytes, schema: bytes, disclosures: tuple[tuple[str, bytes], ...]) -> tuple[Fact, Stamp]:
    members: dict[str, Any] = orjson.loads(data)
    members.update(disclosed([content for _, content in disclosures]))
    for version in range(int(schema.rpartition(b":")[2]), kind.fact.SCHEMA):
        members = UPCASTS[kind.fact.TOPIC, version](members)
    return _fact(kind.fact, members), msgspec.convert(members, Stamp)


def _fact(kind: type[Fact], data: dict[str, Any]) -> Fact:
    classes = field_classes(kind)
    erased = [name for name, each in classes.items() if each in ERASABLE and name not in data]
    if not erased:
        return msgspec.convert(data, kind)
    struct: Any = kind
    types = {field.name: field.type for field in msgspec.structs.fields(struct)}
    return kind(**{name: ERASED if name in erased else msgspec.convert(data[name], types[name]) for name in classes})
