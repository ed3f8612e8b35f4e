"""叶页: the events of a portion with their disclosures, page by page, in the order of the log or case by case: never more than a page in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Uuid, and_, literal, select, tuple_

from application.store.tables import DISCLOSURES, EVENTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from sqlalchemy import Column, ColumnElement, Connection, Engine

PAGE = 1_000


class Leaf(NamedTuple):
    """叶: an event with what was kept of its protected members."""

    at: int
    """Index in the log, from 0."""
    state: bytes
    case_id: UUID
    case_version: int
    kept: dict[str, bytes]
    """Field class → disclosures, one to a line."""


class Bounds(NamedTuple):
    """范围: which events: from ``first`` to before ``end``, of one case where one is named."""

    first: int
    end: int
    case_id: UUID | None = None

    @property
    def condition(self) -> ColumnElement[bool]:
        """As a condition on the rows. The sum keeps the database from walking by position where it is to walk by case."""
        found = (EVENTS.c.position + 0).between(self.first + 1, self.end)
        return found if self.case_id is None else and_(found, EVENTS.c.case_id == self.case_id)


def by_index(engine: Engine, bounds: Bounds) -> Iterator[Leaf]:
    """In the order of the log."""
    with engine.connect().execution_options(read_only=True) as connection:
        after = bounds.first
        while page := _page(connection, bounds, EVENTS.c.position.between(after + 1, bounds.end), (EVENTS.c.position,)):
            yield from page
            after = page[-1].at + 1


def by_case(engine: Engine, bounds: Bounds) -> Iterator[Leaf]:
    """Case after case, each in its own order."""
    order = (EVENTS.c.case_id, EVENTS.c.case_version)
    behind: ColumnElement[bool] = literal(value=True)
    with engine.connect().execution_options(read_only=True) as connection:
        while page := _page(connection, bounds, behind, order):
            yield from page
            behind = tuple_(*order) > tuple_(literal(page[-1].case_id, Uuid()), literal(page[-1].case_version))


def _page(connection: Connection, bounds: Bounds, behind: ColumnElement[bool], order: tuple[Column[Any], ...]) -> list[Leaf]:
    columns = (EVENTS.c.position, EVENTS.c.state, EVENTS.c.case_id, EVENTS.c.case_version, EVENTS.c.originator_id, EVENTS.c.originator_version)
    rows = connection.execute(select(*columns).where(bounds.condition, behind).order_by(*order).limit(PAGE)).all()
    kept: dict[tuple[UUID, int], dict[str, bytes]] = {(row.originator_id, row.originator_version): {} for row in rows}
    if rows:
        own = (EVENTS.c.originator_id == DISCLOSURES.c.originator_id) & (EVENTS.c.originator_version == DISCLOSURES.c.originator_version)
        upto = tuple_(*order) <= tuple_(*(literal(getattr(rows[-1], column.name), column.type) for column in order))
        found = select(DISCLOSURES).join_from(EVENTS, DISCLOSURES, own).where(bounds.condition, behind, upto)
        for each in connection.execute(found):
            kept[each.originator_id, each.originator_version][each.field_class] = bytes(each.content)
    return [Leaf(row.position - 1, bytes(row.state), row.case_id, row.case_version, kept[row.originator_id, row.originator_version]) for row in rows]
