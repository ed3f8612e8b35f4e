"""A history is lawful, fictional, in the order of time, and the same under the same seed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from application.clock import business_day
from application.commands.planning import OpenPlanCall
from application.demo.load import SeedLoadedError
from application.demo.persons import OFFICERS
from domain.case.events.plan import Planned
from domain.lists.events import PlanCallOpened
from domain.register.credit_code import fault_of
from domain.register.events import ConsultancyRegistered, EnterpriseRegistered, StaffEntered
from domain.register.person_events import RoleGranted
from tests.demo.conftest import UNTIL, History, casework_on, engine_of, told

if TYPE_CHECKING:
    from application.store.event_store import Recorded
    from tests.conftest import Databases

FEW = 25


def without_hashes(record: Recorded) -> str:
    """All of a record but the hashes, which come from random salts; those of sealed sheets stand inside a fact."""
    return re.sub("[0-9a-f]{64}'", "'", repr(record._replace(leaf_hash=b"")))


def test_the_same_seed_gives_the_same_history(databases: Databases) -> None:
    histories: list[list[str]] = []
    for _ in range(2):
        with engine_of(databases) as engine:
            histories.append([without_hashes(record) for record in told(engine, FEW, 3).records])
    assert len(histories[0]) > 500
    assert histories[0] == histories[1]


def test_another_seed_gives_another_history(databases: Databases) -> None:
    with engine_of(databases) as engine:
        first = told(engine, FEW, 3)
        both = told(engine, FEW, 4)
    known = {record.originator_id for record in first.records}
    assert {record.originator_id for record in both.records[len(first.records) :] if record.originator_version == 1}.isdisjoint(known)
    numbers = [record.fact.case_number for record in both.records if isinstance(record.fact, Planned)]
    assert len(numbers) == len(set(numbers)) >= FEW


def test_calls_on_record_already_are_kept_to(databases: Databases) -> None:
    own = OpenPlanCall(year=2026, batch=1, opens_on=date(2026, 3, 1), closes_on=date(2026, 3, 31))
    with engine_of(databases) as engine:
        casework_on(engine, UNTIL).handle(own, OFFICERS[0].capacity)
        history = told(engine, 40, 3)
    calls = {record.fact.batch: record.fact for record in history.records if isinstance(record.fact, PlanCallOpened) and record.fact.year == 2026}
    planned = [record.stamp.on for record in history.records if isinstance(record.fact, Planned) and record.stamp.on.year == 2026]
    assert calls.keys() == {1, 2}
    assert planned
    assert all(any(call.opens_on <= day <= call.closes_on for call in calls.values()) for day in planned)


def test_case_numbers_have_no_gap(history: History) -> None:
    numbers = [record.fact.case_number for record in history.records if isinstance(record.fact, Planned)]
    of_2025 = sorted(number for number in numbers if number.startswith("QJ-2025-"))
    assert of_2025 == [f"QJ-2025-{number:06d}" for number in range(1, len(of_2025) + 1)]
    assert history.world.casework.take_case_number(2025) == f"QJ-2025-{len(of_2025) + 1:06d}"


def test_a_seed_is_loaded_once(databases: Databases) -> None:
    with engine_of(databases) as engine:
        told(engine, 1, 3)
        with pytest.raises(SeedLoadedError, match="seed 3"):
            told(engine, 2, 3)


def test_the_log_rises_in_time_and_ends_at_the_end(history: History) -> None:
    moments = [datetime.fromisoformat(record.recorded_at) for record in history.records]
    assert all(earlier <= later for earlier, later in pairwise(moments))
    assert moments[-1] <= UNTIL
    assert (UNTIL - moments[-1]).days < 7
    assert business_day(moments[0]) == history.world.start


def test_no_day_is_backdated_and_each_is_that_of_its_moment(history: History) -> None:
    for record in history.records:
        assert record.stamp.backdated_because is None
        assert record.stamp.on == business_day(datetime.fromisoformat(record.recorded_at).astimezone(UTC))


def test_cases_are_interleaved_as_in_life(history: History) -> None:
    cases = [record.case_id for record in history.records if record.fact.TOPIC.startswith("case.")]
    assert sum(one != other for one, other in pairwise(cases)) > len(cases) // 4


def test_everybody_who_acts_holds_the_role_and_has_a_name(history: History) -> None:
    granted = {(str(record.originator_id), record.fact.role) for record in history.records if isinstance(record.fact, RoleGranted)}
    acting = {(record.stamp.by.person, record.stamp.by.role) for record in history.records if record.stamp.by.role != "system"}
    assert not acting - granted
    assert all(history.names[person].startswith("示例") for person, _ in acting)


def test_names_say_that_they_are_fictional_and_codes_are_valid(history: History) -> None:
    named = [record.fact for record in history.records if isinstance(record.fact, EnterpriseRegistered | ConsultancyRegistered)]
    assert len({fact.credit_code for fact in named}) == len(named) > 200
    for fact in named:
        assert "示例" in fact.name
        assert fault_of(fact.credit_code) is None
    staff = [record.fact.name for record in history.records if isinstance(record.fact, StaffEntered)]
    assert all(isinstance(name, str) and name.startswith("示例") for name in staff)
    phones = {record.fact.contact_phone for record in history.records if isinstance(record.fact, Planned)}
    assert all(isinstance(each, str) and re.fullmatch(r"0755-0000[0-9]{4}", each) for each in phones)
