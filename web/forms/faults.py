"""表单错误: what schema, rules and papers found wrong, each at the path of the control it concerns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domain.papers import quantities
from web import texts, wording
from web.forms.fields import Fault
from web.language import language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.law.refusal import Refused

DISSOLVED = frozenset({"key", "value", "_schema"})
"""Parts of the library's paths that name nothing a person sees."""
NAMING = ("item", "veto", "reference", "number")
"""Members by which a refusal may name a row."""
OF_SCHEME = frozenset({"number", "name", "content", "investment", "finished_on", "other", "quantities"})


def of_schema(messages: Any, at: str = "") -> Iterator[Fault]:
    """The faults of a body, from the library's tree; rows count from 1."""
    if isinstance(messages, dict):
        for part, below in messages.items():
            name = str(part + 1) if isinstance(part, int) else str(part)
            yield from of_schema(below, at if name in DISSOLVED else f"{at}.{name}" if at else name)
        return
    for code in messages if isinstance(messages, list) else [messages]:
        if isinstance(code, dict):
            yield from of_schema(code, at)
        else:
            yield Fault(at, texts.word("fault", str(code), language()) if texts.has("fault", str(code)) else str(code))


def of_refusal(refused: Refused, body: dict[str, Any], at: str | None = None) -> Iterator[Fault]:
    """The refusals of one request, each with its way out and its article."""
    chosen = language()
    for each in refused.every:
        article = wording.article(each.citation, chosen) if each.citation else ""
        yield Fault(at or path_of(each.field or "", body), f"{wording.reason(each, chosen)} {wording.remedy(each, chosen)}", article)


def path_of(field: str, body: dict[str, Any]) -> str:
    """The path of a refusal's field in the form: cells of the table by row, rows named by code by their number."""
    parts = field.split(".")
    if parts[0] == "table":
        return _cell(parts)
    inside: Any = body
    for place, part in enumerate(parts):
        if isinstance(inside, list):
            number = int(part) if part.isdecimal() else _row_named(inside, part)
            parts[place] = str(number)
            inside = inside[number - 1] if 0 < number <= len(inside) else None
        else:
            inside = inside.get(part) if isinstance(inside, dict) else None
    return ".".join(parts)


def _row_named(rows: list[Any], name: str) -> int:
    for number, row in enumerate(rows, start=1):
        if isinstance(row, dict) and any(str(row.get(each)) == name for each in NAMING):
            return number
    return 0


def _cell(parts: list[str]) -> str:
    if len(parts) < len(("table", "row", "key")) or parts[1] == "totals":
        return ".".join(parts)
    row, key = parts[1], parts[2]
    if key in OF_SCHEME:
        return f"table.schemes.{row}.{key}"
    return f"table.schemes.{row}.quantities.{key}" if key in quantities.form().amounts else f"table.schemes.{row}"


def placed(faults: list[Fault], known: set[str]) -> list[Fault]:
    """The faults at the nearest place the page has; those that have none stand in the summary alone."""
    found = []
    for each in faults:
        path = each.path
        while path and path not in known:
            path = path.rpartition(".")[0]
        found.append(each._replace(path=path))
    return list(dict.fromkeys(found))
