"""显示值: how values of facts stand in read models: days as text, scores cut, articles as printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from domain.case.events.acceptance import Score
    from domain.law.citation import Citation

PLACES = 2
"""Decimals of a score in lists; a decision's own page shows those of its rule set."""


def cut(score: Score) -> str:
    """The score cut, never rounded, so that nobody reads 60.00 beside a fail."""
    whole, part = divmod(score.numerator * 10**PLACES // score.denominator, 10**PLACES)
    return f"{whole}.{part:0{PLACES}d}"


def article(citation: Citation) -> str:
    """The citation as printed."""
    return str(citation)


def day(on: date) -> str:
    """A day inside JSON."""
    return on.isoformat()
