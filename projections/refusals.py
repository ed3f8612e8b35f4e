"""拒绝登记: one row per refused request that was kept: who asked what when, what stood in the way and what it rested on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Column, ColumnElement, Date, Index, Integer, String, Table, Text, Uuid, func, select

from domain.fact import Erased
from domain.trail.refusal_events import RequestRefused
from projections.projection import Projection
from projections.shown import article
from projections.tables import METADATA, POSITION, Json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Connection, RowMapping

    from projections.record import Record
    from projections.rows import WorkingSet

REFUSALS = Table(
    "refusals",
    METADATA,
    Column("refusal_id", Uuid, primary_key=True),
    Column("position", POSITION, nullable=False),
    Column("on", Date, nullable=False),
    Column("recorded_at", String(27), nullable=False),
    Column("person", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("organisation", Text),
    Column("on_behalf_of", Text),
    Column("command", Text, nullable=False),
    Column("code", Text, nullable=False),
    # JSON list of the codes refused beside it.
    Column("others", Json, nullable=False),
    Column("article", Text),
    Column("request_digest", String(64), nullable=False),
    Column("case_id", Uuid),
    Column("case_version", Integer),
    # Hash of the case's last event then.
    Column("leaf_hash", String(64)),
    Column("rule_set", Text, nullable=False),
    Column("rule_set_digest", String(64), nullable=False),
    # How often the same was refused that day, to that person.
    Column("times", Integer, nullable=False),
    Column("parameters", Json, nullable=False),
    Column("sentences", Json, nullable=False),
    Index("refusals_position", "position"),
    Index("refusals_person", "person", "position"),
    Index("refusals_organisation", "organisation", "position"),
    Index("refusals_case", "case_id", "position"),
)

refusals = Projection("refusals", REFUSALS, version=2)


class RefusalFilter(NamedTuple):
    """筛选."""

    organisation: str = ""
    person: str = ""
    command: str = ""
    code: str = ""
    case_id: UUID | None = None


@refusals.projects(RequestRefused)
def _refused(fact: RequestRefused, record: Record, rows: WorkingSet) -> None:
    by = record.stamp.by
    rows[REFUSALS].put(
        refusal_id=record.case_id,
        position=record.position,
        on=record.stamp.on,
        recorded_at=record.recorded_at,
        person=by.person,
        role=by.role,
        organisation=by.organisation,
        on_behalf_of=by.on_behalf_of,
        command=fact.command,
        code=fact.code,
        others=list(fact.others),
        article=article(fact.citation) if fact.citation else None,
        request_digest=fact.request_digest,
        case_id=fact.case_id,
        case_version=fact.case_version,
        leaf_hash=fact.leaf_hash,
        rule_set=record.stamp.rule_set,
        rule_set_digest=record.stamp.rule_set_digest,
        times=fact.times,
        parameters={} if isinstance(fact.parameters, Erased) else fact.parameters,
        sentences=[] if isinstance(fact.sentences, Erased) else list(fact.sentences),
    )


def kept(connection: Connection, narrowed: RefusalFilter, *, limit: int, offset: int = 0) -> Sequence[RowMapping]:
    """Refusals, the newest first."""
    found = select(REFUSALS).where(*_conditions(narrowed)).order_by(REFUSALS.c.position.desc())
    return connection.execute(found.limit(limit).offset(offset)).mappings().all()


def count(connection: Connection, narrowed: RefusalFilter) -> int:
    """How many :func:`kept` gives in all."""
    return int(connection.execute(select(func.count()).select_from(REFUSALS).where(*_conditions(narrowed))).scalar_one())


def refusal(connection: Connection, refusal_id: UUID) -> RowMapping | None:
    """One refusal."""
    return connection.execute(select(REFUSALS).where(REFUSALS.c.refusal_id == refusal_id)).mappings().first()


def codes(connection: Connection) -> list[str]:
    """The codes there are."""
    return list(connection.execute(select(REFUSALS.c.code).distinct().order_by(REFUSALS.c.code)).scalars())


def _conditions(narrowed: RefusalFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for name in ("organisation", "person", "command", "code", "case_id"):
        value = getattr(narrowed, name)
        if value:
            found.append(REFUSALS.c[name] == value)
    return found
