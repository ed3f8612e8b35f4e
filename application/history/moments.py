"""时点: resolves what was asked to a position of the log, once; pages, links and dossiers keep that position.

Across cases the instants of recording may go back by milliseconds against the positions, so an instant means the last position
recorded at or before it, a second in the past at least.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select

from application.outcome import NotFoundError
from application.store.tables import EVENTS
from application.trail.profile import instant as written_instant
from domain.history.moment import BEFORE_THE_CASE, NO_SUCH_EVENT, NO_SUCH_POSITION, NO_SUCH_VERSION, TO_COME, Asked

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection

SETTLED = timedelta(seconds=1)
"""How long ago an instant must be before the record of it is settled."""
JITTER = 256
"""Positions around the one found among which instants may go back."""


class Moment(NamedTuple):
    """时点: where the record of a case stood."""

    position: int
    """Last position of the log that counts."""
    case_version: int
    """Last event of the case with its sheets that counts: 事件 44."""
    version: int
    """Version of the case's own stream."""
    recorded_at: str
    """When that event was recorded, UTC."""
    last: int
    """Last event of the case there is now."""
    instant: datetime | None = None
    """The instant asked for, where one was."""

    @property
    def written(self) -> str:
        """As it stands in an address."""
        return f"event:{self.case_version}"

    @property
    def is_now(self) -> bool:
        """Nothing was recorded in the case since."""
        return self.case_version == self.last


def position_at(connection: Connection, instant: datetime, now: datetime) -> int:
    """The last position recorded at or before an instant; 0 before the first. Raises Refused for an instant to come."""
    if instant > now:
        raise TO_COME(field="as_of", moment=instant)
    until = written_instant(min(instant, now - SETTLED))
    low, high = 0, _head(connection)
    while low < high:
        middle = (low + high + 1) // 2
        recorded = connection.execute(select(EVENTS.c.recorded_at).where(EVENTS.c.position == middle)).scalar_one()
        low, high = (middle, high) if recorded <= until else (low, middle - 1)
    near = select(func.max(EVENTS.c.position)).where(EVENTS.c.position.between(low, low + JITTER), EVENTS.c.recorded_at <= until)
    return int(connection.execute(near).scalar() or 0)


def position_of(connection: Connection, asked: Asked, now: datetime) -> int:
    """The position a list or a figure is asked for. Raises Refused for what belongs to one case alone, or is not there."""
    if asked.instant is not None:
        return position_at(connection, asked.instant, now)
    last = _head(connection)
    if asked.kind != "position" or asked.number > last:
        raise NO_SUCH_POSITION(field="as_of", number=asked.number, last=last)
    return asked.number


def resolve(connection: Connection, case_id: UUID, asked: Asked, now: datetime) -> Moment:
    """The moment of a case. Whether the case may be seen is asked before.

    Raises Refused in words: before the case began (and when it began), an event or version it has not, an instant to come.
    """
    ours = EVENTS.c.case_id == case_id
    last = connection.execute(select(func.max(EVENTS.c.case_version)).where(ours)).scalar()
    if last is None:
        raise NotFoundError(str(case_id))
    if asked.kind == "event":
        return _moment(connection, case_id, _event(asked.number, last), last)
    if asked.kind == "version":
        return _moment(connection, case_id, _version(connection, case_id, asked.number), last)
    position = position_of(connection, asked, now)
    found = connection.execute(select(func.max(EVENTS.c.case_version)).where(ours, EVENTS.c.position <= position)).scalar()
    if found is None:
        began = connection.execute(select(EVENTS.c.recorded_at).where(ours, EVENTS.c.case_version == 1)).scalar_one()
        told = asked.instant or _recorded(connection, position)
        raise BEFORE_THE_CASE(field="as_of", moment=told, began=datetime.fromisoformat(began))
    return _moment(connection, case_id, found, last)._replace(position=position, instant=asked.instant)


def _event(number: int, last: int) -> int:
    if number > last:
        raise NO_SUCH_EVENT(field="as_of", number=number, last=last)
    return number


def _version(connection: Connection, case_id: UUID, number: int) -> int:
    own = (EVENTS.c.originator_id == case_id, EVENTS.c.originator_version)
    found = connection.execute(select(EVENTS.c.case_version).where(own[0], own[1] == number)).scalar()
    if found is None:
        last = connection.execute(select(func.max(own[1])).where(own[0])).scalar_one()
        raise NO_SUCH_VERSION(field="as_of", number=number, last=last)
    return int(found)


def _moment(connection: Connection, case_id: UUID, case_version: int, last: int) -> Moment:
    row = connection.execute(
        select(EVENTS.c.position, EVENTS.c.recorded_at).where(EVENTS.c.case_id == case_id, EVENTS.c.case_version == case_version)
    ).one()
    own = select(func.max(EVENTS.c.originator_version)).where(EVENTS.c.originator_id == case_id, EVENTS.c.position <= row.position)
    return Moment(row.position, case_version, int(connection.execute(own).scalar() or 0), row.recorded_at, int(last))


def _head(connection: Connection) -> int:
    return int(connection.execute(select(func.max(EVENTS.c.position))).scalar() or 0)


def _recorded(connection: Connection, position: int) -> datetime:
    written = connection.execute(select(EVENTS.c.recorded_at).where(EVENTS.c.position == position)).scalar()
    return datetime.fromisoformat(written) if written else datetime.min.replace(tzinfo=UTC)
