"""Notes, keys and checkpoints: what holds, and what is refused loudly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from application.trail.checkpoint import Checkpoint, cosign, cosigned_at, parse_checkpoint
from application.trail.note import COSIGNATURE, KeyFileError, NoteError, SignerKey, new_key, open_note, parse_verifier, read_key, signed

if TYPE_CHECKING:
    from pathlib import Path

ORIGIN = "test.qingjian.example/log"
KEY = SignerKey(ORIGIN, b"s" * 32)
TEXT = Checkpoint(ORIGIN, 3, b"r" * 32).text


def test_the_key_of_the_published_example_reads_and_signs_as_published() -> None:
    # The example of the signed-note documentation of Go's sumdb.
    verifier = parse_verifier("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    line = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    assert open_note(f"{text}\n{line}", [verifier]) == text


def test_a_checkpoint_comes_back_from_its_note() -> None:
    assert parse_checkpoint(open_note(signed(TEXT, KEY), [KEY.verifier])) == Checkpoint(ORIGIN, 3, b"r" * 32)


def test_a_changed_text_a_wrong_key_or_a_damaged_line_is_refused() -> None:
    note = signed(TEXT, KEY)
    for broken in (note.replace("\n3\n", "\n4\n"), note[:-4] + "AA=\n", note.replace("—", "-"), TEXT):
        with pytest.raises(NoteError):
            open_note(broken, [KEY.verifier])
    with pytest.raises(NoteError):
        open_note(note, [SignerKey(ORIGIN, b"t" * 32).verifier])


def test_a_witness_adds_a_line_that_only_its_key_made() -> None:
    witness = SignerKey("witness.example", b"w" * 32, COSIGNATURE)
    note = signed(TEXT, KEY) + cosign(TEXT, witness, 1_772_413_200)
    assert cosigned_at(note, witness.verifier) == [1_772_413_200]
    assert open_note(note, [KEY.verifier]) == TEXT
    with pytest.raises(NoteError):
        cosigned_at(note.replace("\n3\n", "\n4\n"), witness.verifier)


def test_a_key_is_made_once_and_only_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "trail.key"
    made = new_key(path, ORIGIN)
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_key(path).verifier == made.verifier == parse_verifier(str(made.verifier))
    with pytest.raises(KeyFileError, match="never overwritten"):
        new_key(path, ORIGIN)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"PRIVATE+KEY+x+00000000+AQ==", b"PRIVATE+KEY+only"])
def test_a_damaged_key_stops_signing_and_stays_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "trail.key"
    path.touch(mode=0o600)
    path.write_bytes(content)
    with pytest.raises(KeyFileError):
        read_key(path)
    assert path.read_bytes() == content


def test_a_missing_key_or_one_open_to_others_stops_signing(tmp_path: Path) -> None:
    path = tmp_path / "trail.key"
    with pytest.raises(KeyFileError):
        read_key(path)
    assert not path.exists()
    new_key(path, ORIGIN)
    path.chmod(0o640)
    with pytest.raises(KeyFileError, match="0600"):
        read_key(path)
