"""检查点: C2SP tlog-checkpoint, tlog-proof@v1 and tlog-cosignature: what is signed about the tree, and what is handed out of it."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, NamedTuple

from application.trail.note import NoteError, SignerKey, VerifierKey, parse, signature_line

if TYPE_CHECKING:
    from collections.abc import Sequence

PROOF = "c2sp.org/tlog-proof@v1"
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
_ROOT_BYTES = 32
_TIME_BYTES = 8


class Checkpoint(NamedTuple):
    """检查点: name, size and root of a log."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """Read the text of a checkpoint. Raises NoteError."""
    lines = text.split("\n")
    try:
        origin, size, encoded, *rest = lines
        root = b64decode(encoded, validate=True)
    except ValueError:
        raise NoteError("this is no checkpoint") from None
    if not origin or not _NUMBER.fullmatch(size) or len(root) != _ROOT_BYTES or not rest or rest[-1] or "" in rest[:-1]:
        raise NoteError("this is no checkpoint")
    return Checkpoint(origin, int(size), root)


def proof_text(index: int, path: Sequence[bytes], checkpoint: str) -> str:
    """A proof that a leaf is in the log, in one file (tlog-proof)."""
    hashes = "".join(f"{b64encode(each).decode()}\n" for each in path)
    return f"{PROOF}\nindex {index}\n{hashes}\n{checkpoint}"


def policy_text(log: str, witnesses: Sequence[str]) -> str:
    """Keys of a log and of its known witnesses (tlog-policy). How many of them a verifier wants, the verifier says."""
    known = "".join(f"witness w{number} {key}\n" for number, key in enumerate(witnesses, start=1))
    return f"log {log}\n{known}quorum none\n"


def consistency_text(path: Sequence[bytes]) -> str:
    """The hashes of a consistency proof, one to a line, as witnesses take them."""
    return "".join(f"{b64encode(each).decode()}\n" for each in path)


def parse_consistency(text: str) -> list[bytes]:
    """Read the hashes of a consistency proof. Raises NoteError."""
    try:
        path = [b64decode(line, validate=True) for line in text.splitlines()]
    except ValueError:
        raise NoteError("a hash of the proof is damaged") from None
    if any(len(each) != _ROOT_BYTES for each in path):
        raise NoteError("a hash of the proof is damaged")
    return path


def cosign(text: str, key: SignerKey, seconds: int) -> str:
    """A witness's line under a checkpoint, with the seconds since 1970 at which it was seen."""
    signature = key.sign(_cosigned(text, seconds))
    return signature_line(key.verifier, seconds.to_bytes(_TIME_BYTES) + signature)


def cosigned_at(note: str, key: VerifierKey) -> list[int]:
    """When a witness saw the checkpoint, in seconds since 1970. Raises NoteError where a line under its name does not hold."""
    opened = parse(note)
    seen = []
    for signature in opened.signatures_of(key):
        seconds = int.from_bytes(signature[:_TIME_BYTES])
        key.check(_cosigned(opened.text, seconds), signature[_TIME_BYTES:])
        seen.append(seconds)
    return seen


def _cosigned(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()
