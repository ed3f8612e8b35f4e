"""案件编号: addresses name a case by its id or by its number."""

from __future__ import annotations

import re
from uuid import UUID

from werkzeug.routing import BaseConverter

from application.outcome import NotFoundError
from web.system import system

_NUMBER = re.compile(r"QJ-[0-9]{4}-[0-9]{6}")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class CaseReference(BaseConverter):
    """``<case:case_id>``: an id or a number."""

    regex = "[^/]{1,40}"


def case_id_of(reference: str) -> UUID:
    """The id of a case named by id or number. Raises NotFoundError."""
    if _ID.fullmatch(reference):
        return UUID(reference)
    if _NUMBER.fullmatch(reference):
        from projections.case_file import case  # noqa: PLC0415

        with system().reading() as connection:
            found = case(connection, reference)
        if found is not None:
            return UUID(str(found["case_id"]))
    raise NotFoundError(reference)
