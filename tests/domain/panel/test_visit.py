from datetime import date, time

from domain.case import visit
from domain.case.audit_case import AuditCase
from domain.case.events.panel import VisitPostponed, VisitScheduled
from tests.examples.panel import INDUSTRY, PANEL_ON, RULES, VISIT_ON, confirmed_case, forming, panel_case, scheduled, visit_case, withdrew

LATER = date(2026, 10, 22)


def schedule(case: AuditCase, visit_on: date = VISIT_ON) -> None:
    visit.schedule_visit(case, visit_on=visit_on, starts_at=time(9, 30), place="南山区示例工业园1栋", rules=RULES, on=PANEL_ON)


def postpone(case: AuditCase, visit_on: date = LATER, reason: str = "台风") -> None:
    visit.postpone_visit(case, visit_on=visit_on, starts_at=time(14), reason=reason, rules=RULES, on=PANEL_ON)


def test_the_visit_of_a_complete_panel_is_scheduled() -> None:
    case = forming(panel_case(), schedule).then(scheduled())
    assert (case.state, case.visit_on) == ("visit-scheduled", VISIT_ON)


def test_a_visit_today_is_no_visit_in_the_past() -> None:
    forming(panel_case(), lambda case: schedule(case, PANEL_ON)).then_recorded(VisitScheduled)


def test_a_visit_is_not_scheduled_in_the_past() -> None:
    forming(panel_case(), lambda case: schedule(case, date(2026, 9, 19))).then_refused(None, code="visit-in-the-past")


def test_a_visit_waits_for_the_panel() -> None:
    forming(confirmed_case(), schedule).then_refused("20(3)", code="out-of-order")


def test_a_visit_waits_for_a_panel_gone_short() -> None:
    forming((*panel_case(), withdrew(INDUSTRY)), schedule).then_refused("20(3)", code="too-few-experts")


def test_a_visit_is_moved_with_its_reason() -> None:
    case = forming(visit_case(), postpone).then(VisitPostponed(from_on=VISIT_ON, visit_on=LATER, starts_at=time(14), reason="台风"))
    assert case.visit_on == LATER


def test_a_visit_is_moved_also_because_the_panel_went_short() -> None:
    forming((*visit_case(), withdrew(INDUSTRY)), postpone).then_recorded(VisitPostponed)


def test_a_visit_is_not_moved_without_a_reason() -> None:
    forming(visit_case(), lambda case: postpone(case, reason="")).then_refused(None, code="words-missing")


def test_what_is_not_scheduled_is_not_moved() -> None:
    forming(panel_case(), postpone).then_refused("20(3)", code="out-of-order")
