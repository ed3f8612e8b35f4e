"""Many cases from one: the sealed history of a model case, with another id, chained and hashed anew."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from application.trail.leaf import Head, leaf_hash
from benchmarks.parts.history import FILLER, history, sealed

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from application.store.sealed import SealedEvent
    from benchmarks.parts.history import History

MODEL = UUID("4d6f6465-6c20-4361-8365-000000000000")


class Case(NamedTuple):
    """A case in the store, ready for the command."""

    case_id: UUID
    head: Head


class FilledEvent(NamedTuple):
    """One stored event with the receipt of its command, as plain column values."""

    originator_id: UUID
    version: int
    topic: str
    recorded_at: str
    state: bytes
    leaf_hash: bytes
    disclosures: tuple[tuple[str, bytes], ...]
    command_id: str


CAPACITY = f"{FILLER.person}/{FILLER.role}/{FILLER.organisation}/"
REQUEST_DIGEST = b"d" * 32


def answer(case_id: UUID, version: int) -> bytes:
    """The answer of a receipt, as long as the real one."""
    return b'{"versions":{"%b":%d},"created":null,"remark":null,"position":0}' % (str(case_id).encode(), version)


class Mould:
    """Cases of one history. Their leaves are lawful: canonical, chained, each hash that of its bytes."""

    def __init__(self, generator: random.Random, facts: History | None = None) -> None:
        self._generator = generator
        self._model = sealed(MODEL, history() if facts is None else facts, generator).events
        self._previous = [b"", *(b64encode(event.leaf_hash) for event in self._model)]

    @property
    def model(self) -> tuple[SealedEvent, ...]:
        """The model case's own events."""
        return self._model

    @property
    def length(self) -> int:
        """Events of one case."""
        return len(self._model)

    def cast(self, cases: list[Case]) -> Iterator[FilledEvent]:
        """The events of one more case, which is added to ``cases``."""
        case_id = UUID(int=self._generator.getrandbits(128), version=4)
        model, own = str(MODEL).encode(), str(case_id).encode()
        hashed = b""
        for event, previous in zip(self._model, self._previous, strict=False):
            state = event.state.replace(model, own)
            if previous:
                state = state.replace(previous, b64encode(hashed))
            hashed = leaf_hash(state)
            command_id = str(UUID(int=self._generator.getrandbits(128), version=4))
            yield FilledEvent(case_id, event.originator_version, event.topic, event.recorded_at, state, hashed, event.disclosures, command_id)
        cases.append(Case(case_id, Head(self.length, hashed, self._model[-1].recorded_at)))
