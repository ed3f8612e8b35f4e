"""提醒: the clock reminds of the last day for final papers, on the days the rules name (R2025 21, internal)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.case.audit_case import AuditCase
from domain.case.events.revision import RevisionReminded
from domain.case.revision_clock import running
from domain.law.refusal import Refusal

if TYPE_CHECKING:
    from datetime import date

    from domain.fact import Stamp
    from domain.law.rule_set import RuleSet

LAST_DAY_MOVED = Refusal("reminder-last-day-moved", "最后一日已改为 {last_day}。", "按新的最后一日提醒。")
NO_SUCH_REMINDER = Refusal("reminder-unknown", "没有提前 {days_left} 日的提醒。", "请核对提醒设置。")
REMINDER_NOT_DUE = Refusal("reminder-not-due", "提前 {days_left} 日的提醒要到 {due_on} 才发出。", "届时再提醒。")
REMINDER_TOO_LATE = Refusal("reminder-too-late", "最后一日 {last_day} 已过，不再提醒。", "无需提醒。")
REMINDED_ALREADY = Refusal("reminded-already", "已经提醒过。", "无需再次提醒。")


def remind(case: AuditCase, *, last_day: date, days_left: int, rules: RuleSet, on: date) -> None:
    """提醒: once for each step; a nearer step that was recorded makes the earlier ones needless (21)."""
    article = rules.cite("revision/reminders", on=on)
    deadline = running(case, "revision-reminder", rules, on)
    due_on = last_day - timedelta(days=days_left)
    if deadline.last_day != last_day:
        raise LAST_DAY_MOVED(article, last_day=deadline.last_day)
    if days_left not in rules.integers("revision/reminders", on):
        raise NO_SUCH_REMINDER(article, field="days_left", days_left=days_left)
    if on < due_on:
        raise REMINDER_NOT_DUE(article, days_left=days_left, due_on=due_on)
    if on > last_day:
        raise REMINDER_TOO_LATE(article, last_day=last_day)
    known = case.reminded
    if known is not None and known.last_day == last_day and known.days_left <= days_left:
        raise REMINDED_ALREADY(article)
    case.record(RevisionReminded(last_day=last_day, days_left=days_left, fell_due_on=due_on))


@AuditCase.evolves(RevisionReminded)
def _reminded(case: AuditCase, fact: RevisionReminded, stamp: Stamp) -> None:
    case.reminded = fact
