"""A record that fails its check takes nothing in and says so; signing that stopped, and a night's finding, are seen by those who watch."""

from __future__ import annotations

import logging
import stat
from datetime import timedelta
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from application.trail.keeping import Keeping
from application.trail.sealing import Sealing
from application.trail.signer import Signer
from application.trail.watching import Watch
from domain.trail.events import Alarmed
from tests.examples.plan import form
from tests.trail.filling import without_fences
from web.cli.worker import CouldNotRun, Worker
from web.erasing import Erasures

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.stories.driver import Town
    from tests.stories.trade import Trade


def ready(town: Town) -> tuple[int, dict[str, Any]]:
    response = town.app.test_client().get("/readyz", base_url="https://localhost")
    return response.status_code, response.get_json()["checks"]


@pytest.fixture
def sealing(town: Town) -> Sealing:
    return Sealing(town.system.casework, Signer.create(town.system.settings.signing_key, town.system.settings.trail_origin))


def drop_fences(town: Town) -> None:
    with town.system.engine.begin() as connection:
        without_fences(connection)


# ------------------------------------------------------------------------------------------------------------- the check


def test_a_record_without_fences_takes_nothing_in_and_is_read_all_the_same(trade: Trade) -> None:
    trade.plans()
    drop_fences(trade.town)
    forget(trade.town)
    refused = trade.signer.asks("/cases", {"form": form()})
    assert (refused.status, refused.code) == (503, "record-unsound")
    assert trade.officer.looks_for("/worklist").status == 200
    status, checks = ready(trade.town)
    assert (status, checks["record"]) == (503, {"ok": False, "faults": ["fence-missing"]})


def forget(town: Town) -> None:
    """A minute passes: the process looks again."""
    from web import soundness  # noqa: PLC0415

    soundness._KNOWN.pop(town.system, None)


def test_a_sound_record_is_ready(trade: Trade, sealing: Sealing) -> None:
    trade.plans()
    sealing.seal()
    trade.town.catch_up()
    status, checks = ready(trade.town)
    assert (status, checks["record"]) == (200, {"ok": True, "faults": []})


def test_a_worker_does_not_start_on_a_record_that_is_not_sound(town: Town) -> None:
    drop_fences(town)
    with pytest.raises(CouldNotRun, match="fence-missing"):
        Worker(town.system, Event()).run()


# ------------------------------------------------------------------------------------------------------------ the signing


def test_events_that_nobody_signs_are_seen_after_a_quarter_of_an_hour(trade: Trade, sealing: Sealing) -> None:
    case = trade.plans()
    sealing.seal()
    assert ready(trade.town)[1]["signing"]["ok"]
    trade.town.clock.moment += timedelta(minutes=16)
    assert ready(trade.town)[1]["signing"]["ok"], "nothing waits"
    trade.reports(case)
    status, checks = ready(trade.town)
    assert (status, checks["signing"]["ok"]) == (200, False)
    sealing.seal()
    assert ready(trade.town)[1]["signing"]["ok"]


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda key: key.unlink(), id="missing"),
        pytest.param(lambda key: key.write_text("PRIVATE+KEY+x+y+z\n"), id="damaged"),
        pytest.param(lambda key: key.write_bytes(b"\xff\xfe\x00"), id="no text"),
        pytest.param(lambda key: key.write_text(""), id="empty"),
        pytest.param(lambda key: key.chmod(0o644), id="open to others"),
        pytest.param(lambda key: key.with_name("trail.key.last").unlink(), id="without memory"),
        pytest.param(lambda key: key.with_name("trail.key.last").write_text("nothing"), id="memory damaged"),
    ],
)
def test_a_key_that_fails_stops_the_signing_loudly_and_events_go_on(
    trade: Trade, sealing: Sealing, caplog: pytest.LogCaptureFixture, spoil: Callable[[Path], object]
) -> None:
    case = trade.plans()
    keeping = Keeping(sealing)
    keeping.round()
    size = ready(trade.town)[1]["signing"]["size"]
    assert size > 0
    key = trade.town.system.settings.signing_key
    spoil(key)
    before = {path.name: (path.stat().st_mode, path.read_bytes()) for path in key.parent.glob("trail.key*")}
    trade.reports(case)
    trade.town.clock.moment += timedelta(hours=1)
    with caplog.at_level(logging.CRITICAL):
        keeping.round()
    assert "STOPPED" in caplog.text
    assert {path.name: (path.stat().st_mode, path.read_bytes()) for path in key.parent.glob("trail.key*")} == before, "something was made anew"
    signing = ready(trade.town)[1]["signing"]
    assert (signing["ok"], signing["size"], signing["unsigned"] > 0) == (False, size, True)
    trade.publishes("plan", case, trade.town.today)


