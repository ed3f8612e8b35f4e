"""法定数值: one figure of the law as one rule set knows it on one day, with the place it stands and the reading it rests on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from domain.law.citation import Citation

if TYPE_CHECKING:
    from decimal import Decimal

    Value = int | str | bool | Decimal | list[Any] | dict[str, Any]
else:
    Value = Any


class UnknownFigure(LookupError):  # noqa: N818  the trade's words
    """The rule set has no value for this figure on this day: not in it, not yet, no longer, or announced and not known."""

    def __init__(self, rule_set: str, path: str, day: date, why: str) -> None:
        super().__init__(f"{rule_set} has no value for {path} on {day.isoformat()}: {why}")
        self.rule_set = rule_set
        self.path = path
        self.day = day


class Figure(msgspec.Struct, frozen=True):
    """法定数值: a value, the days it holds, its citation, and whether the law itself says so or a reading does."""

    path: str
    """Place in the rule data: ``panel/minimum-experts``."""
    title: str
    """What the figure is, in Chinese."""
    title_en: str
    """The same in English."""
    unit: str
    """What is counted: ``years``, ``persons``, ``points``; empty where nothing is."""
    value: Value
    """The value as written; decimals are Decimal, texts are str, sets of codes are lists."""
    valid_from: date
    """First day of the value within its rule set."""
    valid_to: date | None
    """Last day of the value, or None while nothing supersedes it."""
    citation: Citation
    """Where the value stands, or what an assumed value reads."""
    assumed: bool
    """True where the text does not force the value (暂定)."""
    reading: str | None
    """Id in the register of readings; every assumed figure has one."""
    note: str
    """Why the value is what it is, for the clerk; may be empty."""
    source: str
    """Address of the text the value was taken from; may be empty."""


class DatedValue(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One entry of a figure's file: what holds from when to when, under which rule sets."""

    from_: date = msgspec.field(name="from")
    to: date | None = None
    under: tuple[str, ...]
    """Ids of the rule sets that use this value; two sets may hold different values on the same day."""
    value: Any = None
    expected: bool = False
    """True for a value known to exist and not known to us: asking for it is an error, not a guess."""
    citation: Citation
    assumed: bool = False
    reading: str | None = None
    note: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if self.expected == (self.value is not None):
            raise ValueError("an entry has either a value or expected: true")
        if self.assumed and self.reading is None:
            raise ValueError("an assumed value names its reading")
        if self.to is not None and self.to < self.from_:
            raise ValueError("a value ends before it starts")

    def holds_on(self, day: date) -> bool:
        """Whether ``day`` is one of the entry's days, both ends included."""
        return self.from_ <= day and (self.to is None or day <= self.to)


class FigureFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The file of one figure: what it is, and its values in the order of their days."""

    title: str
    title_en: str
    unit: str = ""
    kind: str = "plain"
    """``decimal`` where the written text is a decimal number; ``plain`` otherwise."""
    values: tuple[DatedValue, ...]
