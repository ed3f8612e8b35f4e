"""``trail inspect`` and ``trail erase`` as they are typed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from application.commands.trail import ApproveErasure, ProposeErasure
from application.store.fences import missing_fences
from application.trail.signer import Signer
from domain.fact import Capacity
from tests.trail.filling import fill, without_fences
from web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from tests.stories.driver import Town

    Run = Callable[..., Result]


@pytest.fixture
def run(town: Town) -> Run:
    Signer.create(town.system.settings.signing_key, town.system.settings.trail_origin)
    app = create_app(town.system.settings, clock=town.clock)
    app.extensions["qingjian"] = town.system
    return lambda *words: app.test_cli_runner().invoke(args=["trail", *map(str, words)])


@pytest.fixture
def agreed(town: Town) -> UUID:
    """An erasure two people agreed to: who a notified party is."""
    (case, *_) = fill(town.system.casework, 6, cases=1)
    officer = Capacity(person="p-officer", role="bureau-officer")
    asked = ProposeErasure(events=(f"{case}/1",), field_class="personal", basis="示例")
    erasure = town.system.casework.handle(asked, officer).created
    assert erasure is not None
    for person in ("p-first", "p-second"):
        town.system.casework.handle(ApproveErasure(erasure_id=erasure), Capacity(person=person, role="bureau-approver"))
    return erasure


def test_a_sound_record_is_said_to_be_and_a_broken_one_named(run: Run, town: Town) -> None:
    fill(town.system.casework, 30)
    assert run("checkpoint").exit_code == 0
    assert (run("inspect").exit_code, "sound" in run("inspect").output) == (0, True)
    with town.system.engine.begin() as connection:
        without_fences(connection)
        connection.execute(text("UPDATE events SET topic = 'case.Planned' WHERE position = 7"))
    broken = run("inspect")
    assert broken.exit_code == 1
    assert "leaf-changed at 6" in broken.output


def test_an_agreed_erasure_is_listed_carried_out_and_listed_no_more(run: Run, agreed: UUID) -> None:
    assert run("erasures").output.split() == [str(agreed)]
    done = run("erase", agreed)
    assert done.exit_code == 0, done.output
    assert "disclosures" in done.output
    assert run("erasures").output == ""
    assert run("erase", agreed).exit_code == 1, "it is done"


def test_what_nobody_agreed_to_is_not_erased(run: Run) -> None:
    refused = run("erase", uuid4())
    assert (refused.exit_code, "Traceback" in refused.output) == (1, False)


def test_fences_that_were_taken_down_are_named_and_put_up_again(town: Town) -> None:
    with town.system.engine.begin() as connection:
        without_fences(connection)
    app = create_app(town.system.settings, clock=town.clock)
    app.extensions["qingjian"] = town.system
    done = app.test_cli_runner().invoke(args=["database", "fences"])
    assert (done.exit_code, "events_no_update was gone" in done.output) == (0, True), done.output
    with town.system.engine.connect() as connection:
        assert missing_fences(connection) == []
