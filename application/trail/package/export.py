"""导出: one way from the log to a package, whatever the portion and whoever it is for. It checks what it hands out as it goes."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from functools import cached_property
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from application.store.leaf_pages import Bounds
from application.trail.checkpoint import consistency_text, policy_text, proof_text
from application.trail.heads import HeadHashes
from application.trail.leaf import kind_of, leaf_hash
from application.trail.package.bag import writing
from application.trail.package.disclosing import BUNDLE, Disclosing, bases, recipient
from application.trail.package.explaining import READMES, report_of, verifier_files
from application.trail.package.extras import PLAIN
from application.trail.package.papers import Payload
from application.trail.side.derive import FORMATS, Side, derivation
from application.trail.tree import HASH, Tiler, tile_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path
    from uuid import UUID

    from application.store.leaf_pages import Leaf
    from application.store.trail_log import KeptCheckpoint, Row, TrailLog
    from application.trail.package.bag import Bag
    from application.trail.package.extras import Extras
    from domain.trail.events import Portion

FORMAT = "trail/1"
_TOLD = 500
"""Steps from one word about the progress to the next."""


class BrokenRecordError(Exception):
    """The record does not give the root that was signed: nothing is handed out. Somebody must look at once."""


class NothingToExportError(ValueError):
    """There is no such case or range under the checkpoint."""


class Made(NamedTuple):
    """已生成: what was made."""

    size: int
    events: int
    package_digest: str


class Export:
    """导出: one package."""

    def __init__(self, log: TrailLog, checkpoint: KeptCheckpoint, portion: Portion, profile: str, verifier_key: str, extras: Extras = PLAIN) -> None:
        self.log = log
        self.checkpoint = checkpoint
        self.portion = portion
        self.recipient = recipient(profile)
        self.verifier_key = verifier_key
        self.tree = log.tree(checkpoint.size)
        self.extras = extras
        self.payload = Payload(extras.papers, allowed=self.recipient.papers)
        self._done = 0

    def write(self, out: Path) -> Made:
        """Write the package. Raises NothingToExportError, BrokenRecordError or FileExistsError; nothing is left behind then."""
        size, mode = self.checkpoint.size, self.portion.mode
        with writing(out, f"trail-{mode}-{size}") as bag:
            events = {"full": self._full, "range": self._range, "case": self._case}[mode](bag)
            self._checkpoints(bag)
            for name, content in {**READMES, **verifier_files()}.items():
                bag.add(name, content)
            bag.add("redactions.json", _json(self._redactions()))
            bag.add("papers.json", _json(self.payload.add_to(bag)))
            if self.extras.side:
                self._side(bag)
            for name, content in report_of(self.recipient, mode, size, events, self.checkpoint.signed_at).items():
                bag.add(name, content)
            digest = bag.finish(self._info(events))
        return Made(size, events, digest)

    # ------------------------------------------------------------------------------------------------------------ portions

    def _full(self, bag: Bag) -> int:
        size = self.checkpoint.size
        tiler, new = Tiler(), hashlib.sha256
        length = [each.to_bytes(2) for each in range(1 << 16)]
        for states in self.log.states(0, size):
            kept = self.log.disclosures(states[0][0], states[-1][0] + 1)
            for start in range(0, len(states), BUNDLE):
                part = states[start : start + BUNDLE]
                number = part[0][0] // BUNDLE
                bag.add(
                    f"trail/{tile_path('entries', number, len(part))}", b"".join([x for _, _, state in part for x in (length[len(state)], state)])
                )
                for level, at, hashes in tiler.extend([new(b"\0" + state).digest() for _, _, state in part]):
                    bag.add(f"trail/{tile_path(level, at)}", hashes)
                self._disclose(bag, number, part, kept)
            self._advance(len(states))
        for level, at, hashes in tiler.growing():
            bag.add(f"trail/{tile_path(level, at, len(hashes) // HASH)}", hashes)
        if tiler.size != size or tiler.root() != self.checkpoint.root:
            raise BrokenRecordError("the events do not give the signed root")
        return size

    def _range(self, bag: Bag) -> int:
        first, last = self.portion.first or 0, self.portion.last or 0
        if last >= self.checkpoint.size:
            raise NothingToExportError(f"the log has {self.checkpoint.size} events, the last index is {self.checkpoint.size - 1}")
        return self._leaves(bag, self.log.rows(first, last + 1), None)

    def _case(self, bag: Bag) -> int:
        case_id, size = self.portion.case_id, self.checkpoint.size
        rows = self.log.case_rows(case_id, size) if case_id is not None else []
        if case_id is None or not rows:
            raise NothingToExportError(f"there is no case {case_id}")
        seal = self.log.rows(size - 1, size)
        heads = self._heads_before(size - 1)
        at, tree = heads.index(case_id), heads.tree()
        if at is None:
            raise NothingToExportError(f"the case {case_id} has no sealed event yet")
        (last,) = self.log.heads_at([case_id], size - 1)
        head = {
            "case": str(case_id),
            "cases": len(heads),
            "events": last.case_version,
            "index": at,
            "leaf": b64encode(last.leaf_hash).decode(),
            "proof": [b64encode(each).decode() for each in tree.inclusion(at)],
            "sealed_by": size - 1,
        }
        if tree.root() != _sealed_root(seal[0].state):
            raise BrokenRecordError("the heads of the cases are not those sealed")
        bag.add(f"trail/case-heads/{case_id}.json", _json(head))
        return self._leaves(bag, [*rows, *(each for each in seal if each.at != rows[-1].at)], case_id)

    def _leaves(self, bag: Bag, rows: list[Row], case_id: UUID | None) -> int:
        for row in rows:
            leaf = leaf_hash(row.state)
            if leaf != self.tree.leaf(row.at):
                raise BrokenRecordError(f"the event {row.at} is not what was logged")
            bag.add(f"trail/leaves/{row.at}.json", bytes(row.state))
            bag.add(f"trail/proofs/{row.at}.tlog-proof", proof_text(row.at, self.tree.inclusion(row.at), self.checkpoint.note).encode())
            self._advance(1)
        states = [(row.at, kind_of(row.state), bytes(row.state)) for row in rows]
        kept = self.log.disclosures(rows[0].at, rows[-1].at + 1, case_id)
        for number, part in groupby(states, key=lambda each: each[0] // BUNDLE):
            self._disclose(bag, number, part, kept)
        return len(rows)

    def _heads_before(self, end: int) -> HeadHashes:
        heads = HeadHashes(self.log.head_hashes())
        later = {row.case_id for row in self.log.rows(end, max(self.log.folded(), end))}
        for case_id in later:
            heads.drop(case_id)
        for head in self.log.heads_at(later, end):
            heads.put(head)
        return heads

    # --------------------------------------------------------------------------------------------------------- disclosures

    def _disclose(self, bag: Bag, number: int, part: Iterable[tuple[int, str, bytes]], kept: Mapping[int, Mapping[str, bytes]]) -> None:
        lines: list[bytes] = []
        see, write = self.payload.see, self._disclosing.lines
        for index, kind, state in part:
            see(state)
            lines += write(index, kind, kept.get(index, {}))
        if lines:
            bag.add(f"disclosures/{number}.jsonl", b"".join(lines))

    @cached_property
    def _disclosing(self) -> Disclosing:
        return Disclosing(self.recipient, self._restricted)

    @cached_property
    def _restricted(self) -> Mapping[int, frozenset[str]]:
        return self.log.restricted()

    # --------------------------------------------------------------------------------------------------------------- side

    def _side(self, bag: Bag) -> None:
        side = Side(self.log.engine, self._bounds, self.recipient.opens, self._restricted)
        files: dict[str, dict[str, object]] = {}
        for each in FORMATS:
            with side.written(each, self._ticking) as (file, count):
                digest = bag.add_file(f"side/{each.name}", file)
            files[each.name] = {"events": count, "format": each.standard, "sha256": digest}
        origin = self.verifier_key.partition("+")[0]
        bag.add("side/derivation.json", _json(derivation(files, origin, self.checkpoint.size, self.recipient.code)))

    @property
    def _bounds(self) -> Bounds:
        portion, size = self.portion, self.checkpoint.size
        if portion.mode == "range":
            return Bounds(portion.first or 0, (portion.last or 0) + 1)
        return Bounds(0, size, portion.case_id)

    def _ticking(self, leaves: Iterable[Leaf]) -> Iterator[Leaf]:
        for leaf in leaves:
            self._advance(1)
            yield leaf

    def _advance(self, steps: int) -> None:
        """Tell who looks on, now and then."""
        before, self._done = self._done, self._done + steps
        if before // _TOLD != self._done // _TOLD:
            self.extras.progress(self._done, self.steps)

    @cached_property
    def steps(self) -> int:
        """How many steps the whole takes: each event once, and once for each derived format."""
        bounds = self._bounds
        events = bounds.end - bounds.first if bounds.case_id is None else len(self.log.case_rows(bounds.case_id, bounds.end))
        return events * (1 + len(FORMATS) * self.extras.side)

    # ----------------------------------------------------------------------------------------------------------- the rest

    def _checkpoints(self, bag: Bag) -> None:
        bag.add("trail/checkpoint", self.checkpoint.note.encode())
        bag.add("trail/log.vkey", f"{self.verifier_key}\n".encode())
        bag.add("trail/policy", policy_text(self.verifier_key, self.extras.witnesses).encode())
        stamps = self.log.timestamps()
        stamped = {size for size, _, _ in stamps}
        # Its own note as it was when the export began: a witness may sign it meanwhile.
        kept = [*(each for each in self.log.checkpoints() if each.size < self.checkpoint.size), self.checkpoint]
        chosen = [each for each in kept if self.portion.mode == "full" or each.size in stamped or each.size == self.checkpoint.size]
        for each in chosen:
            bag.add(f"trail/checkpoints/{each.size}", each.note.encode())
        for old, new in pairwise(chosen):
            path = self.log.tree(new.size).consistency(old.size)
            bag.add(f"trail/consistency/{old.size}-{new.size}", consistency_text(path).encode())
        if self._rotations:
            bag.add("trail/rotations.jsonl", b"".join(orjson.dumps(each, option=orjson.OPT_SORT_KEYS) + b"\n" for each in self._rotations))
        for size, request, token in {row[0]: row for row in stamps if row[0] <= self.checkpoint.size}.values():
            bag.add(f"timestamps/{size}.tsq", request)
            bag.add(f"timestamps/{size}.tsr", token)

    @cached_property
    def _rotations(self) -> list[dict[str, Any]]:
        return self.log.rotations(self.checkpoint.size)

    def _redactions(self) -> list[dict[str, object]]:
        return [
            {
                "class": field_class,
                "why": why,
                "members": found.members,
                "names": {kind: sorted(names) for kind, names in found.names.items()},
                "basis": bases()[field_class]["basis"],
                "meaning": bases()[field_class]["meaning"],
                "decided_by": f"profile:{self.recipient.code}" if why == "profile" else f"trail.Disclosure{why.capitalize()}",
                "decided_at": self.checkpoint.signed_at,
            }
            for (field_class, why), found in self._disclosing.withheld()
        ]

    def _info(self, events: int) -> dict[str, str]:
        portion = self.portion
        scope = {"full": "all", "range": f"{portion.first}-{portion.last}", "case": str(portion.case_id)}[portion.mode]
        return {
            "Bagging-Date": self.checkpoint.signed_at[:10],
            "External-Description": "Audit trail with proofs. It does not prove that what was entered was true.",
            "Trail-Format": FORMAT,
            "Trail-Mode": portion.mode,
            "Trail-Scope": scope,
            "Trail-Profile": self.recipient.code,
            "Trail-Size": str(self.checkpoint.size),
            "Trail-Events": str(events),
            "Trail-Keys": str(1 + len(self._rotations)),
        }


def _sealed_root(state: bytes) -> bytes:
    event = orjson.loads(state)
    if event["type"] != "trail.CaseHeads":
        raise BrokenRecordError("the last event before the checkpoint does not hold the heads of the cases")
    return b64decode(event["data"]["root"])


def _json(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2) + b"\n"
