"""某一时点的读模型: the rows of a read model as the facts up to a moment make them, by the same functions that keep it up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from projections.rows import WorkingSet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from domain.law.rulebook import Rulebook
    from projections.projection import Projection
    from projections.record import Record


def fold(projection: Projection, records: Iterable[Record], rulebook: Rulebook) -> WorkingSet:
    """Fold records of whole cases, each from its first event on, into rows in memory; nothing is read and nothing written."""
    working = WorkingSet({table: table for table in projection.tables}, rulebook)
    for record in records:
        folding = projection.folding(type(record.fact))
        if folding is not None:
            folding(record.fact, record, working)
    return working
