"""某一时点的读模型: the rows of a read model as the facts up to a moment make them, by the same functions that keep it up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from projections.rows import WorkingSet
from projections.tables import Json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Table

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


def stored(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as it would come back from its table: what is kept as JSON is read back from JSON."""
    kept = {column.name for column in table.columns if isinstance(column.type, Json)}
    return {name: orjson.loads(orjson.dumps(value)) if name in kept and value is not None else value for name, value in row.items()}
