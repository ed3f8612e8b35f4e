"""专家查阅期: how long an expert may still read a case on whose panel the expert sat (R2025 12; the days are assumed, R-16)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.law.rulebook import UnknownFigure

if TYPE_CHECKING:
    from datetime import date

    from domain.case.audit_case import AuditCase
    from domain.law.rule_set import RuleSet


def last_day_of_access(done_on: date, rules: RuleSet) -> date:
    """专家查阅截止日: the last day, for a panel whose work was done on ``done_on``. Rules that say nothing of it give no day more."""
    try:
        days = rules.integer("expert/access-days-after-result", done_on)
    except UnknownFigure:
        days = 0
    return done_on + timedelta(days=days)


def experts_may_read(case: AuditCase, rules: RuleSet, today: date) -> bool:
    """专家可查阅: while the panel works, and from the result on until the last day, which counts."""
    return case.panel_done_on is None or today <= last_day_of_access(case.panel_done_on, rules)
