"""各区: the districts of Shenzhen, new areas and the cooperation zone included, with the names of their authorities over time.

Which codes count is a figure (``eligibility/districts``); this is what they are called. A district is never derived from a credit code.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import msgspec

from domain.law.label import Label
from domain.law.law_file import read
from domain.law.rulebook import SHIPPED


class Authority(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """区工信部门: the name a district's industry authority bore from a day on."""

    from_: date = msgspec.field(name="from")
    to: date | None = None
    zh: str
    en: str
    source: str
    note: str = ""


class District(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """区: a district, new area or cooperation zone."""

    code: str
    """GB/T 2260 code, or a word of ours where the standard has none."""
    zh: str
    en: str
    aliases: tuple[str, ...]
    """Shorter names found on forms."""
    gb_2260: bool
    """Whether the code is one of GB/T 2260."""
    authorities: tuple[Authority, ...]

    def authority(self, on: date) -> Authority:
        """The district's authority on a day; the first one known for days before it. Raises nothing: each district has one."""
        known = [each for each in self.authorities if each.from_ <= on and (each.to is None or on <= each.to)]
        return known[-1] if known else self.authorities[0]


class _DistrictFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    districts: tuple[District, ...]


@lru_cache(maxsize=1)
def districts() -> tuple[District, ...]:
    """All districts, those of GB/T 2260 first."""
    return read(SHIPPED / "districts.yaml", _DistrictFile).districts


def district(code: str) -> District:
    """The district of a code. Raises LookupError."""
    for each in districts():
        if each.code == code:
            return each
    raise LookupError(f"no district has the code {code}")


def label_of_district(code: str) -> Label:
    """A district's name as refusals carry it. Raises LookupError."""
    found = district(code)
    return Label(found.zh, found.en)


def district_named(name: str) -> District | None:
    """The district a form names in Chinese, by full name, shorter name or code; None where there is none."""
    wanted = name.strip().removeprefix("深圳市")
    return next((each for each in districts() if wanted in {each.zh, each.code, *each.aliases}), None)
