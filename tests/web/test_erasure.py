"""Erasure: two agree over HTTP, and then the value is found nowhere the system writes, while every proof and every decision stands."""

from __future__ import annotations

import importlib
import pkgutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

import application.store
from application.identity import Entry
from application.store import engine, erasure_rows
from application.store.erasure_rows import HOLDS_NOTHING, SWEPT
from application.store.tables import METADATA
from application.store.trail_log import TrailLog
from application.trail.erasing import HeldUpError
from application.trail.inspection import Inspection
from application.trail.package.verify import main as verify
from domain.case.events.audit import Submitted
from domain.fact import ERASED
from domain.trail.events import DisclosureErased
from tests.stories.driver import CLOCK
from tests.web.erasure_scene import CONTACT, FILE_NAME, NAME, PDF, VALUES, Scene
from web.erasing import erasing_of

if TYPE_CHECKING:
    from tests.stories.trade import Trade


@pytest.fixture
def scene(trade: Trade, tmp_path: Path, request: pytest.FixtureRequest) -> Scene:
    url, refused = trade.town.system.engine.url, hasattr(request, "param")
    if url.get_backend_name() == "sqlite":
        return Scene(trade, tmp_path, Path(str(url.database)).parent, None, refused=refused)
    return Scene(trade, tmp_path, None, request.getfixturevalue("postgres"), refused=refused)


def test_after_an_erasure_the_value_is_found_nowhere(scene: Scene) -> None:
    scene.spread()
    for value in VALUES:
        assert scene.places(value), f"{value} was nowhere before: the search proves nothing"
    assert list(scene.files(PDF))
    scene.erases("case.Registered", "personal")
    done = scene.erases("case.Submitted", "business-secret")
    assert {value: scene.places(value) for value in VALUES} == {value: [] for value in VALUES}
    assert not list(scene.files(PDF))
    assert [each.name for each in done.backups] == ["before.tar"]


def test_the_counts_of_every_store_are_on_record_with_the_day_the_backups_end(scene: Scene) -> None:
    scene.spread()
    done = scene.erases("case.Submitted", "business-secret")
    counts = {each.store: each.count for each in done.removed}
    assert {name: counts[name] for name in ("disclosures", "drafts", "papers", "papers-entries", "exports", "lists")} == {
        "disclosures": 1,
        "drafts": 1,
        "papers": 1,
        "papers-entries": 1,
        "exports": 1,
        "lists": 1,
    }
    assert counts["read-models"] > 0
    (fact,) = [each.fact for each in scene.town.system.log.read(0, 10_000) if isinstance(each.fact, DisclosureErased)]
    assert fact.backups_end_on == datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)
    assert sorted(fact.approvers) == sorted((scene.trade.approver.person, scene.second.person))


def test_packages_made_afterwards_prove_and_loads_give_erased(scene: Scene) -> None:
    scene.sealing.seal()
    scene.erases("case.Submitted", "business-secret")
    assert Inspection(TrailLog(scene.town.system.engine)).run() == []
    assert verify([str(scene.makes_a_package()), "--vkey", str(scene.signer.key().verifier)]) == 0
    case_events = scene.town.system.casework.events.get(UUID(scene.case))
    (submitted,) = [each.fact for each in case_events if isinstance(each.fact, Submitted)]
    assert submitted.paper_names is ERASED


def test_the_case_goes_on_to_its_result_after_an_erasure(scene: Scene) -> None:
    scene.erases("case.Submitted", "business-secret")
    scene.erases("case.Registered", "personal")
    trade, case = scene.trade, scene.case
    trade.passes_precheck(case)
    trade.publishes("acceptance", case, date(2026, 9, 15))
    trade.passes(case)
    assert "case.Graded" in trade.officer.timeline(case)


def test_it_takes_two_persons_and_neither_is_who_asked(scene: Scene) -> None:
    town, trade = scene.town, scene.trade
    erasure = scene.proposes(scene.events("case.Submitted"), "business-secret")
    asking_as_approver = town.second_role(trade.officer, "bureau-approver")
    assert scene.agrees(asking_as_approver, erasure).code == "asked-and-approved-by-one"
    assert scene.agrees(trade.approver, erasure).status == 200
    assert scene.agrees(trade.approver, erasure).code == "approved-twice-by-one"
    assert erasing_of(town.system).agreed() == []
    assert scene.places(FILE_NAME)


