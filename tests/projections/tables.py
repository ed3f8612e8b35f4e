"""What stands in the tables of the read models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from projections.read_models import READ_MODELS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Engine

    from projections.projection import Projection

Contents = dict[str, list[tuple[Any, ...]]]


def contents(engine: Engine, projections: Iterable[Projection] = READ_MODELS) -> Contents:
    """Table → its rows, in the order of their keys."""
    with engine.connect().execution_options(read_only=True) as connection:
        tables = [table for projection in projections for table in projection.tables]
        return {table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))] for table in tables}
