"""Sealing: every event goes into a signed tree; a changed past, a lost key or a lost memory stops the signing and nothing else."""

from __future__ import annotations

import json
from base64 import b64decode
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec
import pytest
from sqlalchemy import text

from application.trail.checkpoint import parse_checkpoint
from application.trail.heads import heads_tree
from application.trail.inspection import Inspection
from application.trail.leaf import leaf_hash
from application.trail.note import KeyFileError, new_key, open_note
from application.trail.signer import InconsistentTreeError, Signer
from application.trail.tree import check_consistency, root_of
from domain.trail.events import KeyRotated
from tests.trail.filling import ORIGIN, fill, leaves, sealing_of, without_fences

if TYPE_CHECKING:
    from pathlib import Path

    from application.casework import Casework
    from domain.fact import Fact


def test_a_checkpoint_signs_the_root_over_every_event(casework: Casework, tmp_path: Path) -> None:
    fill(casework, 600)
    sealing = sealing_of(casework, tmp_path)
    kept = sealing.seal().checkpoint
    found = parse_checkpoint(open_note(kept.note, [sealing.signer.key().verifier]))
    written = list(leaves(casework))
    assert found.size == len(written) == 602  # Genesis and the heads of the cases
    assert found.root == root_of([leaf_hash(each) for each in written])


def test_the_last_leaf_before_a_checkpoint_holds_the_heads_of_all_cases(casework: Casework, tmp_path: Path) -> None:
    fill(casework, 100, cases=7)
    sealing = sealing_of(casework, tmp_path)
    sealing.seal()
    last = json.loads(list(leaves(casework))[-1])
    assert last["type"] == "trail.CaseHeads"
    assert last["data"]["size"] == 101
    assert last["data"]["cases"] == 8
    heads = {head.case_id: head for head in sealing.log.heads().values()}
    own = sealing.log.case_rows(sealing.stream, 101)[-1]
    heads[sealing.stream] = heads[sealing.stream]._replace(case_version=own.case_version, leaf_hash=bytes(own.leaf_hash))
    assert heads_tree(heads.values())[1].root() == b64decode(last["data"]["root"])


def test_checkpoints_continue_one_another_and_none_is_made_for_nothing(casework: Casework, tmp_path: Path) -> None:
    sealing = sealing_of(casework, tmp_path)
    for count in (5, 300, 1):
        fill(casework, count, seed=count)
        assert sealing.seal().new
    assert not sealing.seal().new
    first, second, third = sealing.log.checkpoints()
    for old, new in ((first, second), (second, third)):
        check_consistency(old.size, new.size, old.root, new.root, sealing.log.tree(new.size).consistency(old.size))


def test_a_missing_or_damaged_key_stops_the_signing_and_events_go_on(casework: Casework, tmp_path: Path) -> None:
    sealing = sealing_of(casework, tmp_path)
    fill(casework, 3)
    sealing.signer.path.rename(tmp_path / "away")
    with pytest.raises(KeyFileError):
        sealing.seal()
    assert not sealing.signer.path.exists()
    fill(casework, 3, seed=2)
    assert len(list(leaves(casework))) == 6
    (tmp_path / "away").rename(sealing.signer.path)
    assert sealing.seal().checkpoint.size == 8


def test_a_signer_that_lost_its_memory_signs_nothing(casework: Casework, tmp_path: Path) -> None:
    sealing = sealing_of(casework, tmp_path)
    fill(casework, 3)
    sealing.seal()
    fill(casework, 3, seed=2)
    sealing.signer.memory.unlink()
    with pytest.raises(KeyFileError, match="signed last"):
        sealing.seal()


def test_the_signer_refuses_a_tree_that_does_not_continue_the_last_one(casework: Casework, tmp_path: Path) -> None:
    sealing = sealing_of(casework, tmp_path)
    fill(casework, 300)
    sealing.seal()
    with casework.engine.begin() as connection:
        without_fences(connection)
        connection.exec_driver_sql("DELETE FROM trail_tiles")
        connection.execute(text("UPDATE events SET leaf_hash = :changed WHERE position = 5"), {"changed": b"x" * 32})
    fill(casework, 1, seed=3)
    with pytest.raises(InconsistentTreeError):
        sealing.seal()


