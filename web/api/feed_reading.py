"""事件流: what was recorded, in the order of the log, for programs that keep up with it; and what changed on some days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields

from projections import changes
from projections.positions import positions
from projections.timeline import TIMELINE
from web.auth import actor, policy
from web.paging import Count
from web.reads import searched
from web.schemas.derive import Strict
from web.schemas.rows import shape_of
from web.system import system

if TYPE_CHECKING:
    from web.api.blueprint import StrictBlueprint

LARGEST_POSITION = 999_999_999
MOST = 500

Happening = shape_of(
    "Happening",
    TIMELINE,
    without=("office_only",),
    number=fields.String(),
    enterprise_id=fields.UUID(),
    enterprise_name=fields.String(),
    district=fields.String(),
)


class FeedQuery(Strict):
    """From where on."""

    after = Count(most=LARGEST_POSITION, load_default=0, metadata={"description": "``next`` of the answer before; 0 begins with the first event."})
    limit = Count(least=1, most=MOST, load_default=100)


class Feed(Schema):
    """A part of the log."""

    items = fields.List(fields.Nested(Happening))
    next = fields.Integer(metadata={"description": "Ask again after this position: nothing is missed and nothing comes twice."})
    more = fields.Boolean(metadata={"description": "There is more already."})


def add_to(blueprint: StrictBlueprint) -> None:
    """Add the query of this topic."""
    blueprint.read("/feed", show_feed, FeedQuery, Feed, topic="feed")


@policy("signed-in")
def show_feed(query: dict[str, Any]) -> dict[str, Any]:
    """What was recorded after a position, of the cases the asker may know of."""
    with system().reading() as connection:
        reached = positions(connection)["timeline"].position
        found = changes.feed(connection, actor(), system().today, query["after"], query["limit"])
    searched(list(dict.fromkeys(each["number"] for each in found)))
    full = len(found) == query["limit"]
    return {"items": found, "next": found[-1]["position"] if full else max(reached, query["after"]), "more": full}
