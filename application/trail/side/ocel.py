"""OCEL 2.0: the events with the things they are about: case, sheet, enterprise, person, organisation, paper. Written as it is read."""

from __future__ import annotations

import re
import shutil
import tempfile
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import orjson

from application.trail.side.opened import scalars

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from application.trail.side.opened import Opened

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_KINDS: dict[type, str] = {bool: "boolean", int: "integer", str: "string"}


class Thing(NamedTuple):
    """对象: something an event is about, and as what."""

    id: str
    kind: str
    qualifier: str


def write(events: Iterable[Opened], out: IO[bytes]) -> int:
    """Write the log; returns the number of events. In memory stand the ids of the things and the names of attributes, never the events."""
    things: dict[str, str] = {}
    types: dict[str, dict[str, str]] = {}
    count = 0
    with tempfile.TemporaryFile() as objects:
        out.write(b'{"events":[')
        for event in events:
            related = list(dict.fromkeys(_things(event)))
            for thing in related:
                if thing.id not in things:
                    objects.write((b",\n" if things else b"\n") + orjson.dumps({"id": thing.id, "type": thing.kind, "attributes": []}))
                    things[thing.id] = thing.kind
            attributes = _attributes(event, types.setdefault(event.type, {}))
            out.write((b",\n" if count else b"\n") + orjson.dumps(_shown(event, attributes, related)))
            count += 1
        out.write(b'],\n"objects":[')
        objects.seek(0)
        shutil.copyfileobj(objects, out)
    out.write(b'],\n"eventTypes":' + orjson.dumps([_type(name, attributes) for name, attributes in sorted(types.items())]))
    out.write(b',\n"objectTypes":' + orjson.dumps([_type(name, {}) for name in sorted(set(things.values()))]) + b"}\n")
    return count


def _shown(event: Opened, attributes: list[dict[str, Any]], related: list[Thing]) -> dict[str, Any]:
    relationships = [{"objectId": thing.id, "qualifier": thing.qualifier} for thing in related]
    return {"id": event.id, "type": event.type, "time": event.time, "attributes": attributes, "relationships": relationships}


def _attributes(event: Opened, known: dict[str, str]) -> list[dict[str, Any]]:
    own = (("index", event.at), ("case_version", event.case_version), ("on", event.on), ("role", event.role), ("rule_set", event.rule_set))
    found = dict(own) | {name if name not in dict(own) else f"{name}_of_the_fact": value for name, value in scalars(event.members)}
    for name, value in found.items():
        known.setdefault(name, _KINDS[type(value)])
    return [{"name": name, "value": value} for name, value in found.items()]


def _things(event: Opened) -> Iterator[Thing]:
    """What the event is about, by the ids it names."""
    if event.case_id != event.aggregate_id:
        yield Thing(event.case_id, "case", "case")
    yield Thing(event.aggregate_id, event.aggregate, event.aggregate)
    yield Thing(event.person, "person", event.role)
    if event.organisation:
        yield Thing(event.organisation, "organisation", "organisation")
    for name, value in event.members.items():
        if name.endswith("_id") and isinstance(value, str) and _ID.fullmatch(value):
            yield Thing(value, name.removesuffix("_id"), name.removesuffix("_id"))
        elif name == "papers" and isinstance(value, list):
            yield from (Thing(each["digest"], "paper", each["kind"]) for each in value)


def _type(name: str, attributes: dict[str, str]) -> dict[str, Any]:
    return {"name": name, "attributes": [{"name": each, "type": kind} for each, kind in attributes.items()]}
