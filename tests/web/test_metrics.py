"""指标: those who watch the system read counts, in a form every program of that kind reads; nobody else does."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from prometheus_client.parser import text_string_to_metric_families

from projections.heartbeat import beat
from projections.read_models import READ_MODELS
from tests.examples.acceptance import LAST_DAY
from tests.web.test_calendar_feed import office

if TYPE_CHECKING:
    from tests.clock.office import Office
    from tests.stories.driver import Someone, Town

__all__ = ("office",)

Samples = dict[tuple[str, ...], float]


def asked(town: Town, who: Someone | None) -> tuple[int, str]:
    headers = {"Authorization": f"Bearer {who.secret}"} if who else {}
    response = town.app.test_client().get("/metrics", base_url="https://localhost", headers=headers)
    return response.status_code, response.text


def measured(town: Town) -> Samples:
    """Samples by name and label, as a parser that is not ours reads them."""
    status, text = asked(town, town.person("administrator"))
    assert status == 200
    town.catch_up()
    families = text_string_to_metric_families(text)
    return {(each.name.removeprefix("qingjian_"), *each.labels.values()): each.value for family in families for each in family.samples}


@pytest.mark.parametrize("role", ["bureau-officer", "auditor", "regulator"])
def test_only_an_administrator_reads_them(town: Town, role: str) -> None:
    assert asked(town, None)[0] == 401
    assert asked(town, town.person(role))[0] == 403
    assert asked(town, town.person("administrator"))[0] == 200


def test_a_clock_that_is_silent_is_seen(town: Town) -> None:
    assert measured(town)[("scheduler_alive",)] == 0
    with town.system.engine.begin() as connection:
        beat(connection, "clock@host/1", town.clock.now() - timedelta(hours=1))
        beat(connection, "clock@host/2", town.clock.now())
    found = measured(town)
    assert (found[("scheduler_alive",)], found[("heartbeat_age_seconds", "clock")]) == (1, 0)
    town.clock.moment += timedelta(seconds=61)
    found = measured(town)
    assert (found[("scheduler_alive",)], found[("heartbeat_age_seconds", "clock")]) == (0, 61)


def test_each_read_model_says_how_far_it_is_behind(town: Town) -> None:
    town.catch_up()
    town.person("bureau-officer")
    found = measured(town)
    head = found[("log_position",)]
    for each in READ_MODELS:
        assert found[("projection_position", each.name)] + found[("projection_lag_events", each.name)] == head
        assert found[("projection_stopped", each.name)] == 0
    assert found[("projection_lag_events", "case_file")] > 0


def test_what_is_due_and_what_is_provisional_is_counted(town: Town, office: Office) -> None:
    office.put_accepted(2, date(2027, 1, 8))
    office.projector.catch_up()
    assert measured(town)[("due_commands", "revision")] == 0
    assert measured(town)[("provisional_deadlines",)] == 1
    town.on(LAST_DAY + timedelta(days=1))
    assert measured(town)[("due_commands", "revision")] == 1
    office.round(LAST_DAY + timedelta(days=1))
    assert measured(town)[("due_commands", "revision")] == 0


def test_messages_are_counted_by_state(town: Town) -> None:
    found = measured(town)
    assert {found[("mails", state)] for state in ("waiting", "failed", "sent", "unwanted", "no-address")} == {0}
    assert found[("mail_oldest_waiting_seconds",)] == 0
