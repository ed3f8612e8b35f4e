"""日志: the record as the read models read it on: a position, a number of facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from application.store.event_store import FactMapper, make_recorder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

    from application.store.event_store import Recorded


class RecordLog:
    """日志: between the store, which knows leaves, and the read models, which know facts."""

    def __init__(self, engine: Engine) -> None:
        self._recorder = make_recorder(engine)
        self._mapper: Any = FactMapper()

    def read(self, after: int, limit: int) -> Sequence[Recorded]:
        """At most ``limit`` facts after the position ``after``, in order."""
        return [self._mapper.to_domain_event(entry) for entry in self._recorder.select_notifications(after + 1, limit)]

    def head(self) -> int:
        """The last position, 0 while the log is empty."""
        return self._recorder.max_notification_id() or 0