def test_a_key_is_its_owners_alone(town: Town, sealing: Sealing) -> None:
    assert stat.S_IMODE(town.system.settings.signing_key.stat().st_mode) == 0o600


# --------------------------------------------------------------------------------------------------------------- the night


def test_every_night_the_record_is_inspected_once(trade: Trade, sealing: Sealing) -> None:
    trade.plans()
    sealing.seal()
    watch = Watch(sealing)
    assert watch.round() == []
    assert watch.round() is None
    trade.town.clock.moment += timedelta(hours=10)
    assert not watch.due()
    trade.town.clock.moment += timedelta(hours=8)
    assert watch.round() == []
    assert ready(trade.town)[1]["inspection"] | {"events": 0} == {
        "ok": True,
        "finding": None,
        "index": None,
        "events": 0,
        "seconds_since": 0.0,
        "running": None,
    }


def test_a_night_that_was_missed_is_seen(trade: Trade, sealing: Sealing) -> None:
    assert not ready(trade.town)[1]["inspection"]["ok"]
    Watch(sealing).round()
    trade.town.clock.moment += timedelta(hours=37)
    assert not ready(trade.town)[1]["inspection"]["ok"]


def test_what_a_night_finds_is_an_event_a_line_in_the_log_and_seen_by_those_who_watch(
    trade: Trade, sealing: Sealing, caplog: pytest.LogCaptureFixture
) -> None:
    trade.plans()
    sealing.seal()
    with trade.town.system.engine.begin() as connection:
        connection.execute(text("DELETE FROM disclosures WHERE field_class = 'personal'"))
    watch = Watch(sealing)
    found = watch.round()
    assert found is not None
    assert [each.code for each in found] == ["disclosure-missing"]
    assert "THE RECORD IS BROKEN" in caplog.text
    assert alarms(trade.town) == [Alarmed(finding="disclosure-missing", index=found[0].at)]
    inspection = ready(trade.town)[1]["inspection"]
    assert (inspection["ok"], inspection["finding"], inspection["index"]) == (False, "disclosure-missing", found[0].at)
    trade.town.clock.moment += timedelta(days=1)
    watch.round()
    assert len(alarms(trade.town)) == 1, "the same finding is told once"


def test_one_that_was_broken_off_is_made_up_for(trade: Trade, sealing: Sealing) -> None:
    trade.plans()
    watch = Watch(sealing)
    assert watch.round(lambda: False) is None
    assert ready(trade.town)[1]["inspection"]["running"] == 0
    assert watch.due()
    assert watch.round() == []


def alarms(town: Town) -> list[object]:
    return [each.fact for each in town.system.log.read(0, 10_000) if isinstance(each.fact, Alarmed)]


# ------------------------------------------------------------------------------------------------------- erasures agreed to


def test_the_worker_carries_out_what_two_agreed_to(trade: Trade) -> None:
    case = trade.plans()
    trade.town.catch_up()
    second = trade.town.person("bureau-approver")
    asked = {"events": (f"{case}/1",), "field_class": "personal", "basis": "示例依据"}
    erasure = trade.officer.posts("/erasures", asked).body["id"]
    erasures = Erasures(trade.town.system)
    for version, who in enumerate((trade.approver, second), start=1):
        erasures.round(lambda: True)
        assert who.asks(f"/erasures/{erasure}/approval", {}, if_match=f'"{version}"').status == 200
    with trade.town.system.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM disclosures WHERE field_class = 'personal'")).scalar_one() == 1
    erasures.round(lambda: True)
    with trade.town.system.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM disclosures WHERE field_class = 'personal'")).scalar_one() == 0
