"""时间线: every event of a case, narrowed by person, role, kind, paper, rules and time, as a list, as threads of causes, or printed."""

from __future__ import annotations

import re
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Blueprint, render_template, request

from application.clock import business_day
from projections import timeline
from web import wording
from web.auth import actor, policy
from web.desks.case import frame
from web.desks.event_lines import lines
from web.language import language
from web.moment import moment_of
from web.people import names
from web.references import case_id_of
from web.system import system
from web.visible import case_row, visible_case
from web.waiting import wait_for_own_acts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

MOST_EVENTS = 1_000

pages = Blueprint("case_timeline", __name__)

_DIGEST = re.compile(r"[0-9a-f]{8,64}")


class Narrowed(NamedTuple):
    """筛选: what a timeline is narrowed to; it lives in the address."""

    person: str = ""
    role: str = ""
    kind: str = ""
    paper: str = ""
    rules: str = ""
    since: date | None = None
    until: date | None = None
    by: str = "recorded"
    """``recorded`` or ``happened``: which of the two clocks orders and bounds the list."""
    thread: bool = False
    """Gather what followed from one request."""


class Choice(NamedTuple):
    """One choice of a filter."""

    code: str
    name: str
    chosen: bool


@pages.get("/cases/<case:case_id>/timeline")
@policy("signed-in")
def history(case_id: str) -> str:
    """All events of the case, the newest first; the filters live in the address."""
    wait_for_own_acts()
    case = visible_case(actor(), case_id_of(case_id))
    at, wanted = moment_of(case.id), narrowed()
    with system().reading() as connection:
        row = case_row(connection, case.id)
        found = timeline.events(connection, case.id, actor().role, until=at and at.case_version, limit=MOST_EVENTS, newest_first=True)
    events = [dict(each) for each in found]
    shown = ordered(chosen(case.id, events, wanted), wanted)
    return render_template(
        "timeline.html",
        **frame(case.id, "timeline", row),
        events=shown,
        threads=threads(shown) if wanted.thread else [],
        wanted=wanted,
        total=len(events),
        names=names(each["person"] for each in events),
        choices=choices(events, wanted),
        lines=lines,
    )


def narrowed() -> Narrowed:
    """The filter of the address; a value that is none is passed over."""
    given = {name: request.args.get(name, "").strip()[:100] for name in ("person", "role", "kind", "paper", "rules")}
    paper = given.pop("paper").lower()
    return Narrowed(
        **given,
        paper=paper if _DIGEST.fullmatch(paper) else "",
        since=_day(request.args.get("since", "")),
        until=_day(request.args.get("until", "")),
        by="happened" if request.args.get("by") == "happened" else "recorded",
        thread=request.args.get("thread") == "1",
    )


def chosen(case_id: UUID, events: Sequence[Mapping[str, Any]], wanted: Narrowed) -> list[Mapping[str, Any]]:
    """The events a filter leaves."""
    holding = _holding(case_id, wanted.paper) if wanted.paper else None
    exact = [
        (name, value)
        for name, value in (("person", wanted.person), ("role", wanted.role), ("topic", wanted.kind), ("rule_set", wanted.rules))
        if value
    ]
    found = []
    for event in events:
        on = event["on"] if wanted.by == "happened" else business_day(datetime.fromisoformat(event["recorded_at"]))
        inside = (wanted.since is None or wanted.since <= on) and (wanted.until is None or on <= wanted.until)
        if inside and all(event[name] == value for name, value in exact) and (holding is None or event["case_version"] in holding):
            found.append(event)
    return found


def ordered(events: list[Mapping[str, Any]], wanted: Narrowed) -> list[Mapping[str, Any]]:
    """The newest first by the clock chosen."""
    if wanted.by == "happened":
        return sorted(events, key=lambda event: (event["on"], event["case_version"]), reverse=True)
    return events


def threads(events: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """What followed from one request, gathered, in the order in which it was recorded; the newest thread first."""
    by_cause = sorted(events, key=lambda event: (str(event["correlation_id"]), event["case_version"]))
    found = [list(group) for _, group in groupby(by_cause, key=lambda event: event["correlation_id"])]
    return sorted(found, key=lambda thread: int(thread[0]["case_version"]), reverse=True)


def choices(events: Sequence[Mapping[str, Any]], wanted: Narrowed) -> dict[str, list[Choice]]:
    """What each filter offers: what there is in this case."""
    chosen_language = language()
    people = names(each["person"] for each in events)

    def offered(name: str, spoken: Any, now: str) -> list[Choice]:
        codes = dict.fromkeys(str(event[name]) for event in events)
        return sorted((Choice(code, spoken(code), code == now) for code in codes), key=lambda choice: choice.name)

    return {
        "person": offered("person", lambda code: people.get(code, code), wanted.person),
        "role": offered("role", lambda code: wording.code("role", code, chosen_language), wanted.role),
        "kind": offered("topic", lambda code: wording.code("event", code, chosen_language), wanted.kind),
        "rules": offered("rule_set", lambda code: code, wanted.rules),
    }


def _holding(case_id: UUID, digest: str) -> frozenset[int]:
    """The events whose open members name a paper by its digest, or by its beginning."""
    wanted = digest.encode()
    return frozenset(event.case_version for event in system().casework.recorder.select_case(case_id) if wanted in event.state)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
