"""专家席位: where each expert stands in each case, and the score sheet the expert has; never a mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Boolean, Column, Date, Index, Integer, Table, Text, Uuid, func, select

from domain.case.events import panel
from domain.case.events.acceptance import AcceptanceCorrected, Accepted, OpinionDrafted, OpinionSigned
from domain.case.events.grade import Discontinued, ResultPublished, Withdrawn
from domain.case.expert_access import last_day_of_access
from domain.scoring.events import SheetLocked, SheetOpened, SheetVoided
from projections.projection import Projection
from projections.tables import METADATA

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection, RowMapping

    from projections.record import Record
    from projections.rows import Row, WorkingSet

SEATS = Table(
    "panel_seats",
    METADATA,
    Column("case_id", Uuid, primary_key=True),
    Column("expert_id", Uuid, primary_key=True),
    # ``invited``, ``confirmed``, ``conflicted`` (must withdraw) or ``left``.
    Column("status", Text, nullable=False),
    # On the appointed panel and still there.
    Column("appointed", Boolean, nullable=False),
    # ``interest``, ``recusal``, ``unable`` or ``found-later``.
    Column("left_for", Text),
    # The place on the panel is free and not taken yet.
    Column("vacant", Boolean, nullable=False),
    # ``senior``, ``intermediate``, ``junior`` or ``none``, as of the invitation.
    Column("title_level", Text, nullable=False),
    Column("practice_years", Integer, nullable=False),
    Column("recusal_asked", Boolean, nullable=False),
    Column("invited_on", Date, nullable=False),
    Column("confirmed_on", Date),
    Column("sheet_id", Uuid),
    # ``open``, ``locked`` or ``void``: others may know that a sheet is locked, not what is in it.
    Column("sheet_status", Text),
    Column("locked_on", Date),
    Column("signed_on", Date),
    # Day the panel's work was done: the result published, or the case ended otherwise; then the last day the expert may read the case.
    Column("done_on", Date),
    Column("access_until", Date),
    Index("panel_seats_expert", "expert_id", "status"),
)

panel_seats = Projection("panel_seats", SEATS, version=2)


@panel_seats.projects(panel.ExpertInvited)
def _invited(fact: panel.ExpertInvited, record: Record, rows: WorkingSet) -> None:
    before = rows[SEATS].find(record.case_id, fact.expert.expert_id)
    rows[SEATS].put(
        case_id=record.case_id,
        expert_id=fact.expert.expert_id,
        status="invited",
        appointed=False,
        vacant=before is not None and before["vacant"],
        title_level=fact.expert.title_level,
        practice_years=fact.expert.practice_years,
        recusal_asked=False,
        invited_on=record.stamp.on,
    )


@panel_seats.projects(panel.ConflictDeclared)
def _conflicted(fact: panel.ConflictDeclared, record: Record, rows: WorkingSet) -> None:
    rows[SEATS].change(record.case_id, fact.expert_id, status="conflicted")


@panel_seats.projects(panel.ExpertConfirmed)
def _confirmed(fact: panel.ExpertConfirmed, record: Record, rows: WorkingSet) -> None:
    rows[SEATS].change(record.case_id, fact.expert_id, status="confirmed", confirmed_on=record.stamp.on)


@panel_seats.projects(panel.ExpertWithdrew)
def _left(fact: panel.ExpertWithdrew, record: Record, rows: WorkingSet) -> None:
    _leave(rows, record, (fact.expert_id,), fact.cause)


@panel_seats.projects(AcceptanceCorrected)
def _found_later(fact: AcceptanceCorrected, record: Record, rows: WorkingSet) -> None:
    _leave(rows, record, fact.conflicted_experts, "found-later")
    if fact.new_visit_needed:
        for seat in rows[SEATS].of(record.case_id):
            rows[SEATS].change(record.case_id, seat["expert_id"], signed_on=None, access_until=None)


@panel_seats.projects(panel.PanelAppointed)
def _appointed(fact: panel.PanelAppointed, record: Record, rows: WorkingSet) -> None:
    for expert in fact.experts:
        _sit(rows, record, expert)


@panel_seats.projects(panel.ExpertReplaced)
def _replaced(fact: panel.ExpertReplaced, record: Record, rows: WorkingSet) -> None:
    rows[SEATS].change(record.case_id, fact.left_id, vacant=False)
    _sit(rows, record, fact.successor)


@panel_seats.projects(panel.RecusalRequested)
def _recusal_asked(fact: panel.RecusalRequested, record: Record, rows: WorkingSet) -> None:
    rows[SEATS].change(record.case_id, fact.expert_id, recusal_asked=True)


@panel_seats.projects(panel.RecusalDecided)
def _recusal_decided(fact: panel.RecusalDecided, record: Record, rows: WorkingSet) -> None:
    rows[SEATS].change(record.case_id, fact.expert_id, recusal_asked=False, **({"status": "conflicted"} if fact.granted else {}))


@panel_seats.projects(SheetOpened)
def _sheet_opened(fact: SheetOpened, record: Record, rows: WorkingSet) -> None:
    rows[SEATS].change(record.case_id, fact.expert_id, sheet_id=record.originator_id, sheet_status="open", locked_on=None)


@panel_seats.projects(SheetLocked)
def _sheet_locked(fact: SheetLocked, record: Record, rows: WorkingSet) -> None:
    seat = seat_of_sheet(rows[SEATS].of(record.case_id), record.originator_id)
    rows[SEATS].change(record.case_id, seat["expert_id"], sheet_status="locked", locked_on=record.stamp.on)


@panel_seats.projects(SheetVoided)
def _sheet_voided(fact: SheetVoided, record: Record, rows: WorkingSet) -> None:
    seat = seat_of_sheet(rows[SEATS].of(record.case_id), record.originator_id)
    rows[SEATS].change(record.case_id, seat["expert_id"], sheet_status="void")


@panel_seats.projects(OpinionDrafted)
def _opinion_drafted(fact: OpinionDrafted, record: Record, rows: WorkingSet) -> None:
    for seat in rows[SEATS].of(record.case_id):
        rows[SEATS].change(record.case_id, seat["expert_id"], signed_on=None)


@panel_seats.projects(OpinionSigned)
def _opinion_signed(fact: OpinionSigned, record: Record, rows: WorkingSet) -> None:
    rows[SEATS].change(record.case_id, fact.expert_id, signed_on=record.stamp.on)


@panel_seats.projects(ResultPublished)
def _published(fact: ResultPublished, record: Record, rows: WorkingSet) -> None:
    _done(rows, record, fact.published_on)


@panel_seats.projects(Withdrawn, Discontinued)
def _ended(fact: Withdrawn | Discontinued, record: Record, rows: WorkingSet) -> None:
    _done(rows, record, record.stamp.on)


@panel_seats.projects(Accepted)
def _accepted(fact: Accepted, record: Record, rows: WorkingSet) -> None:
    """Held again after the result was published: the access of all who sat runs out anew."""
    if any(seat["done_on"] is not None for seat in rows[SEATS].of(record.case_id)):
        _done(rows, record, record.stamp.on)


def _done(rows: WorkingSet, record: Record, done_on: date) -> None:
    until = last_day_of_access(done_on, rows.rules(record.stamp.rule_set))
    for seat in rows[SEATS].of(record.case_id):
        rows[SEATS].change(record.case_id, seat["expert_id"], done_on=done_on, access_until=until)


def seat_of_sheet(seats: Iterable[Row], sheet_id: UUID) -> Row:
    """The seat whose expert has this sheet. Raises LookupError."""
    for seat in seats:
        if seat["sheet_id"] == sheet_id:
            return seat
    message = f"sheet {sheet_id} is on no seat"
    raise LookupError(message)


def _leave(rows: WorkingSet, record: Record, experts: Iterable[UUID], cause: str) -> None:
    for expert_id in experts:
        seat = rows[SEATS].row(record.case_id, expert_id)
        vacant = seat["appointed"] or seat["vacant"]
        rows[SEATS].change(record.case_id, expert_id, status="left", left_for=cause, appointed=False, vacant=vacant, recusal_asked=False)


def _sit(rows: WorkingSet, record: Record, expert: panel.ExpertFacts) -> None:
    rows[SEATS].change(record.case_id, expert.expert_id, appointed=True, title_level=expert.title_level, practice_years=expert.practice_years)


def seats(connection: Connection, case_id: UUID) -> Sequence[RowMapping]:
    """The seats of a case, in the order of the invitations."""
    return connection.execute(select(SEATS).where(SEATS.c.case_id == case_id).order_by(SEATS.c.invited_on, SEATS.c.expert_id)).mappings().all()


def load(connection: Connection) -> dict[UUID, int]:
    """在办专家工作量: expert → panels on which the expert sits with a sheet not locked yet."""
    waiting = SEATS.c.sheet_status.is_distinct_from("locked")
    found = select(SEATS.c.expert_id, func.count()).where(SEATS.c.appointed, waiting).group_by(SEATS.c.expert_id)
    return {row[0]: row[1] for row in connection.execute(found)}
