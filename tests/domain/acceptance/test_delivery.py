from datetime import date

import pytest

from domain.case import delivery
from domain.case.audit_case import AuditCase
from domain.case.events.acceptance import OpinionDelivered
from domain.case.events.revision import RevisionLapsed
from tests.examples.acceptance import CALENDAR, LAST_DAY, accepted_case, signed_case
from tests.examples.panel import RULES, VISIT_ON, History
from tests.scenario import Scenario, given, stamp

NOT_DELIVERED = accepted_case(delivered_on=None)
TODAY = date(2026, 10, 25)


def deliver(delivered_on: date, history: History = NOT_DELIVERED, on: date = TODAY, evidence: str | None = None) -> Scenario[AuditCase]:
    def decide(case: AuditCase) -> None:
        delivery.deliver(case, delivered_on=delivered_on, evidence_digest=evidence, calendar=CALENDAR, rules=RULES, on=on)

    return given(AuditCase, *history).when(decide, on=on)


def last_day(case: AuditCase) -> date:
    assert case.revision_deadline is not None
    return case.revision_deadline.last_day


def test_a_later_delivery_moves_the_last_day() -> None:
    case = deliver(date(2026, 10, 23)).then_recorded(OpinionDelivered, delivered_on=date(2026, 10, 23))
    assert last_day(case) == date(2026, 11, 23)


def test_a_delivery_on_the_day_of_the_visit_leaves_it() -> None:
    assert last_day(deliver(VISIT_ON).then_recorded(OpinionDelivered)) == LAST_DAY


def test_the_last_day_is_never_earlier_than_shown() -> None:
    case = given(AuditCase, *NOT_DELIVERED).aggregate
    fresh = delivery.deadline_from(date(2026, 10, 1), None, RULES, CALENDAR)
    assert fresh is not None
    kept = delivery.not_earlier(fresh, case.revision_deadline)
    assert kept is not None
    assert (kept.computed_day, kept.last_day) == (date(2026, 11, 2), LAST_DAY)


def test_an_opinion_is_delivered_once() -> None:
    deliver(TODAY, accepted_case()).then_refused("21", code="already-delivered")
    case = deliver(VISIT_ON).then_recorded(OpinionDelivered)
    deliver(TODAY, (*NOT_DELIVERED, case.pending[-1])).then_refused("21", code="already-delivered")


@pytest.mark.parametrize(("day", "code"), [(date(2026, 10, 14), "delivered-before-held"), (date(2026, 10, 26), "delivered-in-future")])
def test_an_opinion_is_delivered_from_the_visit_to_today(day: date, code: str) -> None:
    deliver(day).then_refused("21", code=code)


def test_the_proof_of_delivery_is_a_paper() -> None:
    deliver(TODAY, evidence="receipt.jpg").then_refused("21", code="digest-malformed")


def test_nothing_is_delivered_before_the_acceptance() -> None:
    deliver(TODAY, signed_case()).then_refused("21", code="out-of-order")


def test_a_delivery_so_late_that_the_month_still_runs_undoes_the_lapse() -> None:
    lapsed = (RevisionLapsed(last_day=LAST_DAY, fell_due_on=date(2026, 11, 17)), stamp(date(2026, 11, 17)))
    case = deliver(date(2026, 11, 18), (*NOT_DELIVERED, lapsed), on=date(2026, 11, 18)).then_recorded(OpinionDelivered)
    assert not case.lapsed
