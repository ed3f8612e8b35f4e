"""答复: what a command was answered, and the ways in which it is not done that are not refusals of the law."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from domain.law.citation import Citation
from domain.law.refusal import KINDS, Refused

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Declined(msgspec.Struct, frozen=True):
    """不予办理而留存: what was asked is refused, and what was handed in is kept all the same; the facts that keep it are written."""

    code: str
    parameters: dict[str, str]
    citation: Citation | None = None

    @property
    def refused(self) -> Refused:
        """The refusal as it is told, the first time and each time the same request comes again."""
        parameters: dict[str, Any] = {name: _as_it_was(text) for name, text in self.parameters.items()}
        return KINDS[self.code](self.citation, **parameters)


def _as_it_was(text: str) -> str | date:
    """A day is a day again, so that it is said as one in either language."""
    return date.fromisoformat(text) if DAY.fullmatch(text) else text


class Answer(msgspec.Struct, frozen=True):
    """答复: ids and versions after a command; no protected value, for it is kept for ever."""

    versions: dict[str, int]
    """Aggregate id → version, for each aggregate that was written."""
    created: UUID | None = None
    """What the command created."""
    remark: str | None = None
    """Code of what was done instead of what was asked: ``kept-as-extension-request``."""
    declined: Declined | None = None
    """The refusal the sender is told, where something was kept instead; :meth:`Casework.handle` raises it."""
    unchanged: dict[str, int] = {}
    """Aggregate id → version, for what was asked for and is there already as asked."""
    position: int = 0
    """Position of the last event in the log; a page waits for it before it shows what was done."""

    def version(self, aggregate_id: UUID) -> int | None:
        """Version of one aggregate after the command; none where the command did not concern it."""
        return self.versions.get(str(aggregate_id), self.unchanged.get(str(aggregate_id)))


class NotFoundError(LookupError):
    """There is no such thing, or the person may not know of it: the same answer for both."""


class NotAllowedError(PermissionError):
    """The person may see the thing but not do this. ``permission`` names the rule that was not met."""

    def __init__(self, permission: str) -> None:
        super().__init__(permission)
        self.permission = permission


class StaleError(RuntimeError):
    """The thing moved since the person looked at it; nothing was done."""

    def __init__(self, aggregate_id: UUID, expected: int | None, actual: int | None) -> None:
        super().__init__(f"{aggregate_id} moved: expected version {expected}, found {actual}")
        self.aggregate_id = aggregate_id
        self.expected = expected
        self.actual = actual


class ReusedKeyError(ValueError):
    """The idempotency key was used before for another request."""


def to_bytes(answer: Answer) -> bytes:
    """The answer as it is kept in a receipt; its position has a column of its own."""
    return msgspec.json.encode(msgspec.structs.replace(answer, position=0))


def from_bytes(raw: bytes, position: int) -> Answer:
    """The answer of a receipt."""
    return msgspec.structs.replace(msgspec.json.decode(raw, type=Answer), position=position)
