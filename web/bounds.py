"""上限: how large a form may be. One that says it is larger is read and thrown away at once, so that the browser hears the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.problems import ProblemError

if TYPE_CHECKING:
    from flask import Request

LARGEST_FORM = 120_000_000
"""Bytes of a form with its papers: two of the largest."""
MOST_PARTS = 45_000
"""Controls of a form: a performance table of two thousand schemes."""
LARGEST_TEXT = 20_000_000
"""Bytes of a form without its papers."""
DRAINED = 500_000_000
CHUNK = 1 << 20


def bound(request: Request) -> None:
    """Set the limits of a form before anything of it is read. Raises ProblemError (413)."""
    request.max_content_length = LARGEST_FORM
    request.max_form_parts = MOST_PARTS
    request.max_form_memory_size = LARGEST_TEXT
    length = request.content_length or 0
    if length > LARGEST_FORM:
        left, stream = min(length, DRAINED), request.environ["wsgi.input"]
        while left > 0 and (piece := stream.read(min(CHUNK, left))):
            left -= len(piece)
        raise ProblemError("too-large")