def test_what_is_broken_off_is_begun_again_and_goes_on_counting(scene: Scene) -> None:
    scene.spread()
    erasure = scene.proposes(scene.events("case.Submitted"), "business-secret")
    for who in (scene.trade.approver, scene.second):
        scene.agrees(who, erasure)
    erasing = erasing_of(scene.town.system)
    with pytest.raises(HeldUpError):
        erasing.carry_out(UUID(erasure), acting=CLOCK, go_on=lambda: False)
    assert erasing.agreed() == [UUID(erasure)]
    done = erasing_of(scene.town.system).carry_out(UUID(erasure), acting=CLOCK)
    counts = {each.store: each.count for each in done.removed}
    assert (counts["disclosures"], counts["papers"], counts["drafts"]) == (1, 1, 1)
    assert scene.places(FILE_NAME) == []


def test_who_reads_all_the_while_holds_an_erasure_up_and_is_not_made_to_wait(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasure_rows, "PATIENCE_MILLISECONDS", 100)
    monkeypatch.setattr(engine, "BUSY_MILLISECONDS", 100)
    scene.town.system.engine.dispose()
    erasure = scene.proposes(scene.events("case.Submitted"), "business-secret")
    for who in (scene.trade.approver, scene.second):
        scene.agrees(who, erasure)
    erasing = erasing_of(scene.town.system)
    with scene.town.system.reading() as reader:
        reader.execute(text("SELECT count(*) FROM disclosures")).scalar_one()
        with pytest.raises(HeldUpError):
            erasing.carry_out(UUID(erasure), acting=CLOCK)
    assert erasing.agreed() == [UUID(erasure)]
    erasing.carry_out(UUID(erasure), acting=CLOCK)
    assert scene.places(FILE_NAME) == []


def test_who_has_an_account_stays_in_the_directory_and_is_named(scene: Scene) -> None:
    town = scene.town
    person = str(uuid4())
    town.system.identity.enter([Entry(person, NAME)])
    town.system.identity.open_account("example", person)
    done = scene.erases("case.Registered", "personal")
    assert done.still_in_directory == (person,)
    assert "directory.name" in scene.places(NAME)


def test_other_events_that_say_the_same_are_named(scene: Scene) -> None:
    (registered,) = scene.events("case.Registered")
    done = scene.erases("case.Planned", "personal")
    assert done.elsewhere == ((registered, "personal"),)
    assert scene.places(CONTACT)
    assert scene.erases("case.Registered", "personal").elsewhere == ()
    assert scene.places(CONTACT) == []


@pytest.mark.parametrize("scene", ["refused first"], indirect=True)
def test_a_refusal_that_repeated_the_value_is_named_and_can_be_erased_as_well(scene: Scene) -> None:
    (refusal,) = scene.events("refusal.RequestRefused")
    assert scene.erases("case.Submitted", "business-secret").elsewhere == ((refusal, "business-secret"),)
    assert scene.places(FILE_NAME)
    scene.erases("refusal.RequestRefused", "business-secret")
    assert scene.places(FILE_NAME) == []
    (kept,) = scene.trade.signer.sees("/refusals")["items"]
    assert (kept["code"], kept["sentences"]) == ("paper-name-stray", [])


def test_what_is_only_shut_away_stays(scene: Scene) -> None:
    erasure = scene.proposes(scene.events("case.Submitted"), "business-secret", restrict_only=True)
    for who in (scene.trade.approver, scene.second):
        scene.agrees(who, erasure)
    assert erasing_of(scene.town.system).carry_out(UUID(erasure), acting=CLOCK).removed == ()
    assert scene.places(FILE_NAME)


def test_every_durable_table_says_what_an_erasure_does_with_it() -> None:
    for module in pkgutil.iter_modules(application.store.__path__):
        importlib.import_module(f"application.store.{module.name}")
    swept = {table.name for table in SWEPT}
    assert not swept & HOLDS_NOTHING.keys()
    assert set(METADATA.tables) == swept | HOLDS_NOTHING.keys()
