"""计划征集表栏目: the one table of sheet column, key and label of the plan form (``plan_form.yaml``)."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec

from domain.law.label import Label
from domain.law.law_file import read


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """栏目: one column of the sheet and what stands in it."""

    key: str
    """The field of a plan that a refusal names: ``form.founded_on``, ``claimed_on``."""
    kind: Literal["text", "code", "day", "choice", "yes-no"]
    zh: str
    """Heading of the sheet and Chinese label."""
    en: str
    longest: int | None = None
    """Most characters of a text."""
    required: bool = True
    """Whether a sheet without this column cannot be read; an empty cell is judged by the plan's own rules."""
    also: tuple[str, ...] = ()
    """Other headings seen for it."""
    choices: dict[str, tuple[str, ...]] = {}
    """Code to the words that mean it; the first word is the form's own."""
    otherwise: str | None = None
    """Code for any other word; none where another word is a fault."""

    @property
    def label(self) -> Label:
        """The column's name in both languages."""
        return Label(self.zh, self.en)


class PlanSheetForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """征集表表样: the columns in the sheet's order."""

    most_sites: int
    columns: tuple[Column, ...]
    beside: dict[str, str]
    """Fields without a column of their own → key of the column beside which their fault stands."""


@lru_cache(maxsize=1)
def sheet_form() -> PlanSheetForm:
    """The form, read on first use. Raises LawFileFault where the file is wrong."""
    return read(Path(__file__).with_name("plan_form.yaml"), PlanSheetForm)


@lru_cache(maxsize=1)
def columns_by_key() -> dict[str, Column]:
    """Every column by its key."""
    return {column.key: column for column in sheet_form().columns}


@lru_cache(maxsize=1)
def columns_by_heading() -> dict[str, Column]:
    """Every heading known, as :func:`heading` leaves it, to the column it means."""
    return {heading(name): column for column in sheet_form().columns for name in (column.zh, *column.also)}


def longest(key: str) -> int:
    """Most characters of the text under a key; other sites than the first are like the first. Raises KeyError, TypeError."""
    most = columns_by_key()[re.sub(r"sites\.[0-9]+\.", "sites.1.", key)].longest
    if most is None:
        raise TypeError(f"{key} has no longest text")
    return most


def column_of(field: str | None) -> Column:
    """The column beside which the fault of a field stands; a fault of no field stands beside the credit code."""
    known = columns_by_key()
    return known.get(field or "") or known[sheet_form().beside.get(field or "", "form.credit_code")]


_REMARKS = re.compile(r"[（(【\[].*?[）)】\]]")
_DECORATION = re.compile("[\\s*＊:：\u200b\ufeff、，,。.;；/]+")


def heading(written: object) -> str:
    """A heading without blanks, line breaks, asterisks, colons and what stands in brackets; empty for what is no text."""
    return _DECORATION.sub("", _REMARKS.sub("", written)) if isinstance(written, str) else ""
