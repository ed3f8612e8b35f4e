"""读模型的表: the metadata of all read models and the column types they share. None of them is migrated: they are built anew."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import BigInteger, Dialect, Integer, MetaData, Text
from sqlalchemy.types import TypeDecorator

METADATA = MetaData()
"""The live tables, by the names under which queries find them."""

POSITION = BigInteger().with_variant(Integer, "sqlite")
"""A position in the log."""

APPEND_ONLY = {"append_only": True}
"""``Table(info=…)``: rows are only ever added, so none is loaded to be changed."""

TALLY = {"tally": True}
"""``Table(info=…)``: rows hold a sum (``amount``) over many cases; a fact adds to it, and nobody loads it to fold."""


class Json(TypeDecorator[Any]):
    """A small value as JSON text, the same bytes on every database; days and ids are written as text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002  the library's signature
        """Write it."""
        return None if value is None else orjson.dumps(value).decode()

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002  the library's signature
        """Read it back."""
        return None if value is None else orjson.loads(value)
