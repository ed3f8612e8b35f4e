"""公示: what everybody may know of the log: keys, checkpoints, hashes of its tiles, proofs. No entry and no member of one is among it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import orjson
from sqlalchemy import select

from application.store.tables import EVENTS
from application.store.trail_log import TrailLog
from application.trail.checkpoint import proof_text
from application.trail.note import parse
from application.trail.timestamping import stamped_at
from application.trail.tree import ProofError, Tree

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Engine

    from application.store.trail_log import KeptCheckpoint

_TILE = re.compile(r"([0-9]|[1-5][0-9])/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")
_WIDTH = 256
_KEYS = ("trail.Genesis", "trail.KeyRotated")
SHOWN = 30
"""Checkpoints of a list."""


class NotSealedError(LookupError):
    """Nothing of that size or index is under a signed checkpoint."""


class Shown(NamedTuple):
    """已公示检查点: a checkpoint with those who vouch for it."""

    size: int
    root: bytes
    signed_at: str
    witnesses: tuple[str, ...]
    stamped_at: datetime | None
    note: str


class SignedKey(NamedTuple):
    """公钥: a key of the log and from which size on it signs."""

    line: str
    since: int


class Publishing:
    """公示: reads only what is signed."""

    def __init__(self, engine: Engine) -> None:
        self._log = TrailLog(engine)
        self._engine = engine

    def newest(self) -> KeptCheckpoint:
        """The newest checkpoint. Raises NotSealedError."""
        found = self._log.last_checkpoint()
        if found is None:
            raise NotSealedError("nothing is signed yet")
        return found

    def checkpoint(self, size: int | None) -> KeptCheckpoint:
        """The checkpoint of a size, or the newest. Raises NotSealedError."""
        if size is None:
            return self.newest()
        found = self._log.checkpoint(size)
        if found is None:
            raise NotSealedError(f"there is no checkpoint of {size}")
        return found

    def shown(self) -> list[Shown]:
        """The newest checkpoints, the newest first."""
        stamps = {size: stamped_at(token) for size, _, token in self._log.timestamps()}
        return [_shown(each, stamps.get(each.size)) for each in reversed(self._log.checkpoints()[-SHOWN:])]

    def timestamp(self, size: int) -> bytes:
        """The authority's answer about a checkpoint. Raises NotSealedError."""
        found = [token for at, _, token in self._log.timestamps() if at == size]
        if not found:
            raise NotSealedError(f"the checkpoint of {size} is not stamped")
        return found[-1]

    def verifier_keys(self) -> list[SignedKey]:
        """Every key of the log, the first one first, as the record says."""
        statement = select(EVENTS.c.state).where(EVENTS.c.topic.in_(_KEYS)).order_by(EVENTS.c.position)
        with self._engine.connect().execution_options(read_only=True) as connection:
            told = [orjson.loads(state)["data"] for state in connection.execute(statement).scalars()]
        return [SignedKey(each.get("verifier_key") or each["new_key"], each.get("size", 0)) for each in told]

    def tile(self, path: str) -> tuple[bytes, bool]:
        """Hashes of a tile named as in tlog-tiles, and whether it is full. Raises NotSealedError."""
        named = _TILE.fullmatch(path)
        if named is None:
            raise NotSealedError(path)
        level, number = int(named[1]), int(named[2].replace("x", "").replace("/", ""))
        width = int(named[3] or _WIDTH)
        if number * _WIDTH + width > self.newest().size >> (8 * level) or width > _WIDTH:
            raise NotSealedError(path)
        return self._log.tile(level, number, width), width == _WIDTH

    def inclusion(self, index: int, size: int | None) -> tuple[KeptCheckpoint, bytes, list[bytes], str]:
        """That a leaf is under a checkpoint: checkpoint, leaf hash, path, and all of it as one file (tlog-proof). Raises NotSealedError."""
        checkpoint = self.checkpoint(size)
        tree = Tree(checkpoint.size, self._log.tile)
        try:
            path = tree.inclusion(index)
        except ProofError as fault:
            raise NotSealedError(str(fault)) from None
        return checkpoint, tree.leaf(index), path, proof_text(index, path, checkpoint.note)

    def consistency(self, old: int, new: int | None) -> tuple[KeptCheckpoint, list[bytes]]:
        """That a checkpoint continues the tree of ``old`` leaves. Raises NotSealedError."""
        checkpoint = self.checkpoint(new)
        try:
            return checkpoint, Tree(checkpoint.size, self._log.tile).consistency(old)
        except ProofError as fault:
            raise NotSealedError(str(fault)) from None


def _shown(kept: KeptCheckpoint, stamped: datetime | None) -> Shown:
    opened = parse(kept.note)
    origin = opened.text.partition("\n")[0]
    return Shown(kept.size, kept.root, kept.signed_at, tuple(name for name, _, _ in opened.signatures if name != origin), stamped, kept.note)
