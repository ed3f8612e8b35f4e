"""时间戳: an authority confirms when a checkpoint existed (RFC 3161): through whatever address the office names.

The stamp is about the three lines of the checkpoint that the log's key signs, so that lines of witnesses may come later. The answer is
held against the question here (status, digest, nonce); the authority's own signature is the verifier's to check, with the
certificate the verifier trusts: ``openssl ts -verify``.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, Request, build_opener

from rfc3161_client import HashAlgorithm, PKIStatus, TimestampRequestBuilder, decode_timestamp_response

from application.trail.note import parse

if TYPE_CHECKING:
    from datetime import datetime

    from application.store.trail_log import KeptCheckpoint
    from application.trail.sealing import Sealing

PATIENCE = 20.0
"""Seconds for the authority to answer."""
LARGEST_ANSWER = 1 << 18
GRANTED = frozenset({PKIStatus.GRANTED, PKIStatus.GRANTED_WITH_MODS})


class TimestampError(Exception):
    """The authority did not answer, or not what was asked. Nothing is kept of it."""


class Stamped(NamedTuple):
    """已加盖时间戳: a checkpoint and when the authority saw it."""

    size: int
    at: datetime


class Timestamping:
    """时间戳: asks one authority."""

    def __init__(self, sealing: Sealing, url: str) -> None:
        """Raises ValueError for what is no address of the web."""
        if urlsplit(url).scheme not in {"http", "https"}:
            raise ValueError(f"{url} is no http or https address")
        self._sealing = sealing
        self._url = url

    def stamp(self, checkpoint: KeptCheckpoint) -> Stamped:
        """Have a checkpoint stamped, keep question and answer, and put it on record. Raises TimestampError."""
        text = parse(checkpoint.note).text.encode()
        question = TimestampRequestBuilder(hash_algorithm=HashAlgorithm.SHA256).data(text).build()
        answer = self._asked(question.as_bytes())
        try:
            found = decode_timestamp_response(answer)
            if PKIStatus(found.status) not in GRANTED:
                raise TimestampError(f"the authority refused: {found.status} {' '.join(found.status_string)}")
            info = found.tst_info
            meant = (info.message_imprint.message, info.nonce) == (hashlib.sha256(text).digest(), question.nonce)
        except ValueError as fault:
            raise TimestampError(f"the authority's answer cannot be read: {fault}") from None
        if not meant:
            raise TimestampError("the authority stamped something else than was asked")
        digest = hashlib.sha256(answer).hexdigest()
        self._sealing.log.keep_timestamp(checkpoint.size, digest, question.as_bytes(), answer)
        self._sealing.note_timestamp(checkpoint.size, digest)
        return Stamped(checkpoint.size, info.gen_time)

    def _asked(self, question: bytes) -> bytes:
        asked = Request(self._url, question, {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"})  # noqa: S310  http or https
        try:
            with build_opener(ProxyHandler({})).open(asked, timeout=PATIENCE) as response:
                answer: bytes = response.read(LARGEST_ANSWER + 1)
        except (URLError, OSError, ValueError) as fault:
            raise TimestampError(f"the authority does not answer: {fault}") from None
        if len(answer) > LARGEST_ANSWER:
            raise TimestampError("the authority's answer is too long")
        return answer


def stamped_at(answer: bytes) -> datetime:
    """When the authority saw what it stamped. Raises ValueError."""
    return decode_timestamp_response(answer).tst_info.gen_time
