"""A witness's line under a checkpoint is opened by Go's note; one letter changed, and it is not."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

import pytest

from application.trail.note import parse_verifier
from application.trail.package import witness
from application.trail.witnesses import Witnesses
from tests.trail.packages import office

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.peers.conftest import Checked

    Cosigned = Callable[[Path, str, str], Checked]


@pytest.fixture
def checkpoint(tmp_path: Path) -> tuple[Path, str, str]:
    """A cosigned checkpoint, the log's key, the witness's key."""
    log = office(tmp_path, 40)
    witnesses = Witnesses(log.sealing.casework)
    key = witness.new_key("enterprise.example/witness", str(tmp_path / "key"))
    line = witness.cosign(witnesses.request(0), log.vkey, {}, witness.read_key(str(tmp_path / "key")), 1_772_413_200)
    size = witnesses.accept(line, parse_verifier(key)).size
    kept = log.sealing.log.checkpoint(size)
    assert kept is not None
    (tmp_path / "checkpoint").write_text(kept.note)
    return tmp_path / "checkpoint", log.vkey, key


def test_go_opens_the_checkpoint_under_both_keys(checkpoint: tuple[Path, str, str], cosigned: Cosigned) -> None:
    assert cosigned(*checkpoint).stdout == "PROVEN 2\n"


@pytest.mark.parametrize("at", [5, 20], ids=["time", "signature"])
def test_go_refuses_a_cosignature_that_was_touched(checkpoint: tuple[Path, str, str], cosigned: Cosigned, at: int) -> None:
    path, log, key = checkpoint
    note, _, encoded = path.read_text().rstrip("\n").rpartition(" ")
    raw = bytearray(b64decode(encoded))
    raw[at] ^= 1
    path.write_text(f"{note} {b64encode(raw).decode()}\n")
    assert cosigned(path, log, key).returncode == 1
