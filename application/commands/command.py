"""命令: what a person asks for, as a frozen value. Shape only; the law is the domain's business."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """命令: the root of all commands."""

    SUBJECT: ClassVar[str | None] = "case_id"
    """Field that names the aggregate whose version an ``If-Match`` is compared with; none for a creation."""
