"""询问: who fills in a form, about which case, under which rules; and one thing to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from domain.case.audit_case import AuditCase
    from domain.fact import Capacity
    from domain.law.rule_set import RuleSet


class Option(NamedTuple):
    """One thing to choose."""

    code: str
    label: str


class Asking(NamedTuple):
    """Who asks, about which case, under which rules, on which day."""

    actor: Capacity
    case: AuditCase | None
    rules: RuleSet
    on: date
