"""选项: text that is one of a few words."""

from __future__ import annotations

from typing import Any

from marshmallow import validate

from web.schemas.fields import Text


class Choice(Text):
    """One of the words given."""

    def __init__(self, words: tuple[str, ...], **options: Any) -> None:
        super().__init__(validate=validate.OneOf(words, error="choice-expected"), **options)
        self.words = words
