"""材料: the papers of a case, and each of them as a download: never shown in the page, and only to whom the case is open that far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import msgspec
from flask import Blueprint, Response, render_template

from application.outcome import NotFoundError
from application.papers.inspection import SUFFIXES
from domain.papers.paper import DIGEST, Paper
from web.auth import actor, policy
from web.desks.case import frame
from web.people import names
from web.references import case_id_of
from web.system import system
from web.visible import visible_case
from web.waiting import wait_for_own_acts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.case.audit_case import AuditCase
    from domain.fact import Capacity

OWN_SIDE = frozenset({"enterprise-filler", "enterprise-signer", "enterprise-administrator", "consultant"})
OF_THE_AUTHORITY = frozenset({"reply_digest", "handover_digest"})
"""Papers the office keeps for itself: replies of other authorities, files handed over between districts and consultancies."""
DOWNLOAD_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"

pages = Blueprint("case_papers", __name__)


class Kept(NamedTuple):
    """One paper of the record."""

    digest: str
    role: str
    """Kind of a paper handed in, or the member it stands in (``opinion_digest``)."""


@pages.get("/cases/<case:case_id>/papers")
@policy("signed-in")
def listed(case_id: str) -> str:
    """The papers of the case: those on the record, and what my own side has uploaded besides."""
    wait_for_own_acts()
    me = actor()
    case = visible_case(me, case_id_of(case_id))
    rows = list(_rows(case, me))
    return render_template("case_papers.html", **frame(case.id, "papers"), papers=rows, people=names(row["person"] for row in rows if row["person"]))


@pages.get("/cases/<case:case_id>/papers/<digest>")
@policy("signed-in")
def download(case_id: str, digest: str) -> Response:
    """One paper. Whoever may not have it learns nothing of it."""
    me = actor()
    case = visible_case(me, case_id_of(case_id))
    row = next((each for each in _rows(case, me) if each["digest"] == digest and each["here"]), None)
    if row is None:
        raise NotFoundError(digest)
    response = Response(system().papers.stream(digest), content_type=row["media_type"])
    response.headers["Content-Length"] = str(row["size"])
    response.headers["Content-Disposition"] = disposition(row["name"], row["media_type"], digest)
    response.headers["Content-Security-Policy"] = DOWNLOAD_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def disposition(name: str, media_type: str, digest: str) -> str:
    """To be kept, never to be opened in the page; the suffix is that of the content, whatever the sender called it."""
    suffix = SUFFIXES.get(media_type, "bin")
    full = name if name.lower().endswith(f".{suffix}") else f"{name}.{suffix}"
    return f"attachment; filename=\"{digest[:12]}.{suffix}\"; filename*=UTF-8''{quote(full, safe='')}"


def _rows(case: AuditCase, me: Capacity) -> Iterator[dict[str, Any]]:
    """Papers as the actor may see them, those on the record first."""
    entries = {row["digest"]: dict(row) for row in reversed(system().papers.entries(case.id))}
    shown = set()
    for kept in recorded(case):
        if kept.digest not in shown and _may_have(kept, case, me, entries):
            shown.add(kept.digest)
            yield _row(entries.get(kept.digest), kept.digest, kept.role)
    if me.role in OWN_SIDE:
        for digest, entry in entries.items():
            if digest not in shown and entry["role"] in OWN_SIDE:
                yield _row(entry, digest, "not-handed-in")


def _row(entry: dict[str, Any] | None, digest: str, role: str) -> dict[str, Any]:
    blank = {"name": "", "size": None, "media_type": "", "person": "", "received_at": None}
    return blank | (entry or {}) | {"digest": digest, "role": role, "here": entry is not None}


def _may_have(kept: Kept, case: AuditCase, me: Capacity, entries: dict[str, dict[str, Any]]) -> bool:
    if me.role in {"expert", *OWN_SIDE}:
        own = me.role != "expert" and entries.get(kept.digest, {}).get("role") in OWN_SIDE
        seated = me.role != "expert" or any(str(each) == me.organisation and seat.status == "confirmed" for each, seat in case.seats.items())
        return own or (seated and kept.role not in OF_THE_AUTHORITY)
    return me.role != "public"


def recorded(case: AuditCase) -> Iterator[Kept]:
    """Every paper the record of the case names, the newest application first."""
    for part in (case.revised, case.submitted, case.registered, case.opinion, case.accepted, case.penalty_reply, case.delivered, case.returned):
        if part is not None:
            yield from _papers(part)
    for receipt in case.platform_receipts.values():
        yield from _papers(receipt)


def _papers(value: Any) -> Iterator[Kept]:
    if isinstance(value, Paper):
        yield Kept(value.digest, value.kind)
    elif isinstance(value, msgspec.Struct):
        for name, each in msgspec.structs.asdict(value).items():
            if name.endswith("_digest") and isinstance(each, str) and DIGEST.fullmatch(each) and name not in {"rule_set_digest", "form_digest"}:
                yield Kept(each, name)
            else:
                yield from _papers(each)
    elif isinstance(value, tuple):
        for each in value:
            yield from _papers(each)
