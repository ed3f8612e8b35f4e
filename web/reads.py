"""访问: notes what an answer shows of cases, for the read log; kept for the moment the answer goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g, has_request_context, request, session

from application.read_log import Read
from web.system import system

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from flask import Flask, Response

    from domain.fact import Capacity

PURPOSE = "purpose"
"""Where a session keeps what the person said the reading is for; programs send the header ``Purpose``."""
FIRST_ERROR = 400


def install(app: Flask) -> None:
    """Write down what each answer showed."""
    app.after_request(_keep)


def opened(case_id: UUID, enterprise_id: UUID) -> None:
    """A case is shown; once for each answer."""
    if has_request_context():
        g.setdefault("opened", {})[case_id] = enterprise_id


def searched(returned: Sequence[str]) -> None:
    """A list of cases is shown: the query stands in the address, the ids that came back here."""
    if has_request_context():
        g.searched = tuple(returned)


def read_the_log(case_id: UUID | None = None, enterprise_id: UUID | None = None) -> None:
    """The read log itself is shown."""
    g.read_the_log = (case_id, enterprise_id)


def from_the_command_line(by: Capacity, what: str, case_id: UUID, enterprise_id: UUID | None = None) -> None:
    """A command showed a case."""
    system().read_log.note(by, Read("opened", "command-line", what, case_id, enterprise_id))
    system().read_log.flush()


def purpose() -> str:
    """What the reading is for, as stated."""
    stated = request.headers.get("Purpose", "") or session.get(PURPOSE, "")
    return str(stated)


def _keep(response: Response) -> Response:
    by: Capacity | None = g.get("actor")
    if response.status_code >= FIRST_ERROR or by is None:
        return response
    for read in _reads(response):
        system().read_log.note(by, read)
    return response


def _reads(response: Response) -> list[Read]:
    way = "interface" if request.path.startswith("/api/") else "page"
    query, stated = request.query_string.decode(errors="replace"), purpose()
    attached = response.headers.get("Content-Disposition", "").startswith("attachment")
    shown: dict[UUID, UUID] = g.get("opened", {})
    log: tuple[UUID | None, UUID | None] | None = g.get("read_the_log")
    returned: tuple[str, ...] | None = g.get("searched")
    if log is not None:
        return [Read("read-log", way, request.path, *log, query=query, purpose=stated)]
    found = [
        Read("downloaded" if attached else "opened", way, request.path, case_id, enterprise_id, query, purpose=stated)
        for case_id, enterprise_id in shown.items()
    ]
    if returned is not None:
        found.append(Read("exported" if attached else "searched", way, request.path, query=query, returned=returned, purpose=stated))
    return found
