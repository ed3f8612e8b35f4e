"""事件目录: makes ``events.md``: one entry for each event with its term, who records it, and its members with meaning and class."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import msgspec

from application.casework import gather_handlers
from application.permissions.table import permissions
from docs.declared import members, term_and_duty
from docs.recorders import recorders
from domain.catalogue import AGGREGATES, FACTS, prefix
from domain.fact import field_classes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.fact import Fact

HEAD = """# Events

<!-- Made by docs/make_events.py from the source; `make docs` makes it again. -->

Every event the record can hold. All of them carry besides the stamp: who acted in which capacity, the business day, the rule set with its
digest, correlation and causation. Classes: `open` in clear in the record (that is not "published"); `official` protected, never erasable;
`business-secret` and `personal` protected and erasable. "Recorded by" names the command and who may send it.
"""


def page() -> Iterator[str]:
    """The page, piece by piece."""
    gather_handlers()
    yield HEAD
    for start, aggregate in AGGREGATES.items():
        term, duty = term_and_duty(aggregate.__doc__) or ("", "")
        yield f"## `{start}` · {term}\n\n{duty}\n"
        for topic, fact in FACTS.items():
            if prefix(topic) == start:
                yield from entry(topic, fact)
    yield "## Parts\n\nStructures that members of the events are made of; their class is that of the member they stand in.\n"
    for part in sorted(parts(), key=lambda each: each.__name__):
        yield from described(part)


def entry(topic: str, fact: type[Fact]) -> Iterator[str]:
    """One event: topic, term, duty, who records it, members."""
    term, duty = term_and_duty(fact.__doc__) or ("", "")
    yield f"### `{topic}` · {term}\n\n{duty}\n"
    yield f"Recorded by: {'; '.join(who_records(fact)) or 'nobody'}. Schema {fact.SCHEMA}.\n"
    classes = field_classes(fact)
    if classes:
        rows = (f"| `{each.name}` | {classes[each.name]} | `{_cell(each.type)}` | {_cell(each.meaning)} |" for each in members(fact))
        yield "\n".join(("| member | class | type | meaning |", "|---|---|---|---|", *rows)) + "\n"


def who_records(fact: type[Fact]) -> list[str]:
    """Each command that ends in the fact, with who may send it."""
    table = {command.__name__: permission for command, permission in permissions().items()}
    commands = sorted(recorders().get(f"{fact.__module__}.{fact.__name__}", ()))
    return [f"`{name}` ({_senders(table[name].conditions) if name in table else 'nobody'})" for name in commands]


def parts() -> set[type[msgspec.Struct]]:
    """Every structure that stands in a member of an event, however deep."""
    found: set[type[msgspec.Struct]] = set()
    waiting: list[Any] = [hint for fact in FACTS.values() for hint in get_type_hints(fact).values()]
    while waiting:
        each = waiting.pop()
        waiting.extend(get_args(each))
        if isinstance(each, type) and issubclass(each, msgspec.Struct) and each not in found:
            found.add(each)
            waiting.extend(get_type_hints(each).values())
    return found


def described(part: type[msgspec.Struct]) -> Iterator[str]:
    """One structure with its members."""
    term, duty = term_and_duty(part.__doc__) or ("", " ".join((part.__doc__ or "").split("\n\n")[0].split()))
    yield f"### `{part.__name__}`{f' · {term}' if term else ''}\n\n{duty}\n"
    rows = (f"| `{each.name}` | `{_cell(each.type)}` | {_cell(each.meaning)} |" for each in members(part))
    yield "\n".join(("| member | type | meaning |", "|---|---|---|", *rows)) + "\n"


def _senders(conditions: tuple[Any, ...]) -> str:
    return "、".join((term_and_duty(each.__doc__) or (each.__name__, ""))[0] for each in conditions)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write("\n".join(page()))
