"""历史: the events of a case with its score sheets, and the state folded from those up to a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from application.store.event_store import recorded
from application.store.tables import EVENTS
from domain.case.audit_case import AuditCase
from domain.scoring.score_sheet import ScoreSheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from application.casework import Casework
    from application.store.event_store import Recorded


class State(NamedTuple):
    """案件状态: a case and its score sheets as the events say."""

    case: AuditCase
    sheets: dict[UUID, ScoreSheet]


def events_of(casework: Casework, case_id: UUID) -> list[Recorded]:
    """Every event of a case and of its sheets, in order, each with its position."""
    places = select(EVENTS.c.position).where(EVENTS.c.case_id == case_id).order_by(EVENTS.c.case_version)
    with casework.engine.connect().execution_options(read_only=True) as connection:
        positions = connection.execute(places).scalars().all()
    events = casework.recorder.select_case(case_id)
    return [recorded(event)._replace(position=position) for event, position in zip(events, positions, strict=False)]


def upto(events: Iterable[Recorded], case_version: int) -> list[Recorded]:
    """The events that count at a moment."""
    return [event for event in events if event.case_version <= case_version]


def fold(case_id: UUID, events: Sequence[Recorded]) -> State:
    """The state those events make."""
    state = State(AuditCase(case_id), {})
    for event in events:
        evolve(state, event)
    return state


def evolve(state: State, event: Recorded) -> None:
    """Fold one event in."""
    if event.originator_id == state.case.id:
        state.case.evolve(event.fact, event.stamp)
    else:
        state.sheets.setdefault(event.originator_id, ScoreSheet(event.originator_id)).evolve(event.fact, event.stamp)
