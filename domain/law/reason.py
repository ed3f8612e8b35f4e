"""理由: one reason of an act, with its article where a rule is behind it."""

from __future__ import annotations

import msgspec

from domain.law.citation import Citation


class Reason(msgspec.Struct, frozen=True):
    """理由: one reason with its article, or with a note where no article is behind it."""

    text: str
    citation: Citation | None = None
