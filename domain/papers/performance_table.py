"""绩效表: one row per scheme, no/low cost (WDn) or medium/high cost (ZGn), with totals that must add up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec


class Scheme(msgspec.Struct, frozen=True, kw_only=True):
    """方案: one row of the table. Quantities are what is saved or reduced per year."""

    number: str
    """``WD3`` (无低费) or ``ZG1`` (中高费)."""
    name: str
    content: str
    investment: Decimal
    """10,000 yuan."""
    finished_on: date | None = None
    """Day the scheme was finished; none while it is not."""
    quantities: dict[str, Decimal] = {}
    """Quantity key (``domain.papers.quantities``) to amount in the key's unit; an absent key is zero."""
    other: str | None = None


class PerformanceTable(msgspec.Struct, frozen=True, kw_only=True):
    """绩效表: schemes, the totals as filled in, and the years compared."""

    before_year: int
    after_year: int
    schemes: tuple[Scheme, ...]
    totals: dict[str, Decimal]
    """Key to the total as filled in; must equal the sum of the rows. ``investment`` is a key too."""
