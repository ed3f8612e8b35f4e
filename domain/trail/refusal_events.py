"""拒绝的事件: a request that was refused, kept outside every case and inside the trail (R2025 has no silent no)."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from domain.fact import BusinessSecret, Fact, Open
from domain.law.citation import Citation


class RequestRefused(Fact, frozen=True, kw_only=True):
    """不予办理: somebody asked for something, and a rule or the order stood in the way."""

    TOPIC: ClassVar[str] = "refusal.RequestRefused"

    command: Open[str]
    """What was asked for, as the command is called."""
    code: Open[str]
    """Code of the refusal: ``founded-too-recently``."""
    others: Open[tuple[str, ...]]
    """Codes of further refusals of the same request."""
    citation: Open[Citation | None]
    """Where the rule stands; none where the order alone was in the way."""
    request_digest: Open[str]
    """Keyed digest of the request, in hex: tells two requests apart without keeping what they said."""
    case_id: Open[UUID | None]
    """The case concerned."""
    case_version: Open[int | None]
    """Version of the case the decision looked at."""
    leaf_hash: Open[str | None]
    """Leaf hash of the case's last event then, in hex: the facts it rested on end there."""
    times: Open[int]
    """How often the same was refused to the same person on this day: from the twentieth on only each power of ten is kept."""
    parameters: BusinessSecret[dict[str, str]]
    """The figures and facts of the reason: name → value as told. They may repeat what can be erased elsewhere, so they can be too."""
    sentences: BusinessSecret[tuple[str, ...]]
    """Every reason in words, as told in Chinese."""
