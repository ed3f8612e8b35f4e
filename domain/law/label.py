"""名称: a word of the rule data in both languages, as refusals carry it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping


class Label(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """名称: prints as Chinese; ``web`` takes the language it needs."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh


def label_of(entry: Mapping[str, Any]) -> Label:
    """The label of an entry of the rule data, which has ``zh`` and ``en``."""
    return Label(entry["zh"], entry["en"])
