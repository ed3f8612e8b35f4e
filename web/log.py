"""日志: hands the record to the read models, which do not know the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from application.store.event_store import FactMapper, make_recorder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

    from projections.record import Record


class StoredLog:
    """日志: the stored events as facts, in the order of the log."""

    def __init__(self, engine: Engine) -> None:
        self._recorder = make_recorder(engine)
        self._mapper: Any = FactMapper()

    def read(self, after: int, limit: int) -> Sequence[Record]:
        """At most ``limit`` facts after a position."""
        return [self._mapper.to_domain_event(entry) for entry in self._recorder.select_notifications(after, limit, inclusive_of_start=False)]

    def head(self) -> int:
        """The last position, 0 while there is none."""
        return self._recorder.max_notification_id() or 0
