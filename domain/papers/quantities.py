"""绩效表栏目: the one table of sheet column, key, unit and label of the performance table (``quantities.yaml``)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from domain.law.label import Label
from domain.law.law_file import read

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

INVESTMENT = "investment"
"""The one amount that a scheme carries in a field of its own."""


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """栏目: one column of the performance table."""

    key: str
    """As stored: ``standard_coal``."""
    kind: Literal["text", "day", "amount"]
    """An ``amount`` is summed up in the totals row."""
    zh: str
    en: str
    unit: str | None = None
    """Code of the unit of an amount."""

    @property
    def label(self) -> Label:
        """The column's name in both languages."""
        return Label(self.zh, self.en)


class Bounds(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """位数: how many digits a figure may have."""

    whole_digits: int
    """Before the point."""
    places: int
    """After the point."""

    def hold(self, amount: Decimal) -> bool:
        """Whether ``amount`` is an ordinary number of no more digits than the form has room for; -0.5 is."""
        if not amount.is_finite():
            return False
        exponent = amount.as_tuple().exponent
        return isinstance(exponent, int) and -self.places <= exponent <= self.whole_digits and amount.adjusted() < self.whole_digits


class Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """绩效表表样: the columns in the sheet's order, their units and the digits of a figure."""

    bounds: Bounds
    units: dict[str, Label]
    columns: tuple[Column, ...]

    @property
    def amounts(self) -> Mapping[str, Column]:
        """The columns that are summed up, by key; ``investment`` among them."""
        return {column.key: column for column in self.columns if column.kind == "amount"}

    def header(self, key: str) -> str:
        """The column's Chinese heading as printed, with its unit: ``节电（万kWh）``. Raises KeyError."""
        column = self.column(key)
        return f"{column.zh}（{self.units[column.unit].zh}）" if column.unit else column.zh

    def column(self, key: str) -> Column:
        """The column of that key. Raises KeyError."""
        found = next((each for each in self.columns if each.key == key), None)
        if found is None:
            raise KeyError(key)
        return found


@lru_cache(maxsize=1)
def form() -> Form:
    """The form as shipped, read on first use and kept. Raises LawFileFault."""
    return read(Path(__file__).with_suffix(".yaml"), Form)
