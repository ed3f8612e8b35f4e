"""材料: a paper handed in, known to the record by its digest."""

from __future__ import annotations

import msgspec


class Paper(msgspec.Struct, frozen=True):
    """材料: kind, digest and size of a paper; its bytes lie in the storage under the digest."""

    kind: str
    """``audit-report``, ``performance-table``, ``audit-plan``, ``evidence``, ``final-report``, ``other``."""
    digest: str
    """SHA-256 in lower-case hex."""
    size: int
    """Bytes."""
    media_type: str


class PaperName(msgspec.Struct, frozen=True):
    """文件名: the name under which a paper was handed in."""

    digest: str
    name: str
