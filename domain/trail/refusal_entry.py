"""拒绝记录: one refused request, which nothing follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.aggregate import Aggregate
from domain.trail.refusal_events import RequestRefused

if TYPE_CHECKING:
    from uuid import UUID

    from domain.fact import Stamp


class RefusalEntry(Aggregate):
    """拒绝记录: a stream of one fact."""

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(aggregate_id)
        self.refused: RequestRefused | None = None


@RefusalEntry.evolves(RequestRefused)
def _refused(entry: RefusalEntry, fact: RequestRefused, stamp: Stamp) -> None:
    entry.refused = fact
