"""评分表式样: the form experts score on, as versioned data: sections, items, maxima, and which marks need a reason.

The official sheet is not public, so the form says of itself whether it is official; the bureau loads its own file beside it.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache, cached_property
from typing import TYPE_CHECKING, Literal

import msgspec

from domain.law.label import Label
from domain.law.law_file import content_digest, read
from domain.law.rulebook import shipped

if TYPE_CHECKING:
    from pathlib import Path

    from domain.law.rulebook import Rulebook


class SheetItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """评分项: one line of the form."""

    id: str
    """Unique in the form: ``B3``."""
    zh: str
    en: str
    maximum: Decimal
    """Points a full mark is worth."""
    criterion_zh: str
    criterion_en: str

    @property
    def label(self) -> Label:
        """Number and name: ``B3 能源消耗``."""
        return Label(f"{self.id} {self.zh}", f"{self.id} {self.en}")


class SheetSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """评分表的一部分: items that belong together."""

    id: str
    zh: str
    en: str
    items: tuple[SheetItem, ...]


class ReasonRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """须说明理由的评分: which marks an expert explains."""

    at_maximum: bool
    """Whether a full mark needs a reason."""
    below_share: Decimal
    """A mark below this share of the maximum needs a reason: ``0.6``."""


class SheetForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, dict=True):
    """评分表式样: what one version of the score sheet asks."""

    title: str
    title_en: str
    source_status: Literal["official", "official-partial", "illustrative"]
    source: str
    """Where the form comes from, in words a clerk can check."""
    total: Decimal
    """Sum of all maxima."""
    mark_step: Decimal
    """Marks are multiples of this."""
    reasons: ReasonRule
    vetoes: tuple[str, ...]
    """Codes of ``grading/vetoes`` the sheet lets an expert report."""
    sections: tuple[SheetSection, ...]

    def __post_init__(self) -> None:
        items = [item.id for section in self.sections for item in section.items]
        if len(items) != len(set(items)):
            raise ValueError("two items share an id")
        if sum((item.maximum for item in self.items), Decimal()) != self.total:
            raise ValueError(f"the maxima do not add up to {self.total}")

    @property
    def items(self) -> tuple[SheetItem, ...]:
        """All items in the order of the form."""
        return tuple(item for section in self.sections for item in section.items)

    def item(self, item_id: str) -> SheetItem:
        """One item. Raises LookupError where the form has none of that id."""
        for each in self.items:
            if each.id == item_id:
                return each
        raise LookupError(f"the form has no item {item_id}")

    def is_mark(self, item_id: str, mark: Decimal) -> bool:
        """Whether ``mark`` can be given: from 0 to the item's maximum, in whole steps."""
        return mark.is_finite() and 0 <= mark <= self.item(item_id).maximum and mark % self.mark_step == 0

    def needs_reason(self, item_id: str, mark: Decimal) -> bool:
        """Whether the expert explains this mark: a full one, or one below the share."""
        maximum = self.item(item_id).maximum
        return (self.reasons.at_maximum and mark == maximum) or mark < self.reasons.below_share * maximum

    @cached_property
    def digest(self) -> str:
        """SHA-256 in hex over the whole form; kept by every sheet filled in on it."""
        return content_digest(msgspec.to_builtins(self))


def sheet_form(form_id: str, rulebook: Rulebook | None = None) -> SheetForm:
    """The form of that id. Raises LookupError, and LawFileFault where the file is wrong."""
    forms = (rulebook or shipped()).files("score_sheets")
    if form_id not in forms:
        raise LookupError(f"no score sheet is called {form_id}; there are {', '.join(forms)}")
    return _form(forms[form_id])


@cache
def _form(path: Path) -> SheetForm:
    """Read once and kept, as rule sets are: a sheet is asked for at every mark."""
    return read(path, SheetForm)
