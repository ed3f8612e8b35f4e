"""分页: how many rows an answer holds and where it begins; both are bounded."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import ValidationError

from web.schemas.derive import Strict
from web.schemas.fields import Spoken

MOST = 200
DEFAULT = 50
FURTHEST = 1_000_000


class Count(Spoken):
    """A number in a query, in plain digits and bounded."""

    FORM, WRONG = re.compile(r"[0-9]{1,9}"), "whole-expected"

    def __init__(self, *, least: int = 0, most: int, **options: Any) -> None:
        super().__init__(**options)
        self.least, self.most = least, most

    def read(self, value: str) -> int:
        """The number. Raises ValidationError outside the bounds."""
        number = int(value)
        if not self.least <= number <= self.most:
            raise ValidationError("out-of-range")
        return number


class Paged(Strict):
    """A query for a page."""

    limit = Count(least=1, most=MOST, load_default=DEFAULT)
    offset = Count(most=FURTHEST, load_default=0)
