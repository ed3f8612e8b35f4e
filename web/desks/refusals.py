"""拒绝登记: refused requests with the facts they rested on: all for the auditor, its own for an enterprise, each with a receipt."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import Blueprint, Response, render_template, request

from application.outcome import NotAllowedError, NotFoundError
from domain.law.citation import Citation
from domain.law.refusal import KINDS
from projections import refusals
from projections.case_file import case as row_of
from projections.refusals import RefusalFilter
from web import texts, wording
from web.auth import actor, policy
from web.language import language
from web.people import names, shown_organisation
from web.reads import read_the_log
from web.system import system
from web.waiting import wait_for_own_acts

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

    from domain.fact import Capacity

PAGE = 50
LAST_PAGE = 10_000
OWN = frozenset({"enterprise-filler", "enterprise-signer", "enterprise-administrator", "consultant"})

pages = Blueprint("refusals", __name__)


@pages.get("/refusals")
@policy("signed-in")
def listed() -> str:
    """The register: all of it for the auditor, what was refused to its people for an enterprise or consultancy."""
    wait_for_own_acts()
    me, narrowed = actor(), wanted(actor())
    written = request.args.get("page", "1")
    page = min(max(int(written[:6]), 1), LAST_PAGE) if written.isascii() and written.isdecimal() else 1
    with system().reading() as connection:
        found = refusals.kept(connection, narrowed, limit=PAGE, offset=(page - 1) * PAGE)
        total = refusals.count(connection, narrowed)
        codes = refusals.codes(connection) if me.role == "auditor" else []
    return render_template(
        "refusals.html",
        place="refusals",
        found=[shown(each) for each in found],
        total=total,
        people=names(each["person"] for each in found) if me.role == "auditor" else {},
        codes=codes,
        narrowed=narrowed,
        page=page,
        last=max(1, -(-total // PAGE)),
    )


@pages.get("/refusals/<uuid:refusal_id>")
@policy("signed-in")
def one(refusal_id: UUID) -> str:
    """One refusal, printable: the receipt."""
    row = visible(refusal_id)
    with system().reading() as connection:
        case = row_of(connection, row["case_id"]) if row["case_id"] else None
    return render_template("refusal.html", place="refusals", refusal=shown(row), case=case, name=names([row["person"]])[row["person"]])


@pages.get("/refusals/<uuid:refusal_id>/receipt")
@policy("signed-in")
def receipt(refusal_id: UUID) -> Response:
    """The receipt as data: what the trail holds of the refusal, with its place in it."""
    row = visible(refusal_id)
    told = {name: str(value) if isinstance(value, UUID) else value for name, value in shown(row).items()}
    content = json.dumps(told, ensure_ascii=False, default=str)
    headers = {"Content-Disposition": f'attachment; filename="refusal-{row["position"]}.json"'}
    return Response(content, content_type="application/json", headers=headers)


def wanted(me: Capacity) -> RefusalFilter:
    """The filter of the address, within what somebody may see. Raises NotAllowedError."""
    if me.role in OWN and me.organisation:
        return RefusalFilter(organisation=me.organisation)
    if me.role != "auditor":
        raise NotAllowedError("auditor | the one who asked")
    read_the_log()
    person, command, code = (request.args.get(name, "").strip()[:64] for name in ("person", "command", "code"))
    return RefusalFilter(person=person, command=command, code=code)


def visible(refusal_id: UUID) -> RowMapping:
    """A refusal the visitor may see: the auditor, whoever asked, and the people of the same organisation. Raises NotFoundError."""
    wait_for_own_acts()
    me = actor()
    with system().reading() as connection:
        row = refusals.refusal(connection, refusal_id)
    together = row is not None and me.role in OWN and me.organisation is not None and row["organisation"] == me.organisation
    asked = together or (row is not None and row["person"] == me.person)
    if row is None or not (asked or me.role == "auditor"):
        raise NotFoundError(str(refusal_id))
    return row


def shown(row: RowMapping) -> dict[str, Any]:
    """A refusal as it is told, in the language of the reader where the kind of it has words there."""
    found = dict(row)
    kind = KINDS.get(row["code"])
    if not row["sentences"]:
        found["sentences"] = [texts.word("page", "refusals.erased", language())]
    elif kind is not None:
        try:
            refused = kind(Citation("R2025", "") if row["article"] else None, **row["parameters"])
            found["sentences"] = [wording.reason(refused, language()), *row["sentences"][1:]]
        except (KeyError, IndexError, ValueError):
            pass
    return found | {"office": shown_organisation(row["role"], row["organisation"])}
