"""Folding without a database: the rows as the functions of a read model leave them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from projections.rows import WorkingSet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from projections.projection import Projection
    from projections.record import Record


class Folded(WorkingSet):
    """The rows of a read model, folded event by event."""

    def __init__(self, projection: Projection, records: Iterable[Record] = ()) -> None:
        super().__init__({table: table for table in projection.tables})
        self.projection = projection
        for record in records:
            self.fold(record)

    def fold(self, record: Record) -> None:
        folding = self.projection.folding(type(record.fact))
        if folding is not None:
            folding(record.fact, record, self)
