"""全量校验: reads the whole record once, in order, and holds every byte against what was signed: leaves, chains, disclosures, tiles, roots.

It reads in short pieces outside any long transaction, so that writers never wait for it; what it remembers is one entry per case and
the growing edge of the tree.
"""

from __future__ import annotations

import hashlib
import logging
from base64 import b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from application.store.inspecting import InspectedRow, InspectionLog
from application.store.trail_log import CaseHead
from application.trail.checkpoint import parse_checkpoint
from application.trail.heads import heads_tree
from application.trail.leaf import leaf_hash
from application.trail.note import NoteError, open_note, parse_verifier
from application.trail.package.disclosing import protected
from application.trail.sealing import rotation_statement
from application.trail.tree import HASH, Tiler

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from application.store.trail_log import KeptCheckpoint, TrailLog
    from application.trail.note import VerifierKey

STEP = 2_048
"""Events read at a time."""

log = logging.getLogger(__name__)


class Finding(NamedTuple):
    """发现: something of the record is not as it was written."""

    code: str
    """As in ``trail.Alarmed``."""
    at: int | None = None
    """First index concerned, from 0."""


class Inspection:
    """全量校验: one pass over the record."""

    def __init__(self, record: TrailLog) -> None:
        self._log = record
        self._store = InspectionLog(record.engine)
        self._found: dict[str, Finding] = {}
        self._heads: dict[UUID, tuple[int, bytes]] = {}
        self._keys: list[VerifierKey] = []
        self._tiler = Tiler()
        self._erased: frozenset[tuple[str, int, str]] = frozenset()

    def run(self, progress: Callable[[int, int], None] = lambda _done, _all: None, go_on: Callable[[], bool] = lambda: True) -> list[Finding] | None:
        """The first finding of each kind; none at all where the record is sound. None where ``go_on`` said to stop.

        ``progress`` is told how many events of how many were looked at.
        """
        # What is signed first, then what is folded, then what is written: each is a part of the next.
        checkpoints, folded, end = self._log.checkpoints(), self._log.folded(), self._store.end()
        self._erased = self._store.erased()
        if self._store.miscounted():
            self._find("gap", end)
        for name in self._store.missing_fences():
            log.error("the fence %s is gone or does nothing", name)
            self._find("fence-missing", None)
        waiting = checkpoints[::-1]
        for rows in self._store.pieces(end, STEP):
            if not go_on():
                return None
            self._look_at_piece(rows, folded, waiting)
            progress(rows[-1].at + 1 if rows else end, end)
        if waiting:
            self._find("root-differs", waiting[-1].size - 1)
        self._compare(self._tiler.growing())
        if self._tiler.size == end == folded:
            self._compare_heads()
        return list(self._found.values())

    def _look_at_piece(self, rows: list[InspectedRow], folded: int, waiting: list[KeptCheckpoint]) -> None:
        hashes = []
        for row in rows:
            found = leaf_hash(row.state)
            self._look_at(row, found)
            if row.at < folded:
                hashes.append(found)
            if waiting and waiting[-1].size == row.at + 1:
                self._compare(self._tiler.extend(hashes))
                hashes = []
                self._look_at_checkpoint(waiting.pop(), row)
        self._compare(self._tiler.extend(hashes))

    def _find(self, code: str, index: int | None) -> None:
        self._found.setdefault(code, Finding(code, index))

    # --------------------------------------------------------------------------------------------------------- one event

    def _look_at(self, row: InspectedRow, found: bytes) -> None:
        if row.gap:
            self._find("gap", row.at)
        if found != row.leaf_hash:
            self._find("leaf-changed", row.at)
        try:
            event = orjson.loads(row.state)
            self._look_into(row, event)
        except (ValueError, KeyError, TypeError, AttributeError, LookupError):
            self._find("leaf-changed", row.at)

    def _look_into(self, row: InspectedRow, event: dict[str, Any]) -> None:
        aggregate, _, version = event["id"].rpartition("/")
        told = (event["id"], event["type"], event["caseid"], event["casever"], event["time"])
        if told != (f"{row.originator_id}/{row.originator_version}", row.topic, str(row.case_id), row.case_version, row.recorded_at):
            self._find("leaf-changed", row.at)
        self._look_at_chain(row, event)
        if "_sd" in event["data"] or row.disclosures:
            self._look_at_disclosures(row, event["data"], (aggregate, int(version)))
        if row.topic in {"trail.Genesis", "trail.KeyRotated"}:
            self._learn_key(row, event)

    def _look_at_chain(self, row: InspectedRow, event: dict[str, Any]) -> None:
        count, last = self._heads.get(row.case_id, (0, b""))
        if row.case_version != count + 1 or b64decode(event.get("prevleaf", "")) != last:
            self._find("chain-broken", row.at)
        self._heads[row.case_id] = (row.case_version, bytes(row.leaf_hash))

    def _look_at_disclosures(self, row: InspectedRow, data: dict[str, Any], event: tuple[str, int]) -> None:
        lines = [line for content in row.disclosures.values() for line in content.split(b"\n")]
        digests = {_digest(line) for line in lines}
        told = set(data.get("_sd", ()))
        if not digests <= told or len(digests) != len(lines):
            self._find("disclosure-changed", row.at)
        missing = [each for each in protected(row.topic) if each not in row.disclosures]
        if any((*event, each) not in self._erased for each in missing) or (not missing and digests != told):
            self._find("disclosure-missing", row.at)

    def _learn_key(self, row: InspectedRow, event: dict[str, Any]) -> None:
        data = event["data"]
        if row.topic == "trail.Genesis":
            self._keys.append(parse_verifier(data["verifier_key"]))
            return
        statement = rotation_statement(event["source"], data["old_key"], data["new_key"], data["size"])
        old, new = parse_verifier(data["old_key"]), parse_verifier(data["new_key"])
        try:
            old.check(statement, b64decode(data["old_signature"]))
            new.check(statement, b64decode(data["new_signature"]))
        except NoteError:
            self._find("signature-broken", row.at)
        if not self._keys or self._keys[-1] != old:
            self._find("signature-broken", row.at)
        self._keys.append(new)

    # -------------------------------------------------------------------------------------------------- tree and checkpoints

    def _look_at_checkpoint(self, kept: KeptCheckpoint, last: InspectedRow) -> None:
        root = self._tiler.root()
        if root != kept.root or last.topic != "trail.CaseHeads":
            self._find("root-differs", kept.size - 1)
        try:
            signed = parse_checkpoint(open_note(kept.note, self._keys[-1:]))
        except (NoteError, AttributeError):
            self._find("signature-broken", kept.size - 1)
            return
        if (signed.size, signed.root) != (kept.size, root):
            self._find("root-differs", kept.size - 1)

    def _compare(self, tiles: Iterator[tuple[int, int, bytes]]) -> None:
        for level, number, hashes in tiles:
            try:
                kept = self._log.tile(level, number, len(hashes) // HASH)
            except (LookupError, TypeError):
                kept = b""
            if kept != hashes:
                self._find("tile-differs", number << 8 * (level + 1))

    def _compare_heads(self) -> None:
        ours = [CaseHead(case, count, last) for case, (count, last) in self._heads.items()]
        if heads_tree(ours)[1].root() != heads_tree(self._log.heads().values())[1].root():
            self._find("heads-differ", None)


def _digest(line: bytes) -> str:
    encoded = urlsafe_b64encode(line).rstrip(b"=")
    return urlsafe_b64encode(hashlib.sha256(encoded).digest()).rstrip(b"=").decode()
