"""行: the rows a batch of facts changes, held in memory while it is folded: each is read once and written once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from domain.law.rulebook import shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from uuid import UUID

    from sqlalchemy import Connection, Delete, Dialect, Table
    from sqlalchemy.sql.dml import Insert

    from domain.law.rule_set import RuleSet
    from domain.law.rulebook import Rulebook

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
        """Change columns, the key's excepted, of a row that is there. Raises LookupError, TypeError."""
        row = self.row(*key)
        unknown = values.keys() - row.keys()
        if unknown:
            message = f"{self._table.name} has no column {sorted(unknown)}"
            raise TypeError(message)
        if any(row[name] != value for name, value in values.items()):
            row.update(values)
            self._touched[key] = None

    def drop(self, *key: Any) -> None:
        """Take a row away, if it is there."""
        if self._rows.pop(key, None) is not None:
            del self._groups[key[0]][key]
            self._touched.pop(key, None)

    def load(self, connection: Connection, cases: Collection[UUID]) -> None:
        """Read the rows of these cases."""
        first = self._table.primary_key.columns[0]
        names = list(self._blank)
        for found in connection.execute(select(self._table).where(first.in_(cases))):
            row = dict(zip(names, found, strict=True))
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
            statement = _write(self._table, connection.dialect)
            connection.exec_driver_sql(statement.text, [statement.parameters(self._rows[key]) for key in self._touched])


class WorkingSet:
    """工作集: the rows of all tables of one projection, for one batch. ``targets`` says where each table's rows lie."""

    def __init__(self, targets: Mapping[Table, Table], rulebook: Rulebook | None = None) -> None:
        self._rulebook = rulebook
        self._rows = {table: Rows(target) for table, target in targets.items() if not table.info.get("tally")}
        self._sums = {table: Sums(target) for table, target in targets.items() if table.info.get("tally")}

    def __getitem__(self, table: Table) -> Rows:
        return self._rows[table]

    def rules(self, rule_set: str) -> RuleSet:
        """The rule set a fact was decided under. Raises UnknownRuleSet."""
        return (self._rulebook or shipped()).rule_set(rule_set)

    def tally(self, table: Table, amount: int, **key: Any) -> None:
        """Add to a sum of a table of sums. Raises LookupError for a table that is none, TypeError for an incomplete key."""
        self._sums[table].add(amount, key)

    def load(self, connection: Connection, cases: Collection[UUID]) -> None:
        """Read the rows of these cases; those of an append-only table are never needed."""
        for table, rows in self._rows.items():
            if not table.info.get("append_only"):
                rows.load(connection, cases)

    def write(self, connection: Connection) -> None:
        """Write what changed, table by table."""
        for rows in self._rows.values():
            rows.write(connection)
        for sums in self._sums.values():
            sums.write(connection)


class Sums:
    """合计: what a batch adds to the rows of a table of sums.

    A sum that comes to nothing is written all the same: so rows do not depend on where batches end.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._key = tuple(column.name for column in table.primary_key)
        self._added: dict[Key, int] = {}

    def add(self, amount: int, key: Row) -> None:
        """Add to one sum."""
        if key.keys() != set(self._key):
            message = f"{self._table.name} is kept by {self._key}, not by {sorted(key)}"
            raise TypeError(message)
        at = tuple(key[name] for name in self._key)
        self._added[at] = self._added.get(at, 0) + amount

    def write(self, connection: Connection) -> None:
        """Add to the stored sums; rows in one order, so that two writers do not wait for each other."""
        if self._added:
            statement = _write(self._table, connection.dialect)
            found = sorted(self._added.items())
            rows = [statement.parameters(dict(zip(self._key, key, strict=True), amount=amount)) for key, amount in found]
            connection.exec_driver_sql(statement.text, rows)


class Write(NamedTuple):
    """写入语句: the one statement that writes rows of a table, compiled once; per row only what the driver cannot take is converted."""

    text: str
    order: tuple[str, ...] | None
    """Names of the columns where the driver takes values by place; none where it takes them by name."""
    conversions: tuple[tuple[str, Callable[[Any], Any]], ...]

    def parameters(self, row: Row) -> Any:
        """A row as the driver wants it."""
        if self.conversions:
            row = row | {name: convert(row[name]) for name, convert in self.conversions}
        return row if self.order is None else tuple([row[name] for name in self.order])


@cache
def _write(table: Table, dialect: Dialect) -> Write:
    insert = postgresql.insert(table) if dialect.name == "postgresql" else sqlite.insert(table)
    keys = [column.name for column in table.primary_key]
    names = [column.name for column in table.columns]
    statement: Insert = insert
    if table.info.get("tally"):
        statement = insert.on_conflict_do_update(index_elements=keys, set_={"amount": table.c.amount + insert.excluded["amount"]})
    elif not table.info.get("append_only"):
        values = {name: insert.excluded[name] for name in names if name not in keys}
        statement = insert.on_conflict_do_update(index_elements=keys, set_=values) if values else insert.on_conflict_do_nothing(index_elements=keys)
    compiled: Any = statement.compile(dialect=dialect, column_keys=names)
    processors = ((column.name, column.type.dialect_impl(dialect).bind_processor(dialect)) for column in table.columns)
    conversions = tuple((name, processor) for name, processor in processors if processor is not None)
    return Write(str(compiled), tuple(compiled.positiontup) if compiled.positional else None, conversions)


@cache
def _delete(table: Table) -> Delete:
    return delete(table).where(*(column == bindparam(f"key_{column.name}") for column in table.primary_key))
