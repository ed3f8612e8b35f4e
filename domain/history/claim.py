"""推导项: one answer of a deciding event, and what it is derived from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from domain.calendar.working_days import Calendar
    from domain.case.audit_case import AuditCase
    from domain.case.events.acceptance import Score
    from domain.fact import Stamp
    from domain.law.rule_set import RuleSet
    from domain.scoring.events import Mark


class Claim(NamedTuple):
    """推导项: one answer of a deciding event, as recorded and as it follows."""

    question: str
    """``score``, ``deadline``, ``penalties``, ``checklist``, ``eligibility``, ``vetoes``, ``result`` …"""
    recorded: Any
    derived: Any
    account: Callable[[], Account]
    """Facts used and steps in words; made only where somebody reads them."""

    @property
    def agrees(self) -> bool:
        """The record says what follows."""
        return bool(self.recorded == self.derived)


class Account(NamedTuple):
    """推导过程: the facts used and the function's steps in words."""

    facts: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]


class Ground(NamedTuple):
    """推导依据: what an event is derived from: the case before it, the rules, the calendar of that moment."""

    case: AuditCase
    rules: RuleSet
    calendar: Calendar
    stamp: Stamp
    versions: Mapping[tuple[UUID, int], tuple[Mark, ...]]
    """Marks of each version of each sheet, as recorded."""
    score: Score | None
    """The combined score as it follows from the marks so far; the recorded one is not asked."""
    combined: dict[tuple[tuple[UUID, int], ...], Score | None]
    """Scores combined already in this case, by the versions of the sheets."""
