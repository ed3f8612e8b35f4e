"""读叶: the fact and the stamp of a stored leaf: protected members joined in, old shapes brought up, erased members marked."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import orjson

from application.store.upcasts import UPCASTS
from application.trail.leaf import disclosed, disclosed_members
from domain.catalogue import FACTS
from domain.fact import ERASED, Fact, FieldClass, Stamp, field_classes

if TYPE_CHECKING:
    from collections.abc import Callable

ERASABLE = frozenset({FieldClass.BUSINESS_SECRET, FieldClass.PERSONAL})


class Envelope(msgspec.Struct):
    """What is read of the CloudEvents object; the rest stands in columns as well."""

    data: msgspec.Raw
    dataschema: str


class Kind(NamedTuple):
    """How the leaves of one topic are read."""

    fact: type[Fact]
    current: str
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
    return Kind(fact, f"urn:qingjian:{topic}:{fact.SCHEMA}", msgspec.json.Decoder(fact).decode, protected)


_envelope = msgspec.json.Decoder(Envelope).decode
_stamp = msgspec.json.Decoder(Stamp).decode


def read(topic: str, state: bytes, disclosures: tuple[tuple[str, bytes], ...]) -> tuple[Fact, Stamp]:
    """Read a leaf with what was disclosed beside it. Raises KeyError naming a topic nobody knows."""
    kind = kind_of(topic)
    envelope = _envelope(state)
    data = bytes(envelope.data)
    if envelope.dataschema != kind.current or len(disclosures) != len(kind.protected):
        return _read_old_or_erased(kind, envelope, disclosures)
    if not disclosures:
        return kind.decode(data), _stamp(data)
    members = [data[:-1], *(member for _, content in disclosures for member in disclosed_members(content))]
    return kind.decode(b",".join(members) + b"}"), _stamp(data)


def _read_old_or_erased(kind: Kind, envelope: Envelope, disclosures: tuple[tuple[str, bytes], ...]) -> tuple[Fact, Stamp]:
    data: dict[str, Any] = orjson.loads(bytes(envelope.data))
    data.update(disclosed([content for _, content in disclosures]))
    schema = int(envelope.dataschema.rpartition(":")[2])
    while schema < kind.fact.SCHEMA:
        data = UPCASTS[kind.fact.TOPIC, schema](data)
        schema += 1
    return _fact(kind.fact, data), msgspec.convert(data, Stamp)


def _fact(kind: type[Fact], data: dict[str, Any]) -> Fact:
    classes = field_classes(kind)
    erased = [name for name, each in classes.items() if each in ERASABLE and name not in data]
    if not erased:
        return msgspec.convert(data, kind)
    whole: Any = kind
    types = {field.name: field.type for field in msgspec.structs.fields(whole)}
    return kind(**{name: ERASED if name in erased else msgspec.convert(data[name], types[name]) for name in classes})
