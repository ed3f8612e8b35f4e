"""名称: a word of the rule data in both languages, as refusals carry it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from domain.law.rule_set import RuleSet


class Label(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """名称: prints as Chinese; ``web`` takes the language it needs."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh


class Span(msgspec.Struct, frozen=True):
    """期间: from one day to another, both included, as refusals carry it."""

    first: date
    last: date

    def __str__(self) -> str:
        return f"{self.first}–{self.last}"


def label_of(entry: Mapping[str, Any]) -> Label:
    """The label of an entry of the rule data, which has ``zh`` and ``en``."""
    return Label(entry["zh"], entry["en"])


def labels_in(rules: RuleSet, path: str, on: date) -> tuple[Label, ...]:
    """The labels of all entries at ``path``, in their order: what there is to choose from. Raises UnknownFigure."""
    return tuple(label_of(entry) for entry in rules.entries(path, on))


def named_in(rules: RuleSet, path: str, code: str, on: date | None) -> Label:
    """The words the rule data have for a code; the code itself where it has none."""
    return next((label_of(entry) for entry in rules.entries(path, on) if entry["code"] == code), Label(code, code))