def test_a_new_key_goes_on_where_the_old_one_stopped_and_both_signed_the_change(casework: Casework, tmp_path: Path) -> None:
    sealing = sealing_of(casework, tmp_path)
    fill(casework, 10)
    sealing.seal()
    successor = Signer.create(tmp_path / "second.key", ORIGIN)
    fresh = sealing.rotate(successor)
    kept = sealing.log.last_checkpoint()
    assert kept is not None
    open_note(kept.note, [fresh.verifier])
    types = [json.loads(each)["type"] for each in leaves(casework)]
    assert types[-3:] == ["trail.CaseHeads", "trail.KeyRotated", "trail.CaseHeads"]


def test_a_key_of_another_log_is_not_taken(casework: Casework, tmp_path: Path) -> None:
    sealing = sealing_of(casework, tmp_path)
    fill(casework, 3)
    sealing.seal()
    fill(casework, 3, seed=2)
    sealing.signer.path.unlink()
    new_key(sealing.signer.path, "other.example/log")
    with pytest.raises(KeyFileError):
        sealing.seal()


def test_a_key_that_was_replaced_signs_nothing_any_more(casework: Casework, tmp_path: Path) -> None:
    sealing = sealing_of(casework, tmp_path)
    fill(casework, 10)
    sealing.rotate(Signer.create(tmp_path / "second.key", ORIGIN))
    fill(casework, 3, seed=2)
    with pytest.raises(KeyFileError, match="not the key"):
        sealing_of(casework, tmp_path).seal()
    assert sealing.seal().new


def test_a_key_that_is_replaced_while_it_seals_signs_nothing(casework: Casework, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(casework, 10)
    slow, other = sealing_of(casework, tmp_path), sealing_of(casework, tmp_path)
    slow.seal()
    fill(casework, 3, seed=2)
    fold = slow.log.fold

    def rotating_meanwhile(end: int) -> None:
        if not (tmp_path / "second.key").exists():
            other.rotate(Signer.create(tmp_path / "second.key", ORIGIN))
        fold(end)

    monkeypatch.setattr(slow.log, "fold", rotating_meanwhile)
    with pytest.raises(KeyFileError, match="not the key"):
        slow.seal()
    assert other.seal().new


def test_a_stranger_with_a_key_of_the_same_name_signs_nothing(casework: Casework, tmp_path: Path) -> None:
    fill(casework, 10)
    sealing_of(casework, tmp_path).seal()
    (tmp_path / "elsewhere").mkdir()
    with pytest.raises(KeyFileError, match="not the key"):
        sealing_of(casework, tmp_path / "elsewhere").seal()


def test_the_other_key_must_have_signed_nothing_before(casework: Casework, tmp_path: Path) -> None:
    sealing = sealing_of(casework, tmp_path)
    fill(casework, 10)
    sealing.rotate(Signer.create(tmp_path / "second.key", ORIGIN))
    fill(casework, 3, seed=2)
    with pytest.raises(InconsistentTreeError, match="signed before"):
        sealing.rotate(Signer(tmp_path / "trail.key"))


def test_the_signer_refuses_a_shorter_log(casework: Casework, tmp_path: Path) -> None:
    sealing = sealing_of(casework, tmp_path)
    fill(casework, 300)
    kept = sealing.seal().checkpoint
    with pytest.raises(InconsistentTreeError, match="were signed before"):
        sealing.signer.sign(sealing.log.tree(kept.size - 1))


@pytest.mark.parametrize("member", ["old_signature", "new_signature", "new_key"])
def test_a_change_of_keys_that_either_did_not_sign_is_found(casework: Casework, tmp_path: Path, member: str) -> None:
    sealing = sealing_of(casework, tmp_path)
    fill(casework, 10)
    third = str(Signer.create(tmp_path / "third.key", ORIGIN).key().verifier)
    forge = {"old_signature": "A" * 86 + "==", "new_signature": "A" * 86 + "==", "new_key": third}
    record = sealing._record

    def forged(fact: Fact) -> int:
        return record(msgspec.structs.replace(fact, **{member: forge[member]}) if isinstance(fact, KeyRotated) else fact)

    sealing._record = forged  # type: ignore[method-assign]
    with suppress(KeyFileError):
        sealing.rotate(Signer.create(tmp_path / "second.key", ORIGIN))
    found = Inspection(sealing.log).run()
    assert found is not None
    assert "signature-broken" in {each.code for each in found}
