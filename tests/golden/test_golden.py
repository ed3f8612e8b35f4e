"""Every event version ever stored is still read, and read as what it was."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
import pytest

from application.store.event_store import FactMapper
from application.store.sealed import SealedEvent
from domain.catalogue import FACTS
from tests.golden.freeze import FOLDER, STAMP

if TYPE_CHECKING:
    from pathlib import Path

FROZEN = sorted(FOLDER.glob("*.json"), key=lambda path: path.name)


def stored(frozen: dict[str, Any], topic: str) -> SealedEvent:
    return SealedEvent(
        originator_id=UUID(int=1),
        originator_version=4,
        topic=topic,
        state=frozen["leaf"].encode(),
        case_id=UUID(int=2),
        case_version=9,
        recorded_at="2026-03-02T01:02:03.000004Z",
        leaf_hash=bytes.fromhex(frozen["leaf_hash"]),
        disclosures=tuple((field_class, "\n".join(lines).encode()) for field_class, lines in frozen["disclosures"].items()),
    )


def test_every_event_of_the_catalogue_is_frozen() -> None:
    """A new event or schema needs a file of its own: run ``python -m tests.golden.freeze`` once and commit it."""
    names = {path.stem for path in FROZEN}
    assert {f"{topic}-{kind.SCHEMA}" for topic, kind in FACTS.items()} <= names


def test_no_event_that_was_stored_has_left_the_catalogue() -> None:
    assert {path.stem.rpartition("-")[0] for path in FROZEN} <= set(FACTS)


@pytest.mark.parametrize("path", FROZEN, ids=lambda path: path.stem)
def test_a_stored_event_is_read_as_what_it_was(path: Path) -> None:
    frozen = json.loads(path.read_text())
    topic, _, schema = path.stem.rpartition("-")
    recorded = FactMapper().to_domain_event(stored(frozen, topic))
    assert type(recorded.fact) is FACTS[topic]
    if int(schema) == FACTS[topic].SCHEMA:
        assert json.loads(msgspec.json.encode(recorded.fact)) == frozen["members"]
    assert recorded.stamp == STAMP


@pytest.mark.parametrize("path", FROZEN, ids=lambda path: path.stem)
def test_the_leaf_hash_and_the_digests_of_a_stored_event_hold(path: Path) -> None:
    frozen = json.loads(path.read_text())
    assert hashlib.sha256(b"\x00" + frozen["leaf"].encode()).hexdigest() == frozen["leaf_hash"]
    lines = [line.encode() for content in frozen["disclosures"].values() for line in content]
    digests = sorted(urlsafe_b64encode(hashlib.sha256(urlsafe_b64encode(line).rstrip(b"=")).digest()).rstrip(b"=").decode() for line in lines)
    assert json.loads(frozen["leaf"])["data"].get("_sd", []) == digests
