"""现场验收安排: day and hour of the site acceptance, and its moving to another day (R2025 20(3))."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.case.audit_case import AuditCase
from domain.case.events.panel import VisitPostponed, VisitScheduled
from domain.case.panel import require_words, short
from domain.case.stage import SCHEDULED, panel_reaches, panel_stands_at
from domain.law.refusal import Refusal, refuse

if TYPE_CHECKING:
    from datetime import date, time

    from domain.fact import Stamp
    from domain.law.rule_set import RuleSet

VISIT_IN_THE_PAST = Refusal("visit-in-the-past", "现场验收日 {visit_on} 早于办理日期 {on}。", "请选择当日或以后的日期。")


def schedule_visit(case: AuditCase, *, visit_on: date, starts_at: time, place: str, rules: RuleSet, on: date) -> None:
    """安排现场验收: on a day not past, for a complete panel (20(3))."""
    citation = rules.cite("visit/steps", on=on)
    panel_stands_at(case, ("panel-appointed",), act="visit", missing="panel-appointed", citation=citation, on=on)
    refuse(short(case, rules, on))
    _not_past(visit_on, on)
    require_words(place, "place")
    case.record(VisitScheduled(visit_on=visit_on, starts_at=starts_at, place=place))


def postpone_visit(case: AuditCase, *, visit_on: date, starts_at: time, reason: str, rules: RuleSet, on: date) -> None:
    """推迟现场验收: to another day or hour, with the reason; a panel gone short may be the reason (20(3))."""
    panel_stands_at(case, SCHEDULED, act="visit-postponement", missing="visit-scheduled", citation=rules.cite("visit/steps", on=on), on=on)
    _not_past(visit_on, on)
    require_words(reason, "reason")
    if case.visit_on is None:
        message = "a scheduled visit has a day"
        raise RuntimeError(message)
    case.record(VisitPostponed(from_on=case.visit_on, visit_on=visit_on, starts_at=starts_at, reason=reason))


def _not_past(visit_on: date, on: date) -> None:
    if visit_on < on:
        raise VISIT_IN_THE_PAST(field="visit_on", visit_on=visit_on, on=on)


@AuditCase.evolves(VisitScheduled)
def _scheduled(case: AuditCase, fact: VisitScheduled, stamp: Stamp) -> None:
    case.visit_on = fact.visit_on
    panel_reaches(case, "visit-scheduled")


@AuditCase.evolves(VisitPostponed)
def _postponed(case: AuditCase, fact: VisitPostponed, stamp: Stamp) -> None:
    case.visit_on = fact.visit_on
