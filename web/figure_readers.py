"""统计读者: who sees the figures of the whole city."""

from __future__ import annotations

from web.auth import actor
from web.problems import ProblemError
from web.waiting import wait_for_own_acts

READERS = frozenset({"leadership", "bureau-officer", "bureau-approver", "auditor"})
"""Their roles."""


def figure_readers_only() -> None:
    """Raise ProblemError for anybody else; for them, show what they did last."""
    if actor().role not in READERS:
        raise ProblemError("not-allowed")
    wait_for_own_acts()
