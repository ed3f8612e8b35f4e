"""读模型: a projection is its tables and one function for each fact it folds into them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from sqlalchemy.schema import CreateTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Table

    from domain.fact import Fact
    from projections.record import Record
    from projections.rows import WorkingSet

    Folding = Callable[[Any, Record, WorkingSet], None]


class Projection:
    """读模型: rows made from facts alone, so that they can be dropped and made again at any time.

    The first primary key column of each table is the case id of the facts its rows are made from (outside a case the aggregate's
    own id): by it the rows a batch may change are loaded in one statement. Raise ``version`` when what a function writes changes;
    a change of the tables themselves is noticed.
    """

    def __init__(self, name: str, *tables: Table, version: int, upon: Projection | None = None, data: str = "") -> None:
        """``upon`` is folded first, with this one and under its name: the functions here find its rows as the fact has left them.

        ``data`` is the digest of a file the functions read: where the file changes, the rows are made anew.
        """
        self.name = name
        self.upon = upon
        self.tables: tuple[Table, ...] = (*(upon.tables if upon else ()), *tables)
        self.version: int = version + (upon.version if upon else 0)
        self.shape = hashlib.sha256("".join((*map(_form, self.tables), data)).encode()).hexdigest()[:16]
        """Digest over columns and indexes of the tables, and over the data."""
        self._foldings: dict[type[Fact], Folding] = {}
        self._others: dict[str, Folding] = {}
        self._found: dict[type[Fact], Folding | None] = {}

    def projects(self, *facts: type[Fact]) -> Callable[[Folding], Folding]:
        """Register the function that folds these facts."""

        def register(folding: Folding) -> Folding:
            for fact in facts:
                if fact in self._foldings:
                    message = f"{fact.__name__} is folded twice into {self.name}"
                    raise ValueError(message)
                self._foldings[fact] = folding
            return folding

        return register

    def projects_others(self, *aggregates: str) -> Callable[[Folding], Folding]:
        """Register the function for all facts of these aggregates (``case`` of ``case.Planned``) that have none of their own."""

        def register(folding: Folding) -> Folding:
            self._others.update(dict.fromkeys(aggregates, folding))
            return folding

        return register

    def folding(self, fact: type[Fact]) -> Folding | None:
        """The function for a fact; none where the fact does not concern this read model."""
        if fact not in self._found:
            self._found[fact] = self._find(fact)
        return self._found[fact]

    def _find(self, fact: type[Fact]) -> Folding | None:
        own = self._foldings.get(fact) or self._others.get(fact.TOPIC.partition(".")[0])
        first = self.upon.folding(fact) if self.upon else None
        if own is None or first is None:
            return own or first

        def both(fact: Fact, record: Record, rows: WorkingSet) -> None:
            first(fact, record, rows)
            own(fact, record, rows)

        return both


def _form(table: Table) -> str:
    indexes = sorted(f"{index.name}{[column.name for column in index.columns]}{index.unique}" for index in table.indexes)
    return f"{CreateTable(table)}{indexes}"
