"""日历订阅: a person's due days as iCalendar, behind an address that is secret and opens nothing else (RFC 5545)."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import Response, url_for
from icalendar import Calendar, Event
from marshmallow import Schema, fields

from application.outcome import NotFoundError
from projections.agenda import agenda
from web import texts
from web.auth import actor, holds, policy
from web.schemas.derive import Strict
from web.schemas.fields import Text
from web.system import system
from web.targets import target_name

if TYPE_CHECKING:
    from domain.fact import Capacity
    from projections.agenda import Entry
    from web.api.blueprint import StrictBlueprint

BACK = timedelta(days=31)
"""How far back days stay in the calendar."""
REFRESH = timedelta(hours=4)
LONGEST_SECRET = 200


class FeedQuery(Strict):
    """The secret of the address."""

    token = Text(load_default="")


class FeedAddress(Schema):
    """The secret address, shown this once."""

    address = fields.Url(required=True)


class FeedText(Schema):
    """iCalendar, as text."""


def add_to(blueprint: StrictBlueprint) -> None:
    """Add the two addresses."""
    blueprint.read("/calendar.ics", show_calendar, FeedQuery, FeedText, topic="calendar")
    documented = blueprint.problems((401, 403))(open_calendar_feed)
    documented = blueprint.response(201, FeedAddress)(documented)
    documented = blueprint.doc(operationId="open_calendar_feed")(documented)
    blueprint.route("/calendar-feed", methods=["POST"], endpoint="open_calendar_feed", tags=["calendar"])(documented)


@policy("signed-in")
def open_calendar_feed() -> dict[str, str]:
    """Make a secret address for the calendar of whoever asks; the one before it ends. Shown this once."""
    secret = system().calendar_feeds.open(actor())
    return {"address": url_for("queries.show_calendar", token=secret, _external=True)}


@policy("public")
def show_calendar(query: dict[str, Any]) -> Response:
    """The calendar behind a secret; 404 for one that opens nothing."""
    secret: str = query["token"]
    found = system().calendar_feeds.capacity(secret) if 0 < len(secret) <= LONGEST_SECRET else None
    if found is None or not holds(system(), found):
        message = "calendar"
        raise NotFoundError(message)
    response = Response(calendar_of(found), content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def calendar_of(capacity: Capacity) -> bytes:
    """The calendar of a capacity."""
    today = system().today
    with system().reading() as connection:
        entries = agenda(connection, capacity, today, today - BACK)
    calendar = Calendar()
    calendar.add("prodid", "-//Qingjian//calendar//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", texts.word("calendar", "name", "zh"))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    host = system().settings.trail_origin.partition("/")[0]
    for entry in entries:
        calendar.add_component(_event(entry, host))
    made: bytes = calendar.to_ical()
    return made


def _event(entry: Entry, host: str) -> Event:
    """One day: its id never changes, its sequence is the position of the event that last moved it."""
    row, event = entry.row, Event()
    about = hashlib.sha256(f"{row['subject_id']}/{row['kind']}/{row['reference']}".encode()).hexdigest()[:32]
    changed = datetime.fromisoformat(row["changed_at"])
    mark = texts.word("calendar", "provisional", "zh") if row["provisional"] else ""
    event.add("uid", f"{row['kind']}-{about}@{host}")
    event.add("sequence", row["changed_position"])
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("dtstart", row["due_on"])
    event.add("dtend", row["due_on"] + timedelta(days=1))
    name = texts.word("calendar", row["kind"], "zh", target=target_name(row["reference"], "zh"))
    event.add("summary", f"{name}{mark} {entry.name}".strip())
    event.add("description", "\n".join(texts.word("calendar", f"{row['kind']}.text", each) for each in texts.LANGUAGES))
    event.add("status", "TENTATIVE" if row["provisional"] else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event
