"""访问记录的接口: who read what: all of it for the auditor, of its own cases for an enterprise."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

from marshmallow import Schema, fields

from application.outcome import NotAllowedError
from application.read_log import Wanted
from application.store.read_tables import READS
from web.auth import actor, policy
from web.desks.reads import ACTS, NAMES_SHOWN, OWN, READERS
from web.paging import Paged
from web.reads import read_the_log
from web.references import case_id_of
from web.schemas.choices import Choice
from web.schemas.fields import Text
from web.schemas.rows import page_of, shape_of
from web.system import system
from web.visible import visible_case

if TYPE_CHECKING:
    from web.api.blueprint import StrictBlueprint

Entry: type[Schema] = shape_of("ReadLogEntry", READS, without=("returned",), returned=fields.List(fields.String(), allow_none=True))


class ReadQuery(Paged):
    """Which entries."""

    case = Text(metadata={"description": "Id or number of a case."})
    act = Choice(ACTS)


def add_to(blueprint: StrictBlueprint) -> None:
    """Add the query."""
    blueprint.read("/reads", list_reads, ReadQuery, page_of(Entry), topic="cases")


@policy("signed-in")
def list_reads(query: dict[str, Any]) -> dict[str, Any]:
    """Who opened, searched, downloaded or exported what, the newest first; asking is an entry too."""
    me = actor()
    case = visible_case(me, case_id_of(query["case"])) if query.get("case") else None
    if me.role not in (READERS if case else OWN | {"auditor"}):
        raise NotAllowedError("readers of the read log")
    enterprise = UUID(me.organisation) if me.role in OWN and me.organisation else None
    read_the_log(case.id if case else None, case.enterprise_id if case else enterprise)
    wanted = Wanted(case_id=case.id if case else None, enterprise_id=enterprise, act=query.get("act", ""))
    system().read_log.flush()
    with system().reading() as connection:
        rows = system().read_log.entries(connection, wanted, limit=query["limit"], offset=query["offset"])
        total = system().read_log.count(connection, wanted)
    hidden = {} if me.role in NAMES_SHOWN else {"person": ""}
    items = [dict(row) | hidden | {"returned": json.loads(row["returned"]) if row["returned"] else None} for row in rows]
    return {"items": items, "total": total, "limit": query["limit"], "offset": query["offset"]}
