"""时点: the moment a page is asked for (``?as_of=``): resolved once for each answer, and the case as it stood then.

Whether the case may be seen is decided by the present, before anything is said of the past.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import g, has_request_context, request

from application.clock import business_day
from application.history.moments import resolve
from application.history.reading import events_of, fold, upto
from domain.history.moment import MALFORMED, Asked, asked
from projections.at_moment import fold as fold_rows
from projections.at_moment import stored
from projections.case_file import BATCH, CASES, case_file
from web.system import system

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection

    from application.history.moments import Moment
    from application.history.reading import State
    from application.store.event_store import Recorded
    from projections.projection import Projection
    from projections.rows import WorkingSet

ADDRESS = "as_of"


def asked_moment() -> Asked | None:
    """What the address asks for; nothing for the present and for what is not only looked at. Raises Refused."""
    if not has_request_context() or request.method not in {"GET", "HEAD"}:
        return None
    version = request.args.get("version") if request.path.startswith("/api/") else None
    written = request.args.get(ADDRESS)
    if version is not None:
        if not version.isascii() or not version.isdecimal() or int(version[:15]) == 0:
            raise MALFORMED(field="version", written=version[:64])
        return Asked("version", int(version[:15]))
    return asked(written) if written else None


def moment_of(case_id: UUID) -> Moment | None:
    """The moment of a case the address asks for, none for the present. Raises Refused in words."""
    wanted = asked_moment()
    if wanted is None:
        return None
    known: dict[UUID, Moment] = g.setdefault("moments", {})
    if case_id not in known:
        with system().reading() as connection:
            known[case_id] = resolve(connection, case_id, wanted, system().clock.now())
    return known[case_id]


def history(case_id: UUID) -> list[Recorded]:
    """Every event of a case and its sheets, read once for each answer."""
    known: dict[UUID, list[Recorded]] = g.setdefault("histories", {})
    if case_id not in known:
        known[case_id] = events_of(system().casework, case_id)
    return known[case_id]


def state_at(case_id: UUID, moment: Moment) -> State:
    """The case with its sheets as it stood."""
    return fold(case_id, upto(history(case_id), moment.case_version))


def rows_at(case_id: UUID, moment: Moment, projection: Projection) -> WorkingSet:
    """The rows of a read model as they stood."""
    return fold_rows(projection, upto(history(case_id), moment.case_version), system().rulebook)


def row_at(connection: Connection, case_id: UUID, moment: Moment) -> Mapping[str, Any]:
    """The case's row of the case file as it stood."""
    row = stored(CASES, rows_at(case_id, moment, case_file)[CASES].row(case_id))
    batch = connection.execute(CASES.select().with_only_columns(BATCH).where(CASES.c.case_id == case_id)).scalar()
    return row | {"batch": batch}


def shown_day() -> date:
    """The day from which days are counted: that of the moment, or today."""
    known: dict[UUID, Moment] = g.get("moments", {}) if has_request_context() else {}
    moment = next(iter(known.values()), None)
    if moment is None:
        return system().today
    return business_day(moment.instant or datetime.fromisoformat(moment.recorded_at))
