"""``demo load`` and ``demo seed``, as they are typed."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from application.clock import SetClock
from application.commands.planning import PlanCase
from application.settings import Settings
from application.store.leadership import duty_of
from domain.fact import Capacity
from domain.register.credit_code import enterprise_id
from domain.register.events import EnterpriseRegistered
from tests.examples.plan import form
from web.app import create_app
from web.auth import grants

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result

    from web.system import System

EVENING = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class Typist:
    """Types commands on one database."""

    def __init__(self, url: str, folder: Path, mode: str) -> None:
        settings = Settings(
            mode=mode,
            instance_dir=folder,
            database_url=url,
            storage_url=f"file://{folder}/papers",
            trail_origin="test.qingjian.example/log",
            secret_key="k" * 32,
        )
        self.app = create_app(settings, clock=SetClock(EVENING))
        self.parts: System = self.app.extensions["qingjian"]

    def __call__(self, *words: object) -> Result:
        return self.app.test_cli_runner().invoke(args=["demo", *map(str, words)])


@pytest.fixture
def typist(migrated_database_url: str, tmp_path: Path) -> Iterator[Callable[[str], Typist]]:
    made: list[Typist] = []

    def make(mode: str) -> Typist:
        made.append(Typist(migrated_database_url, tmp_path, mode))
        return made[-1]

    yield make
    for each in made:
        each.parts.engine.dispose()


def test_a_load_says_how_much_how_fast_and_in_how_much_memory(typist: Callable[[str], Typist]) -> None:
    demo = typist("demo")
    result = demo("load", "--cases", 8, "--seed", 5)
    assert result.exit_code == 0, result.output
    counted = r"(\d+) cases, \d+ commands, (\d+) events in [\d.]+ s \([\d.]+ s of this process\)"
    said = re.fullmatch(counted + r": \d+ events/s, at most \d+ MB of memory\.\n", result.stdout)
    assert said is not None
    assert int(said[1]) >= 8
    assert int(said[2]) == demo.parts.log.head()


def test_the_read_models_have_caught_up_when_it_returns(typist: Callable[[str], Typist]) -> None:
    demo = typist("demo")
    assert demo("load", "--cases", 8, "--seed", 5).exit_code == 0
    status = demo.app.test_cli_runner().invoke(args=["projections", "status"])
    assert status.exit_code == 0, status.output
    rows = [line.split() for line in status.stdout.splitlines()[1:]]
    assert {row[2] for row in rows} == {str(demo.parts.log.head())}


def test_a_seed_is_not_loaded_twice(typist: Callable[[str], Typist]) -> None:
    demo = typist("demo")
    assert demo("load", "--cases", 2, "--seed", 5).exit_code == 0
    again = demo("load", "--cases", 3, "--seed", 5)
    assert again.exit_code == 1
    assert again.stderr == "Error: The history of seed 5 is in this database already; choose another seed.\n"
    assert demo("load", "--cases", 2, "--seed", 6).exit_code == 0


def test_fictional_cases_do_not_mix_with_real_ones(typist: Callable[[str], Typist]) -> None:
    office = typist("production")
    assert office("load", "--cases", 1, "--seed", 5).exit_code == 0, "an empty database may be filled for a benchmark"
    assert office("load", "--cases", 1, "--seed", 6).exit_code == 1
    assert office("seed").exit_code == 1


def test_nothing_is_loaded_while_a_worker_is_on_duty(typist: Callable[[str], Typist]) -> None:
    demo = typist("demo")
    duty = duty_of(demo.parts.engine)
    assert duty.take()
    try:
        refused = demo("load", "--cases", 1, "--seed", 5)
    finally:
        duty.leave()
    assert refused.exit_code == 1
    assert "worker" in refused.stderr
    assert demo.parts.log.head() == 0


def test_a_demo_has_people_of_every_role_work_and_an_open_call(typist: Callable[[str], Typist]) -> None:
    demo = typist("demo")
    first = demo("seed")
    assert first.exit_code == 0, first.output
    head = demo.parts.log.head()
    parts = demo.parts

    with demo.app.app_context():
        people = parts.identity.without_password(100)
        roles = {grant.role for person in people for grant in grants(parts, person)}
        assert len(people) == len(first.stdout.splitlines()) > 25
        assert roles == {
            *("enterprise-filler", "enterprise-signer", "enterprise-administrator", "consultant", "district-officer"),
            *("bureau-officer", "bureau-approver", "leadership", "expert", "auditor", "regulator", "administrator"),
        }
        filler = parts.identity.person_of("filler")
        assert filler is not None
        (grant,) = grants(parts, filler)
        assert grant.organisation is not None
        plan = PlanCase(form=form(credit_code=code_of(parts, UUID(grant.organisation))))
        assert parts.casework.handle(plan, Capacity(filler, grant.role, grant.organisation)).created is not None

    again = demo("seed")
    assert again.exit_code == 0
    assert again.stdout == first.stdout
    assert parts.log.head() == head + 2  # the plan that was handed in meanwhile


def code_of(parts: System, wanted: UUID) -> str:
    codes = [record.fact.credit_code for record in parts.log.read(0, 100_000) if isinstance(record.fact, EnterpriseRegistered)]
    return next(code for code in codes if enterprise_id(code) == wanted)
