"""Derived logs are read by pm4py in a process of its own, fit the schema of OCEL 2.0, and are not taken for evidence."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

from application.trail.package.export import Export
from application.trail.package.extras import Extras
from application.trail.package.verify import verify
from domain.trail.events import Portion
from tests.architecture.tree import ROOT
from tests.peers.conftest import HERE, ran
from tests.trail.packages import Office, office

if TYPE_CHECKING:
    from pathlib import Path

PYTHON = ROOT / ".venv-miners/bin/python"
SIZE = 1_200


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return office(tmp_path_factory.mktemp("log"), SIZE)


@pytest.fixture(scope="module")
def package(log: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exported(log, tmp_path_factory.mktemp("full") / "package")


def exported(log: Office, out: Path, portion: Portion | None = None, profile: str = "regulator") -> Path:
    checkpoint = log.sealing.log.last_checkpoint()
    assert checkpoint is not None
    Export(log.sealing.log, checkpoint, portion or Portion(mode="full"), profile, log.vkey, Extras(side=True)).write(out)
    return out


def mined(kind: str, path: Path) -> dict[str, Any]:
    assert PYTHON.exists(), "make peers makes the environment of the process miners"
    found = ran(PYTHON, "-I", HERE / "mining.py", kind, path)
    assert found.returncode == 0, found.stderr
    told: dict[str, Any] = json.loads(found.stdout)
    return told


def types(package: Path) -> list[str]:
    content = json.loads((package / "data/side/ocel2.json").read_text())
    return sorted({each["type"] for each in content["events"]})


def test_pm4py_reads_every_event_of_the_object_centric_log(package: Path) -> None:
    found = mined("ocel", package / "data/side/ocel2.json")
    assert (found["events"], found["types"]) == (SIZE, types(package))
    assert found["objects"] >= 20
    assert found["relations"] >= 2 * SIZE


def test_pm4py_reads_every_event_of_the_case_centric_log_with_its_zone(package: Path, log: Office) -> None:
    found = mined("xes", package / "data/side/log.xes")
    assert (found["events"], found["types"], found["zone"]) == (SIZE, types(package), "UTC")
    assert found["cases"] == len(set(log.cases)) + 1


def test_the_object_centric_log_fits_its_schema_and_every_relation_its_object(package: Path) -> None:
    content = json.loads((package / "data/side/ocel2.json").read_text())
    schema = jsonschema_rs.validator_for(json.loads((HERE / "ocel20.schema.json").read_text()))
    assert [str(each) for each in schema.iter_errors(content)] == []
    assert not schema.is_valid({**content, "events": [{"id": "1", "type": "x"}]})
    objects = {each["id"] for each in content["objects"]}
    assert {each["type"] for each in content["objects"]} == {each["name"] for each in content["objectTypes"]}
    assert {each["objectId"] for event in content["events"] for each in event["relationships"]} <= objects
    known = {each["name"]: {one["name"] for one in each["attributes"]} for each in content["eventTypes"]}
    assert all({one["name"] for one in event["attributes"]} <= known[event["type"]] for event in content["events"])


def test_the_table_has_every_event_once(package: Path) -> None:
    with (package / "data/side/events.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["at"]) for row in rows] == list(range(SIZE))
    assert any("示例意见" in row["members"] for row in rows)


def test_what_is_withheld_is_in_no_derived_file(log: Office, tmp_path: Path) -> None:
    package = exported(log, tmp_path / "package", profile="public")
    assert "示例意见" not in "".join(path.read_text(encoding="utf-8") for path in (package / "data/side").iterdir())


def test_derived_files_say_they_are_no_evidence_and_one_changed_is_seen(package: Path, log: Office, tmp_path: Path) -> None:
    told = json.loads((package / "data/side/derivation.json").read_text())
    assert (told["evidence"], told["files"]["ocel2.json"]["events"]) == (False, SIZE)
    case = exported(log, tmp_path / "package", Portion(mode="case", case_id=log.cases[3]))
    assert verify(str(case), log.vkey).exit_code == 0
    (case / "data/side/log.xes").write_text("<log/>")
    assert verify(str(case), log.vkey).exit_code == 1


def test_derived_files_of_equal_content_are_equal(log: Office, tmp_path: Path) -> None:
    one, other = (exported(log, tmp_path / name) for name in ("one.zip", "other.zip"))
    assert one.read_bytes() == other.read_bytes()
