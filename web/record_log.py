"""日志: the record as the read models read it on: a position, a number of facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from application.casework import Casework
    from application.store.event_store import Recorded


class RecordLog:
    """日志: between the store, which knows leaves, and the read models, which know facts."""

    def __init__(self, casework: Casework) -> None:
        self._casework = casework

    def read(self, after: int, limit: int) -> Sequence[Recorded]:
        """At most ``limit`` facts after the position ``after``, in order."""
        entries = self._casework.recorder.select_notifications(after + 1, limit)
        mapper: Any = self._casework.mapper
        return [mapper.to_domain_event(entry) for entry in entries]

    def head(self) -> int:
        """The last position, 0 while the log is empty."""
        return self._casework.recorder.max_notification_id() or 0
