"""Whole cases as they were once stored still fold to the state they had, under whatever code reads them."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from application.store.event_store import FactMapper
from application.store.sealed import SealedEvent
from tests.golden.freeze_streams import FOLDER, HISTORIES, as_text, folded, freeze, said

if TYPE_CHECKING:
    from pathlib import Path

FROZEN = sorted(FOLDER.glob("*.json"), key=lambda path: path.name)


def stored(case_id: UUID, row: dict[str, Any]) -> SealedEvent:
    return SealedEvent(
        originator_id=UUID(row["originator"]),
        originator_version=row["version"],
        topic=row["topic"],
        state=row["leaf"].encode(),
        case_id=case_id,
        case_version=row["case_version"],
        recorded_at=row["recorded_at"],
        leaf_hash=bytes.fromhex(row["leaf_hash"]),
        disclosures=tuple((field_class, "\n".join(lines).encode()) for field_class, lines in row["disclosures"].items()),
    )


def rows_of(frozen: dict[str, Any]) -> list[SealedEvent]:
    return [stored(UUID(frozen["case"]), row) for row in frozen["rows"]]


def test_every_history_is_frozen() -> None:
    """A new history needs a file of its own: run ``python -m tests.golden.freeze_streams`` once and commit it."""
    assert HISTORIES.keys() <= {path.stem for path in FROZEN}


@pytest.mark.parametrize("path", FROZEN, ids=lambda path: path.stem)
def test_a_stored_history_folds_to_the_state_it_had(path: Path) -> None:
    frozen = json.loads(path.read_text())
    case, sheets = folded(UUID(frozen["case"]), [FactMapper().to_domain_event(row) for row in rows_of(frozen)])
    now = said(case, sheets, frozen["attributes"])
    assert now["members"] == frozen["members"]
    assert now["digest"] == frozen["digest"]


@pytest.mark.parametrize("path", FROZEN, ids=lambda path: path.stem)
def test_a_stored_history_is_one_chain(path: Path) -> None:
    before = b""
    for number, row in enumerate(rows_of(json.loads(path.read_text())), start=1):
        leaf = json.loads(row.state)
        assert (row.case_version, leaf["casever"]) == (number, number)
        assert leaf.get("prevleaf") == (b64encode(before).decode() if before else None)
        before = hashlib.sha256(b"\x00" + row.state).digest()
        assert row.leaf_hash == before


@pytest.mark.parametrize("path", FROZEN, ids=lambda path: path.stem)
def test_a_changed_mark_is_found(path: Path) -> None:
    """A control that loses: one figure of one stored row is another one."""
    frozen = json.loads(path.read_text())
    planned = next(row for row in frozen["rows"] if row["topic"] == "case.Planned")
    planned["leaf"] = planned["leaf"].replace("电子制品", "其他制品")
    case, sheets = folded(UUID(frozen["case"]), [FactMapper().to_domain_event(row) for row in rows_of(frozen)])
    assert said(case, sheets, frozen["attributes"])["digest"] != frozen["digest"]


def test_what_is_frozen_is_not_written_again() -> None:
    before = {path.name: path.read_bytes() for path in FROZEN}
    assert freeze() == []
    assert {path.name: path.read_bytes() for path in FOLDER.glob("*.json")} == before


@pytest.mark.parametrize("path", FROZEN, ids=lambda path: path.stem)
def test_a_row_is_kept_as_it_lay_in_the_store(path: Path) -> None:
    frozen = json.loads(path.read_text())
    assert [as_text(row) for row in rows_of(frozen)] == frozen["rows"]
