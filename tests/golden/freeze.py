"""Freeze one stored form of every event version that has none yet: ``python -m tests.golden.freeze``.

A frozen file is never rewritten: it stands for events that were stored once and must be readable for ever. A new event, or a new
schema of one, gets a new file; the old ones stay and are brought up by an upcast.
"""

from __future__ import annotations

import json
import random
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
from msgspec import inspect

from application.trail.leaf import Head, payload, seal
from domain.catalogue import FACTS
from domain.fact import Capacity, Fact, Stamp

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).with_name("events")
STAMP = Stamp(
    on=date(2026, 3, 2),
    by=Capacity(person="p-golden", role="bureau-officer", organisation=None, on_behalf_of=None),
    rule_set="sz-2025-5",
    rule_set_digest="ab" * 32,
    correlation_id=UUID(int=42),
    causation_id="00000000-0000-4000-8000-000000000001/3",
    backdated_because="示例：补录",
)


def freeze() -> list[str]:
    """Write the missing files; returns their names."""
    FOLDER.mkdir(exist_ok=True)
    written = []
    for topic, kind in sorted(FACTS.items()):
        path = FOLDER / f"{topic}-{kind.SCHEMA}.json"
        if not path.exists():
            path.write_text(json.dumps(frozen(kind), ensure_ascii=False, indent=1) + "\n")
            written.append(path.name)
    return written


def frozen(kind: type[Fact]) -> dict[str, Any]:
    """A stored event of this kind: the exact text of its leaf, its disclosures, and the members a reader must find."""
    fact = example(kind)
    salts = random.Random(kind.TOPIC)
    made = payload(fact, STAMP, salts.randbytes)
    leaf = seal(
        made.data,
        fact=kind,
        source="golden.qingjian.example/log",
        aggregate_id=UUID(int=1),
        version=4,
        case_id=UUID(int=2),
        head=Head(8, b"h" * 32, ""),
        recorded_at="2026-03-02T01:02:03.000004Z",
        actor=STAMP.by.person,
    )
    return {
        "leaf": leaf.state.decode(),
        "leaf_hash": leaf.leaf_hash.hex(),
        "disclosures": {field_class: content.decode().split("\n") for field_class, content in made.disclosures},
        "members": json.loads(msgspec.json.encode(fact)),
    }


def example(kind: type[Fact]) -> Fact:
    """A fact with every member filled, made from the types alone."""
    return kind(**{field.name: _sample(inspect.type_info(field.type), field.name) for field in msgspec.structs.fields(kind)})


_PLAIN: dict[type, Callable[[str], Any]] = {
    inspect.StrType: lambda name: f"{name}-示例",
    inspect.IntType: len,
    inspect.BoolType: lambda name: len(name) % 2 == 0,
    inspect.DecimalType: lambda name: Decimal(len(name)) / 4,
    inspect.UUIDType: lambda name: UUID(int=len(name)),
    inspect.DateType: lambda name: date(2026, 1, 1 + len(name) % 28),
    inspect.DateTimeType: lambda name: datetime(2026, 1, 1 + len(name) % 28, 3, 4, 5, 6, tzinfo=UTC),
    inspect.TimeType: lambda _: time(9, 30),
}


def _sample(kind: inspect.Type, name: str) -> Any:
    if type(kind) in _PLAIN:
        return _PLAIN[type(kind)](name)
    if isinstance(kind, inspect.LiteralType):
        return kind.values[0]
    if isinstance(kind, inspect.UnionType):
        return _sample(next(each for each in kind.types if not isinstance(each, inspect.NoneType)), name)
    if isinstance(kind, inspect.VarTupleType):
        return (_sample(kind.item_type, name), _sample(kind.item_type, f"{name}s"))
    if isinstance(kind, inspect.DictType):
        return {"water": _sample(kind.value_type, name)}
    if isinstance(kind, inspect.StructType):
        return kind.cls(**{field.name: _sample(field.type, field.name) for field in kind.fields})
    message = f"no example for {kind} of {name}"
    raise TypeError(message)


if __name__ == "__main__":
    print("\n".join(freeze()) or "every event version is frozen already")  # noqa: T201  a tool for people
