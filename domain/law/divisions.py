"""行业大类: names of the divisions of GB/T 4754-2017 that can be the field of the rules, and the division of an industry code."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from domain.law.law_file import read
from domain.law.rulebook import SHIPPED

INDUSTRY_CODE = re.compile(r"(?P<section>[A-T])?(?P<division>[0-9]{2})(?P<rest>[0-9]{0,2})", re.ASCII)
"""GB/T 4754 code as forms write it: section letter, two digits of the division, up to two more; the letter may be missing."""


class Division(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """行业大类: a division of the industrial classification."""

    code: str
    """Section letter and two digits: ``C39``."""
    zh: str
    en: str


class _DivisionFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    divisions: tuple[Division, ...]


@lru_cache(maxsize=1)
def divisions() -> tuple[Division, ...]:
    """The divisions with names, by code."""
    return read(SHIPPED / "divisions.yaml", _DivisionFile).divisions


def division_of(industry: str) -> str | None:
    """The division of an industry code: ``C3982`` and ``3982`` are ``C39``. A code outside the named divisions keeps what it says.

    None where the text is no code of GB/T 4754 at all, or names another section than its division has.
    """
    code = INDUSTRY_CODE.fullmatch(industry.strip().upper())
    if code is None:
        return None
    known = next((each.code for each in divisions() if each.code[1:] == code["division"]), None)
    if known is None:
        return f"{code['section'] or ''}{code['division']}"
    return known if code["section"] in {None, known[0]} else None
