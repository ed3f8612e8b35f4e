"""公布的名单与结果: every public list with its entries as printed; drafts too, which only the office sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import Boolean, Column, Date, Index, Integer, Table, Text, Uuid, func, or_, select

from domain.lists.events import ListCorrected, ListDiscarded, ListDrafted, ListEntry, ListPublished
from projections.projection import Projection
from projections.tables import METADATA

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Connection, RowMapping

    from projections.record import Record
    from projections.rows import WorkingSet

LISTS = Table(
    "lists",
    METADATA,
    Column("list_id", Uuid, primary_key=True),
    # ``plan``, ``acceptance``, ``results`` or ``consultancies``.
    Column("kind", Text, nullable=False),
    Column("year", Integer, nullable=False),
    Column("title", Text, nullable=False),
    # ``draft``, ``published`` or ``discarded``.
    Column("state", Text, nullable=False),
    Column("drafted_on", Date, nullable=False),
    Column("drafted_by", Text, nullable=False),
    Column("number", Text),
    Column("published_on", Date),
    Column("address", Text),
    Column("notice_until", Date),
    # 1 as published, one more for each correction.
    Column("edition", Integer, nullable=False),
    Column("corrected_on", Date),
    Column("correction_reason", Text),
    Column("discarded_because", Text),
    Column("entries", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Index("lists_published", "state", "kind", "published_on"),
)
ENTRIES = Table(
    "list_entries",
    METADATA,
    Column("list_id", Uuid, primary_key=True),
    # Case, or consultancy.
    Column("subject_id", Uuid, primary_key=True),
    # Place on the list, from 1.
    Column("place", Integer, nullable=False),
    Column("subject_version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("credit_code", Text, nullable=False),
    Column("district", Text),
    Column("consultancy_name", Text),
    # ``pass`` or ``fail``; ``excellent`` or ``good``.
    Column("result", Text),
    Column("grade", Text),
    # The entry differs from what was printed first; struck off: printed before and no longer on the list.
    Column("corrected", Boolean, nullable=False),
    Column("struck_off", Boolean, nullable=False),
    Index("list_entries_name", "name"),
    Index("list_entries_code", "credit_code"),
    Index("list_entries_subject", "subject_id"),
)

results = Projection("results", LISTS, ENTRIES, version=1)


@results.projects(ListDrafted)
def _drafted(fact: ListDrafted, record: Record, rows: WorkingSet) -> None:
    rows[LISTS].put(
        list_id=record.case_id,
        kind=fact.kind,
        year=fact.year,
        title=fact.title,
        state="draft",
        drafted_on=record.stamp.on,
        drafted_by=record.stamp.by.person,
        edition=1,
        entries=len(fact.entries),
        version=record.originator_version,
    )
    for place, entry in enumerate(fact.entries, 1):
        rows[ENTRIES].put(list_id=record.case_id, place=place, corrected=False, struck_off=False, **_printed(entry))


@results.projects(ListPublished)
def _published(fact: ListPublished, record: Record, rows: WorkingSet) -> None:
    rows[LISTS].change(
        record.case_id,
        state="published",
        number=fact.number,
        published_on=fact.published_on,
        address=fact.address,
        notice_until=fact.notice_until,
        version=record.originator_version,
    )


@results.projects(ListDiscarded)
def _discarded(fact: ListDiscarded, record: Record, rows: WorkingSet) -> None:
    rows[LISTS].change(record.case_id, state="discarded", discarded_because=fact.reason, version=record.originator_version)


@results.projects(ListCorrected)
def _corrected(fact: ListCorrected, record: Record, rows: WorkingSet) -> None:
    rows[LISTS].change(
        record.case_id,
        edition=fact.edition,
        corrected_on=record.stamp.on,
        correction_reason=fact.reason,
        entries=len(fact.entries),
        version=record.originator_version,
    )
    standing = {entry.subject_id: (place, entry) for place, entry in enumerate(fact.entries, 1)}
    for before in rows[ENTRIES].of(record.case_id):
        if before["subject_id"] not in standing:
            rows[ENTRIES].change(record.case_id, before["subject_id"], struck_off=True)
    for subject_id, (place, entry) in standing.items():
        before_ = rows[ENTRIES].row(record.case_id, subject_id)
        printed = _printed(entry)
        differs = any(before_[name] != printed[name] for name in printed if name != "subject_version")
        rows[ENTRIES].change(record.case_id, subject_id, place=place, corrected=before_["corrected"] or differs, **printed)


def _printed(entry: ListEntry) -> dict[str, Any]:
    return msgspec.structs.asdict(entry)


def lists(
    connection: Connection, *, kind: str | None = None, state: str | None = "published", limit: int = 100, offset: int = 0
) -> Sequence[RowMapping]:
    """Lists, the newest first. The public sees those with the state ``published``."""
    wanted = select(LISTS)
    if kind is not None:
        wanted = wanted.where(LISTS.c.kind == kind)
    if state is not None:
        wanted = wanted.where(LISTS.c.state == state)
    newest = (func.coalesce(LISTS.c.published_on, LISTS.c.drafted_on).desc(), LISTS.c.list_id)
    return connection.execute(wanted.order_by(*newest).limit(limit).offset(offset)).mappings().all()


def public_list(connection: Connection, list_id: UUID) -> RowMapping | None:
    """One list, in whatever state."""
    return connection.execute(select(LISTS).where(LISTS.c.list_id == list_id)).mappings().first()


def entries(connection: Connection, list_id: UUID) -> Sequence[RowMapping]:
    """The entries of a list in printed order, those struck off last."""
    return connection.execute(select(ENTRIES).where(ENTRIES.c.list_id == list_id).order_by(ENTRIES.c.struck_off, ENTRIES.c.place)).mappings().all()


def published_results(connection: Connection, text: str = "", *, kind: str = "results", limit: int = 100, offset: int = 0) -> Sequence[RowMapping]:
    """公布结果查询: entries of published lists whose name or credit code holds ``text``, the newest list first."""
    joined = ENTRIES.join(LISTS, LISTS.c.list_id == ENTRIES.c.list_id)
    columns = (ENTRIES, LISTS.c.number, LISTS.c.title, LISTS.c.published_on, LISTS.c.address, LISTS.c.notice_until, LISTS.c.edition)
    wanted = select(*columns).select_from(joined).where(LISTS.c.state == "published", LISTS.c.kind == kind)
    if text:
        wanted = wanted.where(or_(ENTRIES.c.name.contains(text, autoescape=True), ENTRIES.c.credit_code.contains(text.upper(), autoescape=True)))
    order = (LISTS.c.published_on.desc(), LISTS.c.list_id, ENTRIES.c.place)
    return connection.execute(wanted.order_by(*order).limit(limit).offset(offset)).mappings().all()


def lists_of(connection: Connection, subject_id: UUID) -> Sequence[RowMapping]:
    """The published lists on which a case (or consultancy) stands or stood."""
    joined = ENTRIES.join(LISTS, LISTS.c.list_id == ENTRIES.c.list_id)
    wanted = select(LISTS, ENTRIES.c.corrected, ENTRIES.c.struck_off).select_from(joined)
    return connection.execute(wanted.where(ENTRIES.c.subject_id == subject_id, LISTS.c.state == "published")).mappings().all()
