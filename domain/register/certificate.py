"""证书: the facts of a certificate that a rule uses."""

from __future__ import annotations

from datetime import date

import msgspec


class Certificate(msgspec.Struct, frozen=True):
    """证书: the facts of a certificate that a rule uses; its number is kept apart."""

    kind: str
    """``post-training``, ``professional-qualification``, ``auditor-training``, ``title`` (职称证书)."""
    issuer: str
    """``national``, ``guangdong``, ``provincial``, ``other``."""
    valid_to: date | None = None
    """Last day of validity; none where it does not end."""


def valid_on(certificate: Certificate, day: date) -> bool:
    """Whether a certificate is valid on a day; its last day counts."""
    return certificate.valid_to is None or day <= certificate.valid_to
