"""One agenda for everybody: in the order of time, and a refusal names case and step."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from application.casework import Casework
from application.clock import SetClock
from application.commands.register import GrantRole, RevokeRole
from application.demo.agenda import Agenda, HistoryError, Pause, Released, Step, Wait
from application.demo.choices import DECK, Choices, agreeing, choices_for
from application.demo.dice import Dice
from application.demo.persons import ADMINISTRATOR, SYSTEM_CLI
from domain.calendar.working_days import shipped_calendar
from domain.law.rulebook import shipped
from domain.register.person_events import RoleGranted
from tests.demo.conftest import engine_of
from web.record_log import RecordLog

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from application.demo.agenda import Move
    from tests.conftest import Databases

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
EVENING = MORNING + timedelta(hours=9)


@pytest.fixture
def agenda(databases: Databases) -> Iterator[Agenda]:
    with engine_of(databases) as engine:
        clock = SetClock(MORNING)
        casework = Casework(engine, clock=clock, rulebook=shipped(), calendar=shipped_calendar(), receipt_key=b"k" * 32, origin="test/log")
        yield Agenda(casework, clock, until=EVENING)


def grant(role: str = "auditor") -> GrantRole:
    return GrantRole(person_id=uuid4(), role=role)


def roles(agenda: Agenda) -> list[str]:
    return [record.fact.role for record in RecordLog(agenda.casework.engine).read(0, 100) if isinstance(record.fact, RoleGranted)]


def at(hour: int, *steps: str) -> Generator[Move, Any, None]:
    for number, role in enumerate(steps):
        yield Step(MORNING + timedelta(hours=hour + number * 2), grant(role), SYSTEM_CLI)


def test_two_courses_are_carried_out_in_the_order_of_time(agenda: Agenda) -> None:
    agenda.begin("one", at(1, "auditor", "regulator"))
    agenda.begin("other", at(2, "leadership", "administrator"))
    agenda.run()
    assert roles(agenda) == ["auditor", "leadership", "regulator", "administrator"]
    assert (agenda.commands, agenda.events) == (4, 4)


def test_what_would_come_after_the_end_does_not_happen(agenda: Agenda) -> None:
    agenda.begin("late", at(8, "auditor", "regulator"))
    agenda.run()
    assert roles(agenda) == ["auditor"]


def test_a_course_can_be_left_to_others(agenda: Agenda) -> None:
    agenda.begin("left", at(1, "auditor", "regulator"), last=GrantRole)
    agenda.run()
    assert roles(agenda) == ["auditor"]


def test_who_lies_in_a_tray_goes_on_when_a_desk_takes_it_out(agenda: Agenda) -> None:
    case_id = uuid4()
    told: list[Any] = []

    def waits() -> Generator[Move, Any, None]:
        told.append((yield Wait("tray", case_id)))
        yield Step(agenda.clock.moment, grant("regulator"), SYSTEM_CLI)

    def desk() -> Generator[Move, Any, None]:
        yield Pause(MORNING + timedelta(hours=3))
        ((found, thread),) = agenda.trays["tray"]
        assert found == case_id
        agenda.release(thread, Released(agenda.clock.moment, case_id))

    agenda.begin("waits", waits())
    agenda.begin("desk", desk())
    agenda.run()
    assert told == [Released(MORNING + timedelta(hours=3), case_id)]
    assert roles(agenda) == ["regulator"]


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (RevokeRole(person_id=uuid4(), role="auditor", organisation=None, reasons=()), "NotFoundError"),
        (GrantRole(person_id=uuid4(), role="expert"), "role-needs-organisation"),
    ],
)
def test_a_refused_step_stops_the_history_and_is_named(agenda: Agenda, step: Any, words: str) -> None:
    def course() -> Generator[Move, Any, None]:
        yield Step(MORNING, step, ADMINISTRATOR.capacity)

    agenda.begin("case 7 (ordinary)", course())
    with pytest.raises(HistoryError, match=rf"case 7 \(ordinary\), 2026-03-02: {words}.*{type(step).__name__}"):
        agenda.run()


def test_the_deck_comes_first_and_then_chance() -> None:
    assert [choices_for(number, Dice(number), DECK) for number in range(len(DECK))] == list(DECK)
    drawn = {choices_for(len(DECK) + number, Dice("any", number), DECK) for number in range(500)}
    assert len(drawn) > 300


def test_what_chance_drew_against_itself_is_put_right() -> None:
    assert agreeing(Choices(acceptance_corrected="held-again", more_experts=2)).more_experts == 0
    assert agreeing(Choices(acceptance_corrected="recombined")).more_experts == 1
    assert not agreeing(Choices(commissioned=False, by_consultancy=True)).by_consultancy
    assert agreeing(Choices(precheck="penalty")).penalty == "counted"
    assert agreeing(Choices(objection="upheld", veto="fraud")) == Choices(objection="upheld", departure="found")


def test_dice_of_one_name_fall_alike_and_of_another_differently() -> None:
    assert Dice("a", 1).uuid() == Dice("a", 1).uuid() != Dice("a", 2).uuid()
    assert Dice("a").child("b").draw() == Dice("a").child("b").draw() != Dice("a").child("c").draw()
    assert {Dice(number).between(1, 6) for number in range(100)} == {1, 2, 3, 4, 5, 6}
    assert Dice("a").uuid().version == 4
