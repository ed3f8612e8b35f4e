"""行: the rows a batch of facts changes, held in memory while it is folded: each is read once and written once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from uuid import UUID

    from sqlalchemy import Connection, Delete, Table
    from sqlalchemy.sql.dml import Insert

Key = tuple[Any, ...]
Row = dict[str, Any]


class Rows:
    """行: the rows of one table that belong to the cases of a batch."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._key = tuple(column.name for column in table.primary_key)
        self._blank: Row = dict.fromkeys((column.name for column in table.columns), None)
        self._rows: dict[Key, Row] = {}
        self._groups: dict[Any, dict[Key, None]] = {}
        self._stored: set[Key] = set()
        self._touched: dict[Key, None] = {}

    def find(self, *key: Any) -> Row | None:
        """The row under a key, or none. It is not to be changed in place."""
        return self._rows.get(key)

    def row(self, *key: Any) -> Row:
        """The row under a key. Raises LookupError where there is none: the facts before it must have made it."""
        try:
            return self._rows[key]
        except KeyError:
            message = f"{self._table.name} has no row {key}"
            raise LookupError(message) from None

    def of(self, case_id: UUID) -> list[Row]:
        """All rows of one case (or of one aggregate outside a case)."""
        return [self._rows[key] for key in self._groups.get(case_id, ())]

    def put(self, **values: Any) -> None:
        """Write a whole row; columns not named are empty. Raises TypeError for a column the table has not."""
        unknown = values.keys() - self._blank.keys()
        if unknown:
            message = f"{self._table.name} has no column {sorted(unknown)}"
            raise TypeError(message)
        row = self._blank | values
        key = tuple(row[name] for name in self._key)
        self._rows[key] = row
        self._groups.setdefault(key[0], {})[key] = None
        self._touched[key] = None

    def change(self, *key: Any, **values: Any) -> None:
        """Change columns of a row that is there. Raises LookupError, TypeError."""
        row = self.row(*key)
        if any(row[name] != value for name, value in values.items() if name in row) or values.keys() - row.keys():
            self.put(**(row | values))

    def drop(self, *key: Any) -> None:
        """Take a row away, if it is there."""
        if self._rows.pop(key, None) is not None:
            del self._groups[key[0]][key]
            self._touched.pop(key, None)

    def load(self, connection: Connection, cases: Collection[UUID]) -> None:
        """Read the rows of these cases."""
        first = self._table.primary_key.columns[0]
        for found in connection.execute(select(self._table).where(first.in_(cases))).mappings():
            row = dict(found)
            key = tuple(row[name] for name in self._key)
            self._rows[key] = row
            self._groups.setdefault(key[0], {})[key] = None
            self._stored.add(key)

    def write(self, connection: Connection) -> None:
        """Write what changed: one statement for the rows taken away, one for all others."""
        dropped = [dict(zip(self._key, key, strict=True)) for key in self._stored if key not in self._rows]
        if dropped:
            connection.execute(_delete(self._table), [{f"key_{name}": value for name, value in key.items()} for key in dropped])
        if self._touched:
            connection.execute(_write(self._table, connection.dialect.name), [self._rows[key] for key in self._touched])


class WorkingSet:
    """工作集: the rows of all tables of one projection, for one batch. ``targets`` says where each table's rows lie."""

    def __init__(self, targets: Mapping[Table, Table]) -> None:
        self._rows = {table: Rows(target) for table, target in targets.items()}

    def __getitem__(self, table: Table) -> Rows:
        return self._rows[table]

    def load(self, connection: Connection, cases: Collection[UUID]) -> None:
        """Read the rows of these cases; those of an append-only table are never needed."""
        for table, rows in self._rows.items():
            if not table.info.get("append_only"):
                rows.load(connection, cases)

    def write(self, connection: Connection) -> None:
        """Write what changed, table by table."""
        for rows in self._rows.values():
            rows.write(connection)


@cache
def _write(table: Table, dialect: str) -> Insert:
    insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    if table.info.get("append_only"):
        return insert
    keys = [column.name for column in table.primary_key]
    values = {column.name: insert.excluded[column.name] for column in table.columns if column.name not in keys}
    return insert.on_conflict_do_update(index_elements=keys, set_=values) if values else insert.on_conflict_do_nothing(index_elements=keys)


@cache
def _delete(table: Table) -> Delete:
    return delete(table).where(*(column == bindparam(f"key_{column.name}") for column in table.primary_key))
