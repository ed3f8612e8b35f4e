"""统计查询: the figures of a year, whole and by district, industry and consultancy; the time each step takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields

from projections import figure_queries as ask
from projections.positions import positions
from web.auth import policy
from web.figure_readers import figure_readers_only
from web.paging import Count
from web.schemas.choices import Choice
from web.schemas.derive import Strict
from web.schemas.fields import Text
from web.system import system

if TYPE_CHECKING:
    from fractions import Fraction

    from web.api.blueprint import StrictBlueprint

LAST_YEAR = 2199


class FigureQuery(Strict):
    """Which year, cut by what."""

    year = Count(least=2000, most=LAST_YEAR)
    by = Choice(ask.CUTS, metadata={"description": "Gives a row for each part; without it one row for the whole city."})


class StepQuery(Strict):
    """Which year, of which district."""

    year = Count(least=2000, most=LAST_YEAR)
    district = Text()


class FigureRow(Schema):
    """The figures of all cases or of one part of them."""

    code = fields.String()
    in_hand = fields.Integer()
    overdue = fields.Integer()
    planned = fields.Integer()
    accepted = fields.Integer()
    accepted_year_before = fields.Integer()
    excellent = fields.Integer()
    good = fields.Integer()
    fail = fields.Integer()
    pass_rate = fields.String(allow_none=True, metadata={"description": "Passed of decided, as an exact fraction: ``546/627``."})
    savings = fields.Dict(keys=fields.String(), values=fields.String(), metadata={"description": "Tonnes a year of the cases that passed."})


class FigureAnswer(Schema):
    """Figures, with the moment they are of."""

    first_day = fields.Date()
    last_day = fields.Date()
    position = fields.Integer(metadata={"description": "Everything recorded up to here is counted."})
    recorded_at = fields.String()
    items = fields.List(fields.Nested(FigureRow))


class StepRow(Schema):
    """The working days of one step, of those that ended in the year."""

    step = fields.String()
    turn = fields.String()
    ended = fields.Integer()
    median = fields.Integer()
    p90 = fields.Integer()


class StepAnswer(FigureAnswer):
    """The time each step takes."""

    items = fields.List(fields.Nested(StepRow))


def add_to(blueprint: StrictBlueprint) -> None:
    """Add the queries of this topic."""
    blueprint.read("/figures", show_figures, FigureQuery, FigureAnswer, topic="figures")
    blueprint.read("/figures/steps", show_steps, StepQuery, StepAnswer, topic="figures")


@policy("signed-in")
def show_figures(query: dict[str, Any]) -> dict[str, Any]:
    """The figures of a year; of the running one up to today."""
    figure_readers_only()
    period, cut, today = _period(query), query.get("by", "all"), system().today
    with system().reading() as connection:
        now, before = ask.counts(connection, cut, period), ask.counts(connection, cut, period.year_before)
        in_hand, overdue = ask.in_hand(connection, cut), ask.overdue(connection, cut, today)
        standing = positions(connection)["figures"]
    rows = [
        {
            "code": code,
            "in_hand": in_hand.get(code, 0),
            "overdue": overdue.get(code, 0),
            "planned": found.planned,
            "accepted": found.accepted,
            "accepted_year_before": before.get(code, ask.Counts()).accepted,
            **dict(zip(ask.RESULTS, found.results, strict=True)),
            "pass_rate": _written(found.pass_rate),
            "savings": {quantity: f"{amount:f}" for quantity, amount in found.savings.items()},
        }
        for code, found in sorted((code, now.get(code, ask.Counts())) for code in {*now, *before, *in_hand, *overdue})
    ]
    return {"first_day": period.first, "last_day": period.last, "position": standing.position, "recorded_at": standing.recorded_at, "items": rows}


@policy("signed-in")
def show_steps(query: dict[str, Any]) -> dict[str, Any]:
    """Working days of each step, median and nine in ten."""
    figure_readers_only()
    period = _period(query)
    cut = ("district", query["district"]) if "district" in query else ask.WHOLE
    with system().reading() as connection:
        found = ask.step_times(connection, period, cut)
        standing = positions(connection)["figures"]
    rows = [{"turn": turn, **found[step]._asdict()} for turn, steps in ask.TURNS.items() for step in steps if step in found]
    return {"first_day": period.first, "last_day": period.last, "position": standing.position, "recorded_at": standing.recorded_at, "items": rows}


def _period(query: dict[str, Any]) -> ask.Period:
    today = system().today
    return ask.year_of(query.get("year", today.year), today)


def _written(share: Fraction | None) -> str | None:
    return None if share is None else f"{share.numerator}/{share.denominator}"
