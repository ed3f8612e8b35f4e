"""引用: the place in a legal text on which a rule, a decision or a refusal rests."""

from __future__ import annotations

import msgspec

CASE_DOCUMENT = "R2025"
"""深工信规〔2025〕5号, whose articles are printed without naming the document."""


class Citation(msgspec.Struct, frozen=True, order=True):
    """引用: document and place, printed ``20(1)`` for R2025 and ``民法典 203`` for any other document."""

    document: str
    """Short name of the document, as the rule data spell it (``R2025``, ``民法典``)."""
    place: str
    """Article, paragraph and item: ``20(1)``, ``203``."""

    def __str__(self) -> str:
        return self.place if self.document == CASE_DOCUMENT else f"{self.document} {self.place}"
