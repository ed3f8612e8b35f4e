"""封签: from events to a signed checkpoint: fold, put the heads of all cases on record as the last leaf, fold it too, sign.

The heads are computed under the ordering lock, so that no event comes between them and their leaf.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID, uuid5

from application.clock import business_day
from application.store.record_keys import key_on_record
from application.store.sealed import SealedEvent
from application.store.trail_log import KeptCheckpoint, TrailLog
from application.trail.checkpoint import parse_checkpoint
from application.trail.heads import HeadHashes
from application.trail.leaf import payload, recorded_after, seal
from application.trail.note import KeyFileError, parse
from application.trail.profile import instant
from domain.fact import Capacity, Stamp
from domain.trail.events import Alarmed, CaseHeads, Genesis, KeyRotated, Timestamped

if TYPE_CHECKING:
    from collections.abc import Callable

    from application.casework import Casework
    from application.trail.leaf import Head
    from application.trail.note import SignerKey
    from application.trail.signer import Signer
    from domain.fact import Fact

FORMAT = "trail/1"
LOGS = UUID("8a3f2c58-6c5b-4b0e-9d2c-5d3b0f1f7a10")
CLOCK = Capacity(person="system:clock", role="system")


class Sealed(NamedTuple):
    """已封签: a checkpoint and whether it is new."""

    checkpoint: KeptCheckpoint
    new: bool


class Sealing:
    """封签: makes the checkpoints of one log."""

    def __init__(self, casework: Casework, signer: Signer, *, actor: Capacity = CLOCK) -> None:
        self.casework = casework
        self.signer = signer
        self.actor = actor
        self.log = TrailLog(casework.engine)
        self.origin: str = casework.events.source
        self.stream = log_stream(self.origin)
        self._known: tuple[int, bytes | None, HeadHashes] | None = None

    def seal(self) -> Sealed:
        """Sign everything recorded so far. Where nothing came since the last checkpoint, that one.

        Raises KeyFileError or InconsistentTreeError; the record goes on either way, only signing stops.
        """
        key = self.signer.key()
        self.signer.last(key)
        last = self.log.last_checkpoint()
        self._check_key(key, self.log.length())
        if last is not None and last.size == self.log.length():
            # Signed again all the same: whether the tree still is what was signed is asked every time.
            self.signer.sign(self.log.tree(last.size))
            return Sealed(last, new=False)
        if last is None and self._head().case_version == 0:
            self._record(Genesis(origin=self.origin, verifier_key=str(key.verifier), format=FORMAT))
        size = self._record_heads()
        self.log.fold(size)
        self._check_key(key, size)  # it may have been changed meanwhile
        note = self.signer.sign(self.log.tree(size))
        kept = KeptCheckpoint(size, parse_checkpoint(parse(note).text).root, note, instant(self.casework.clock.now()))
        self.log.keep_checkpoint(kept)
        return Sealed(kept, new=True)

    def _check_key(self, key: SignerKey, end: int) -> None:
        """A key that was replaced signs nothing any more, whoever still holds it. Raises KeyFileError."""
        known = key_on_record(self.log.engine, self.stream, end)
        if known not in {None, str(key.verifier)}:
            raise KeyFileError(f"{self.signer.path} is not the key that signs this log: the record names {known}")

    def rotate(self, successor: Signer) -> SignerKey:
        """Let another key sign from now on: a last checkpoint under the old key, then a leaf both keys signed."""
        last = self.seal().checkpoint
        old, new = self.signer.key(), successor.key()
        statement = rotation_statement(self.origin, str(old.verifier), str(new.verifier), last.size)
        self.signer.hand_over(successor)
        self._record(
            KeyRotated(
                old_key=str(old.verifier),
                new_key=str(new.verifier),
                size=last.size,
                old_signature=b64encode(old.sign(statement)).decode(),
                new_signature=b64encode(new.sign(statement)).decode(),
            )
        )
        self.signer = successor
        self.seal()
        return new

    def note_timestamp(self, size: int, token_digest: str) -> None:
        """Put a time stamp on record."""
        self._record(Timestamped(size=size, token_digest=token_digest))

    def alarm(self, finding: str, index: int | None) -> None:
        """Put a finding of the full verification on record."""
        self._record(Alarmed(finding=finding, index=index))

    # ------------------------------------------------------------------------------------------------------------------

    def _head(self) -> Head:
        return self.casework.recorder.head(self.stream)

    def _record(self, fact: Fact) -> int:
        return self._write(lambda _: fact)

    def _record_heads(self) -> int:
        self.log.fold(self.log.length())
        known, heads = self._heads_known()

        def covering(before: int) -> CaseHeads:
            for head in self.log.heads_between(known, before):
                heads.put(head)
            return CaseHeads(size=before, cases=len(heads), root=b64encode(heads.root()).decode())

        size = self._write(covering)
        self._known = (size, self._last_leaf(size), heads)
        return size

    def _heads_known(self) -> tuple[int, HeadHashes]:
        """Heads as they were before so many events: those of our last checkpoint, if its last leaf is still there, or those folded."""
        if self._known is not None:
            size, last, heads = self._known
            if self._last_leaf(size) == last:
                return size - 1, heads
        folded = self.log.folded()  # asked first: heads folded meanwhile are put in twice, and never left out
        return folded, HeadHashes(self.log.head_hashes())

    def _last_leaf(self, size: int) -> bytes | None:
        return next((bytes(row.leaf_hash) for row in self.log.rows(size - 1, size)), None)

    def _write(self, decide: Callable[[int], Fact]) -> int:
        """Write one event of the log's own stream under the ordering lock; ``decide`` gets the number of events before it."""
        now = self.casework.clock.now()
        rules = self.casework.rulebook.of_the_day(business_day(now))
        stamp = Stamp(on=business_day(now), by=self.actor, rule_set=rules.id, rule_set_digest=rules.digest, correlation_id=self.casework.new_id())

        def sealed(heads: dict[UUID, Head]) -> list[SealedEvent]:
            head = heads[self.stream]
            fact = decide(self.log.length())
            recorded_at = recorded_after(now, head)
            leaf = seal(
                payload(fact, stamp, bytes).data,
                fact=type(fact),
                source=self.origin,
                aggregate_id=self.stream,
                version=head.case_version + 1,
                case_id=self.stream,
                head=head,
                recorded_at=recorded_at,
                actor=stamp.by.person,
            )
            return [
                SealedEvent(
                    originator_id=self.stream,
                    originator_version=head.case_version + 1,
                    topic=fact.TOPIC,
                    state=leaf.state,
                    case_id=self.stream,
                    case_version=head.case_version + 1,
                    recorded_at=recorded_at,
                    leaf_hash=leaf.leaf_hash,
                    disclosures=(),
                )
            ]

        (position,) = self.casework.recorder.write_under_lock([self.stream], sealed, ())
        return position


def log_stream(origin: str) -> UUID:
    """Id of the log's own stream."""
    return uuid5(LOGS, origin)


def rotation_statement(origin: str, old_key: str, new_key: str, size: int) -> bytes:
    """What both keys sign when one follows the other."""
    return f"qingjian key rotation {FORMAT}\n{origin}\n{size}\n{old_key}\n{new_key}\n".encode()
