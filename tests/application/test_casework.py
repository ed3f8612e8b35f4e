"""The way of a command: rights, day, handler, receipt, save."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from application.casework import HANDLERS, gather_handlers
from application.commands.planning import EndorsePlan, PlanCase, ReturnPlan
from application.outcome import NotAllowedError, NotFoundError, ReusedKeyError, StaleError
from application.permissions.table import permissions
from domain.case.events.plan import PlanEndorsed, Planned
from domain.fact import Capacity
from domain.law.refusal import Refused
from tests.examples.plan import DISTRICT_OFFICER, OTHER_DISTRICT_OFFICER, REASONS, form
from tests.examples.register import ENTERPRISE_ID

if TYPE_CHECKING:
    from application.casework import Casework
    from application.clock import SetClock
    from application.outcome import Answer

FILLER = Capacity(person="p-filler", role="enterprise-filler", organisation=str(ENTERPRISE_ID))


def plan(casework: Casework, key: str | None = None) -> Answer:
    return casework.handle(PlanCase(form=form()), FILLER, command_id=key)


def case_of(answer: Answer) -> UUID:
    assert answer.created is not None
    return answer.created


def topics(casework: Casework) -> list[str]:
    return [entry.topic for entry in casework.recorder.select_notifications(1, 100)]


def test_every_command_has_a_handler_and_a_row_of_permissions() -> None:
    gather_handlers()
    assert HANDLERS.keys() == permissions().keys()
    assert len(HANDLERS) > 60


def test_a_plan_opens_the_case_and_registers_the_enterprise_in_one_transaction(casework: Casework) -> None:
    answer = plan(casework)
    assert set(topics(casework)) == {"case.Planned", "enterprise.Registered", "enterprise.CaseOpened"}
    assert answer.version(case_of(answer)) == 1
    assert answer.position == 3


def test_every_event_says_who_when_and_under_which_rules(casework: Casework) -> None:
    (recorded,) = casework.events.get(case_of(plan(casework)))
    assert isinstance(recorded.fact, Planned)
    assert recorded.stamp.by == FILLER
    assert recorded.stamp.on == date(2026, 3, 2)
    assert recorded.stamp.rule_set == "sz-2025-5"
    assert recorded.stamp.rule_set_digest == casework.rulebook.rule_set("sz-2025-5").digest
    assert recorded.recorded_at == "2026-03-02T01:00:00.000000Z"


def test_the_same_command_under_the_same_key_has_one_effect_and_one_answer(casework: Casework) -> None:
    first = plan(casework, "k-1")
    again = plan(casework, "k-1")
    assert again == first
    assert topics(casework).count("case.Planned") == 1


def test_the_same_key_with_another_request_is_refused(casework: Casework) -> None:
    plan(casework, "k-1")
    with pytest.raises(ReusedKeyError):
        casework.handle(PlanCase(form=form(main_products="其他")), FILLER, command_id="k-1")


def test_keys_of_two_people_never_meet(casework: Casework) -> None:
    plan(casework, "k-1")
    other = replace_person(FILLER, "p-other")
    with pytest.raises(Refused, check=lambda no: no.code == "case-open"):
        casework.handle(PlanCase(form=form()), other, command_id="k-1")


def replace_person(actor: Capacity, person: str) -> Capacity:
    return Capacity(person=person, role=actor.role, organisation=actor.organisation)


def test_of_two_plans_at_the_same_moment_one_wins_and_the_other_is_refused_with_the_reason(casework: Casework) -> None:
    barrier = threading.Barrier(2)
    outcomes: list[str] = []

    def hand_in(person: str) -> None:
        barrier.wait()
        try:
            casework.handle(PlanCase(form=form()), replace_person(FILLER, person))
            outcomes.append("planned")
        except Refused as refused:
            outcomes.append(f"{refused.code} {refused.citation}")

    threads = [threading.Thread(target=hand_in, args=(f"p-{number}",)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["case-open 14", "planned"]
    assert topics(casework).count("case.Planned") == 1


def test_of_two_officers_who_looked_at_the_same_version_the_second_is_told_it_moved(casework: Casework) -> None:
    case_id = case_of(plan(casework))
    casework.handle(EndorsePlan(case_id=case_id), DISTRICT_OFFICER, expected_version=1)
    with pytest.raises(StaleError) as stale:
        casework.handle(ReturnPlan(case_id=case_id, reasons=REASONS), DISTRICT_OFFICER, expected_version=1)
    assert stale.value.expected == 1
    assert "case.PlanReturned" not in topics(casework)


def test_the_officer_of_another_district_learns_nothing_of_the_case(casework: Casework) -> None:
    case_id = case_of(plan(casework))
    with pytest.raises(NotFoundError):
        casework.handle(EndorsePlan(case_id=case_id), OTHER_DISTRICT_OFFICER)
    with pytest.raises(NotFoundError):
        casework.handle(EndorsePlan(case_id=uuid4()), OTHER_DISTRICT_OFFICER)


def test_an_enterprise_sees_its_case_but_may_not_endorse_it(casework: Casework) -> None:
    case_id = case_of(plan(casework))
    with pytest.raises(NotAllowedError):
        casework.handle(EndorsePlan(case_id=case_id), FILLER)
    assert "case.PlanEndorsed" not in topics(casework)


def test_a_day_to_come_is_refused_and_a_late_entry_needs_its_reason(casework: Casework, clock: SetClock) -> None:
    case_id = case_of(plan(casework))
    clock.moment += timedelta(days=3)
    with pytest.raises(Refused, check=lambda no: no.code == "day-to-come"):
        casework.handle(EndorsePlan(case_id=case_id), DISTRICT_OFFICER, on=date(2026, 3, 6))
    with pytest.raises(Refused, check=lambda no: no.code == "late-entry-unexplained"):
        casework.handle(EndorsePlan(case_id=case_id), DISTRICT_OFFICER, on=date(2026, 3, 3))
    casework.handle(EndorsePlan(case_id=case_id), DISTRICT_OFFICER, on=date(2026, 3, 3), backdated_because="系统停用")
    endorsed = list(casework.events.get(case_id))[-1]
    assert isinstance(endorsed.fact, PlanEndorsed)
    assert (endorsed.stamp.on, endorsed.stamp.backdated_because) == (date(2026, 3, 3), "系统停用")


def test_a_late_entry_before_the_previous_step_is_refused(casework: Casework) -> None:
    case_id = case_of(plan(casework))
    with pytest.raises(Refused, check=lambda no: no.code == "before-previous-step"):
        casework.handle(EndorsePlan(case_id=case_id), DISTRICT_OFFICER, on=date(2026, 3, 1), backdated_because="系统停用")


def test_in_a_batch_a_refused_command_leaves_nothing_and_the_others_go_on(casework: Casework) -> None:
    with casework.together() as batch:
        case_id = case_of(batch(PlanCase(form=form()), FILLER))
        with pytest.raises(Refused, check=lambda no: no.code == "case-open"):
            batch(PlanCase(form=form()), FILLER)
        batch(EndorsePlan(case_id=case_id), DISTRICT_OFFICER)
        assert topics(casework) == []
    assert topics(casework).count("case.Planned") == 1
    assert topics(casework)[-2:] == ["case.PlanEndorsed", "refusal.RequestRefused"], "nothing in the case; the refusal is kept outside it"


def test_a_command_without_a_row_of_permissions_is_refused_whoever_asks(casework: Casework) -> None:
    class Unknown(type(EndorsePlan(case_id=uuid4()))):  # type: ignore[misc]  # a command nobody gave rights for
        pass

    case_id = case_of(plan(casework))
    with pytest.raises(NotAllowedError):
        casework.handle(Unknown(case_id=case_id), DISTRICT_OFFICER)
    assert replace(EndorsePlan(case_id=case_id)) == EndorsePlan(case_id=case_id)


def test_what_cannot_be_written_in_the_record_is_refused_in_words_and_leaves_nothing(casework: Casework) -> None:
    case_id = case_of(plan(casework))
    before = topics(casework)
    for note in ("示" * 30_000, "e\u0301", "\ud800"):
        with pytest.raises(Refused, check=lambda no: no.code == "not-recordable"):
            casework.handle(EndorsePlan(case_id=case_id, note=note), DISTRICT_OFFICER)
    assert topics(casework) == before
