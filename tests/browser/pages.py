"""The pages of the product by its own map of addresses, and the walk of a role through those it can reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from werkzeug.exceptions import HTTPException

from tests.stories.driver import application

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from tests.browser.site import Visitor

NO_PAGES = {
    "application_tasks.application",
    "application_tasks.final_papers",
    "application_tasks.workbook",
    "assets.file",
    "case_papers.download",
    "figures.download",
    "health.alive",
    "health.measured",
    "health.ready",
    "languages.choose",
    "list_files.fetch",
    "refusals.receipt",
}
"""Endpoints that give files, figures for machines, or lead on to another page."""
ROLES = (
    "enterprise-signer",
    "bureau-officer",
    "expert",
    "consultant",
    "district-officer",
    "bureau-approver",
    "enterprise-filler",
    "enterprise-administrator",
    "leadership",
    "auditor",
    "regulator",
    "administrator",
)
LEADS_ON = {"application_tasks.application", "application_tasks.final_papers"}
"""Addresses that only lead on to a page."""
PLACES = {"enterprise-signer": 3}
"""Roles as which several people are looked at: their cases stand at different steps."""
MOST = 120
"""Pages of one role."""
OFTEN = 4
"""Roles by which one kind of page is looked at; the first are those whose pages differ most."""


class Seen(NamedTuple):
    """A page somebody opened."""

    role: str
    endpoint: str
    path: str
    status: int


def endpoints() -> set[str]:
    """Every page: what answers GET and is not of the interface."""
    app = application()
    app.complete()
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set()) and not rule.rule.startswith("/api/")]
    return {rule.endpoint for rule in rules} - NO_PAGES


def place_of(path: str) -> tuple[str, str] | None:
    """Endpoint of a path, and what tells its pages apart: an act, a topic; a case is like another."""
    try:
        endpoint, values = application().url_map.bind("localhost").match(urlsplit(path).path, method="GET")
    except HTTPException:
        return None
    return endpoint, "/".join(str(value) for name, value in sorted(values.items()) if name in {"act", "topic", "code"})


def plain() -> list[str]:
    """Paths of the pages whose address has no part to fill in."""
    app = application()
    app.complete()
    return [rule.rule for rule in app.url_map.iter_rules() if not rule.arguments and rule.endpoint in endpoints()]


def walk(visitor: Visitor, role: str, known: Counter[tuple[str, str]]) -> Iterator[Seen]:
    """Every kind of page a role reaches by links, each once; a form that somebody saw before is not opened again, nor what many saw."""
    waiting, seen, pages = ["/", "/problems/stale", *plain()], set[tuple[str, str]](), endpoints()
    while waiting and len(seen) < MOST:
        path = waiting.pop(0)
        place = place_of(path)
        if place is not None and place[0] in LEADS_ON and place not in seen:
            seen.add(place)
            visitor.opens(path)
            waiting.append(urlsplit(visitor.page.url).path)
            continue
        if place is None or place[0] not in pages or place in seen or known[place] >= (1 if place[1] else OFTEN):
            continue
        seen.add(place)
        status = visitor.opens(path)
        known[place] += status < 400
        if 0 < status < 400:
            waiting += visitor.links()
        yield Seen(role, place[0], path, status)
