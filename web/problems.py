"""问题: the ways in which a request is not done, before or beside the rules, each with its HTTP status.

What the law refuses is a ``Refused`` with a kind of its own; here stand the codes of the web. Their words are in the
vocabulary ``problem`` (``<code>`` the title, ``<code>.detail`` the way out).
"""

from __future__ import annotations

STATUSES = {
    # the body
    "content-type-not-json": 415,
    "body-not-utf-8": 400,
    "malformed-json": 400,
    "nested-too-deep": 400,
    "too-many-parts": 400,
    "member-twice": 400,
    "not-a-number": 400,
    "unstorable-character": 400,
    "too-large": 413,
    "fields-wrong": 422,
    # the query and the headers
    "query-wrong": 422,
    "idempotency-key-malformed": 400,
    "if-match-malformed": 400,
    "if-match-missing": 428,
    "language-unknown": 404,
    # who asks
    "not-signed-in": 401,
    "not-allowed": 403,
    "form-expired": 403,
    "sign-in-failed": 422,
    "too-many-attempts": 429,
    # lists as files, kept filters
    "one-file-at-a-time": 409,
    "filter-name-wrong": 422,
    "too-many-filters": 409,
    "too-many-requests": 429,
    # what is asked
    "not-found": 404,
    "method-not-allowed": 405,
    "stale": 412,
    "key-reused": 422,
    "day-without-rules": 422,
    "request-not-understood": 400,
    # ourselves
    "fault": 500,
    "unavailable": 503,
    "record-unsound": 503,
}
"""Code → status."""


class ProblemError(Exception):
    """A request that is not done. ``faults`` names fields at fault by path, each with the code of what is wrong."""

    def __init__(self, code: str, *, faults: tuple[tuple[str, str], ...] = (), headers: dict[str, str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.faults = faults
        self.headers = headers or {}

    @property
    def status(self) -> int:
        """The HTTP status."""
        return STATUSES[self.code]
