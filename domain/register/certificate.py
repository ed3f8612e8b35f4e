"""证书: the facts of a certificate that a rule uses."""

from __future__ import annotations

from datetime import date

import msgspec


class Certificate(msgspec.Struct, frozen=True):
    """证书: the facts of a certificate that a rule uses; its number is kept apart."""

    kind: str
    """``post-training``, ``professional-qualification``, ``auditor-training``."""
    issuer: str
    """``national``, ``guangdong``, ``provincial``, ``other``."""
    valid_to: date | None = None
    """Last day of validity; none where it does not end."""
