"""读表: what a browser sent, made into the body the schema of the command reads, and kept as it was typed.

Names of controls are paths: ``goals.2.indicator``. Rows count from 1 as refusals do; a row in which nothing is typed is left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from werkzeug.datastructures import MultiDict

    from web.forms.shape import Member

Typed = dict[str, list[str]]
"""Path → what was typed there."""

MOST_ROWS = 2_000
_WHOLE = re.compile(r"-?[0-9]{1,15}")
_LOCAL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?")
ABSENT: Any = object()


class Reader:
    """Reads the members of one form; ``typed`` holds what was typed, rows numbered anew."""

    def __init__(self, source: MultiDict[str, str]) -> None:
        self.typed: Typed = {}
        self._source = source
        self._rows = _row_numbers(source)
        self._begun = _begun(source)

    def body(self, members: Iterable[Member]) -> dict[str, Any]:
        """The body of a command with these members."""
        return self._members(members, "", "")

    def _members(self, members: Iterable[Member], at: str, to: str) -> dict[str, Any]:
        found = {}
        for each in members:
            value = self._read(each, at + each.name, to + each.name)
            if value is not ABSENT:
                found[each.name] = value
        return found

    def _read(self, member: Member, at: str, to: str) -> Any:
        if member.kind == "part":
            return self._part(member, at, to)
        if member.kind in {"rows", "papers"}:
            return self._several(member, at, to)
        if member.kind == "statements":
            self.typed[to] = self._source.getlist(at)
            return ABSENT
        if member.kind == "list":
            return self._list(member, at, to)
        if member.kind == "ledger":
            return self._ledger(at, to)
        return self._plain(member, at, to)

    def _plain(self, member: Member, at: str, to: str) -> Any:
        text = self._source.get(at, "").strip()
        if text or at in self._source:
            self.typed[to] = [text]
        if member.kind == "digest" and f"{at}~name" in self._source:
            self.typed[f"{to}~name"] = [self._source[f"{at}~name"]]
        if not text:
            return _empty(member)
        return READ.get(member.kind, str)(text)

    def _part(self, member: Member, at: str, to: str) -> Any:
        if member.nullable and f"{at}." not in self._begun:
            return None
        return self._members(member.members, f"{at}.", f"{to}.")

    def _several(self, member: Member, at: str, to: str) -> list[Any]:
        found: list[Any] = []
        for number in self._rows.get(at, ())[:MOST_ROWS]:
            row = f"{at}.{number}."
            if (f"{row}digest." if member.kind == "papers" else row) not in self._begun:
                continue
            there = f"{to}.{len(found) + 1}."
            value = self._paper(row, there) if member.kind == "papers" else self._members(member.members, row, there)
            for counted in (each.name for each in member.members if each.kind == "counted"):
                value[counted] = len(found) + 1
            found.append(value)
        return found

    def _paper(self, at: str, to: str) -> dict[str, Any]:
        for name in ("kind", "digest", "size", "media_type", "name"):
            self.typed[to + name] = [self._source.get(at + name, "")]
        size = self._source.get(f"{at}size", "")
        return {
            "kind": self._source.get(f"{at}kind", ""),
            "digest": self._source.get(f"{at}digest", ""),
            "size": int(size) if _WHOLE.fullmatch(size) else 0,
            "media_type": self._source.get(f"{at}media_type", ""),
        }

    def _list(self, member: Member, at: str, to: str) -> list[Any]:
        lines = [line.strip() for given in self._source.getlist(at) for line in given.splitlines() if line.strip()]
        self.typed[to] = lines
        return [READ.get(member.of, str)(line) for line in lines]

    def _ledger(self, at: str, to: str) -> dict[str, str]:
        found = {}
        for name in self._source:
            if name.startswith(f"{at}.") and "." not in (key := name[len(at) + 1 :]):
                text = self._source.get(name, "").strip()
                self.typed[f"{to}.{key}"] = [text]
                if text:
                    found[key] = text
        return found


def _begun(source: MultiDict[str, str]) -> set[str]:
    """Every path below which something is typed, with a point at its end."""
    found: set[str] = set()
    for name, texts in source.lists():
        if any(each.strip() for each in texts):
            parts = name.split(".")
            found.update(".".join(parts[:length]) + "." for length in range(1, len(parts) + 1))
    return found


def _row_numbers(source: MultiDict[str, str]) -> dict[str, list[int]]:
    """Path of rows → their numbers as sent, in order."""
    found: dict[str, set[int]] = {}
    for name in source:
        parts = name.split(".")
        for place, part in enumerate(parts):
            if part.isdecimal() and len(part) < len(str(MOST_ROWS)) + 1 and place:
                found.setdefault(".".join(parts[:place]), set()).add(int(part))
    return {path: sorted(numbers) for path, numbers in found.items()}


def _empty(member: Member) -> Any:
    if member.kind == "truth" and not member.required:
        return False
    return None if member.nullable else ABSENT


def _citation(text: str) -> Any:
    document, _, place = text.partition(" ")
    return {"document": document, "place": place}


READ: dict[str, Callable[[str], Any]] = {
    "whole": lambda text: int(text) if _WHOLE.fullmatch(text) else text,
    "truth": lambda text: {"yes": True, "no": False}.get(text, text),
    "instant": lambda text: f"{text}+08:00" if _LOCAL.fullmatch(text) else text,
    "amount": lambda text: text.replace("−", "-").replace("\u2009", "").replace(",", "").replace("，", ""),
    "citation": _citation,
}
"""Kind → how its text is read; what cannot be read is handed on, so that the schema says what is wrong."""
