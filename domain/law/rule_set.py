"""法规版本: one document's demands, asked as of a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar

from domain.law.citation import Citation
from domain.law.figure import DatedValue, Figure, UnknownFigure, Value
from domain.law.law_file import content_digest

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class RuleSet:
    """法规版本: what one document demands, day by day, with a digest that every decision keeps."""

    id: str
    document: str
    """Full issuing number."""
    title: str
    title_en: str
    valid_from: date
    valid_to: date | None
    validity_reading: str | None
    score_sheet: str | None
    """Id of the sheet the panel scores on."""
    note: str
    functions: Mapping[str, str]
    _figures: Mapping[str, tuple[Figure | DatedValue, ...]]
    _score_sheet_digest: str | None

    @cached_property
    def digest(self) -> str:
        """SHA-256 in hex over everything a decision can depend on: dated values, functions, score sheet, validity."""
        return content_digest(
            {
                "id": self.id,
                "valid_from": self.valid_from,
                "valid_to": self.valid_to,
                "functions": dict(self.functions),
                "score_sheet": self._score_sheet_digest,
                "figures": {path: [_resolved(entry) for entry in entries] for path, entries in self._figures.items()},
            },
        )

    @property
    def paths(self) -> tuple[str, ...]:
        """Paths of all figures the set lists, sorted."""
        return tuple(sorted(self._figures))

    def figure(self, path: str, on: date | None = None) -> Figure:
        """The figure at ``path`` on a day; without a day, as the rule set came into force. Raises UnknownFigure."""
        day = self.valid_from if on is None else max(on, self.valid_from)
        entries = self._figures.get(path)
        if entries is None:
            raise UnknownFigure(self.id, path, on or day, "the rule set does not list it")
        for entry in reversed(entries):
            if isinstance(entry, Figure) and entry.valid_from <= day and (entry.valid_to is None or day <= entry.valid_to):
                return entry
            if isinstance(entry, DatedValue) and entry.holds_on(day):
                raise UnknownFigure(self.id, path, on or day, entry.note or "announced, not known")
        raise UnknownFigure(self.id, path, on or day, "no value covers that day")

    def dated(self, path: str) -> tuple[Figure, ...]:
        """All known values of a figure, oldest first; empty where only expected ones are listed."""
        return tuple(entry for entry in self._figures.get(path, ()) if isinstance(entry, Figure))

    def value(self, path: str, on: date | None = None) -> Value:
        """The bare value: int, Decimal, str, bool, list or mapping. Raises UnknownFigure."""
        return self.figure(path, on).value

    def integer(self, path: str, on: date | None = None) -> int:
        """The value where a whole number is meant. Raises UnknownFigure, and TypeError for any other value."""
        return _of_type(path, self.value(path, on), int)

    def decimal(self, path: str, on: date | None = None) -> Decimal:
        """The value where an exact number is meant. Raises UnknownFigure, and TypeError for any other value."""
        value = self.value(path, on)
        return Decimal(value) if isinstance(value, int) else _of_type(path, value, Decimal)

    def word(self, path: str, on: date | None = None) -> str:
        """The value where one code is meant: ``refuse``. Raises UnknownFigure, and TypeError for any other value."""
        return _of_type(path, self.value(path, on), str)

    def words(self, path: str, on: date | None = None) -> tuple[str, ...]:
        """The value where a list of codes is meant; of a list of entries, their codes. Raises UnknownFigure, TypeError."""
        return tuple(_code(path, entry) for entry in _of_type(path, self.value(path, on), list))

    def integers(self, path: str, on: date | None = None) -> tuple[int, ...]:
        """The value where a list of whole numbers is meant. Raises UnknownFigure, TypeError."""
        return tuple(_of_type(path, entry, int) for entry in _of_type(path, self.value(path, on), list))

    def entries(self, path: str, on: date | None = None) -> tuple[dict[str, Any], ...]:
        """The value where a list of entries with ``code``, ``zh``, ``en`` and more is meant. Raises UnknownFigure, TypeError."""
        return tuple(_of_type(path, entry, dict) for entry in _of_type(path, self.value(path, on), list))

    def cite(self, path: str, code: str | None = None, on: date | None = None) -> Citation:
        """Where a figure stands; with ``code``, where that entry of its list stands. Raises UnknownFigure."""
        figure = self.figure(path, on)
        if code is None:
            return figure.citation
        for entry in _of_type(path, figure.value, list):
            if isinstance(entry, dict) and entry.get("code") == code:
                place = entry.get("place")
                return Citation(figure.citation.document, place) if place else figure.citation
        raise UnknownFigure(self.id, path, on or self.valid_from, f"it has no entry {code}")

    def function(self, question: str) -> str:
        """Dated name of the function that answers ``question``: ``combine_mean_2025_04``. Raises UnknownFigure."""
        try:
            return self.functions[question]
        except KeyError:
            raise UnknownFigure(self.id, f"functions/{question}", self.valid_from, "the rule set names no function for it") from None


def _resolved(entry: Figure | DatedValue) -> dict[str, object]:
    if isinstance(entry, Figure):
        return {"from": entry.valid_from, "to": entry.valid_to, "value": entry.value}
    return {"from": entry.from_, "to": entry.to, "expected": True}


def _of_type(path: str, value: object, wanted: type[T]) -> T:
    if isinstance(value, wanted) and not (wanted is int and isinstance(value, bool)):
        return value
    raise TypeError(f"{path} is {value!r}, not {wanted.__name__}")


def _code(path: str, entry: object) -> str:
    return _of_type(path, entry["code"] if isinstance(entry, dict) else entry, str)
