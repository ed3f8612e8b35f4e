"""读模型的形状: the shape of a row of a read model as the interface gives it, from the columns of its table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields
from sqlalchemy import BigInteger, Boolean, Date, Integer, Uuid

from projections.tables import Json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Column, Table

KINDS: tuple[tuple[type[Any], type[fields.Field[Any]]], ...] = (
    (Json, fields.Raw),
    (Uuid, fields.UUID),
    (Date, fields.Date),
    (Boolean, fields.Boolean),
    (Integer, fields.Integer),
    (BigInteger, fields.Integer),
)
"""Type of a column → field; the rest is text."""


def shape_of(name: str, table: Table, *, only: Iterable[str] = (), without: Iterable[str] = (), **more: fields.Field[Any]) -> type[Schema]:
    """The schema of a table's rows: all columns, those named, or all but some; ``more`` adds what a query brings along."""
    chosen = tuple(only) or tuple(column.name for column in table.columns if column.name not in set(without))
    return type(name, (Schema,), {column: _field(table.c[column]) for column in chosen} | more)


def page_of(shape: type[Schema]) -> type[Schema]:
    """A page of rows."""
    members = {
        "items": fields.List(fields.Nested(shape), required=True),
        "total": fields.Integer(allow_none=True, metadata={"description": "How many there are in all, where that is counted."}),
        "limit": fields.Integer(required=True),
        "offset": fields.Integer(required=True),
    }
    return type(f"{shape.__name__}Page", (Schema,), members)


def _field(column: Column[Any]) -> fields.Field[Any]:
    kind = next((field for type_, field in KINDS if isinstance(column.type, type_)), fields.String)
    return kind(allow_none=bool(column.nullable))
