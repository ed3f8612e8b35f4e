"""日志: what a projection reads: the facts of the record, in the order of the log, each with its stamp and its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from domain.fact import Fact, Stamp


class Record(Protocol):
    """已记录事件: a fact as it is read back from the log."""

    @property
    def position(self) -> int:
        """Position in the log; dense, in commit order, from 1."""

    @property
    def originator_id(self) -> UUID:
        """The aggregate that recorded it."""

    @property
    def originator_version(self) -> int:
        """Version of that aggregate after it."""

    @property
    def case_id(self) -> UUID:
        """The case it belongs to; outside a case the aggregate's own id."""

    @property
    def case_version(self) -> int:
        """Count over the case and its score sheets, from 1."""

    @property
    def recorded_at(self) -> str:
        """Instant of recording, UTC, six digits, ``…Z``."""

    @property
    def fact(self) -> Fact:
        """What was decided; erased members stand as ``Erased``."""

    @property
    def stamp(self) -> Stamp:
        """Who, on which day, under which rules."""


class Log(Protocol):
    """日志: the record as a sequence of facts."""

    def read(self, after: int, limit: int) -> Sequence[Record]:
        """At most ``limit`` facts after the position ``after``, in order; none where the log ends there."""

    def head(self) -> int:
        """The last position, 0 while the log is empty."""


def event_id(record: Record) -> str:
    """Id of the event: ``<aggregate id>/<version>``."""
    return f"{record.originator_id}/{record.originator_version}"
