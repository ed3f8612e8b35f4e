"""统计: six figures and what stands behind them, by district, industry, consultancy and year; where the time goes."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Blueprint, render_template, request

from domain.law.districts import districts
from projections import figure_queries as ask
from projections.consultancies import names_of
from projections.figures import SAVINGS, SELF
from projections.positions import positions
from web import texts, wording
from web.auth import policy
from web.charts import Bar, Stack, bars, columns, process
from web.desks.narrowing import district_options
from web.figure_readers import figure_readers_only
from web.language import language
from web.spreadsheets import XLSX, Column, attachment, workbook
from web.system import system

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from flask import Response
    from sqlalchemy import Connection

    from projections.figure_queries import Counts, Period

FIRST_YEAR = 2018
SHOWN = 12
"""Parts of a cut shown at once; the rest unfolds."""
MAIN_STEPS = ("submitted", "listed-for-acceptance", "revised")
"""Steps whose median stands among the six figures."""

pages = Blueprint("figures", __name__)


class Line(NamedTuple):
    """One part of a cut: its figures of the period and of the year before."""

    code: str
    name: str
    in_hand: int
    now: Counts
    before: Counts
    overdue: int

    @property
    def change(self) -> int:
        """More acceptances held than in the year before."""
        return self.now.accepted - self.before.accepted

    @property
    def row(self) -> tuple[int | Decimal, ...]:
        """Its figures in the order of the workbook."""
        now = self.now
        return (self.in_hand, now.accepted, self.before.accepted, now.decided, *now.results, *now.tonnes, self.overdue)


@pages.get("/figures")
@policy("signed-in")
def page() -> str:
    """The figures of a year, this one unless another is asked for."""
    figure_readers_only()
    today = system().today
    period = asked_period(today)
    year = period.last.year
    with system().reading() as connection:
        cuts = {cut: lines(connection, cut, period, today) for cut in ask.CUTS}
        years = ask.by_year(connection, today)
        shown: dict[str, Any] = {
            "total": total(connection, period, today),
            "tasks": ask.overdue_tasks(connection, today),
            "steps": ask.step_times(connection, period),
            "as_of": positions(connection)["figures"],
        }
    return render_template(
        "figures.html",
        place="figures",
        year=year,
        period=period,
        current=year == today.year,
        cuts=cuts,
        years=years,
        shown=SHOWN,
        main_steps=MAIN_STEPS,
        district_chart=bars([Bar(each.name, each.now.accepted, each.before.accepted) for each in cuts["district"]]),
        year_chart=columns([Stack(str(each), found.excellent, found.good, found.fail) for each, found in years.items()], rule_years(years)),
        **shown,
    )


@pages.get("/figures.xlsx")
@policy("signed-in")
def download() -> Response:
    """The figures of a year as a workbook, a sheet for each cut."""
    figure_readers_only()
    today = system().today
    period, chosen = asked_period(today), language()

    def said(code: str) -> str:
        return texts.word("workbook", code, chosen)

    saved = [Column(said(each), 16) for each in SAVINGS]
    results = [Column(texts.word("grade", grade, chosen)) for grade in ("excellent", "good")] + [Column(texts.word("result", "fail", chosen))]
    measures = [Column(said(each)) for each in ("in-hand", "accepted", "accepted-before", "decided")]
    with TemporaryDirectory() as folder, system().reading() as connection:
        path = Path(folder) / "figures.xlsx"
        with workbook(path) as book:
            for cut in ("all", *ask.CUTS):
                found = [total(connection, period, today)] if cut == "all" else lines(connection, cut, period, today)
                columns_of_cut = [Column(said(cut), 30), *measures, *results, *saved, Column(said("overdue"))]
                book.sheet(said(cut), columns_of_cut, ((each.name or said(cut), *each.row) for each in found))
            years = ask.by_year(connection, today)
            columns_of_year = [Column(said("year")), Column(said("accepted")), Column(said("decided")), *results, *saved]
            book.sheet(
                said("year"), columns_of_year, ((year, each.accepted, each.decided, *each.results, *each.tonnes) for year, each in years.items())
            )
        content = path.read_bytes()
    return attachment(content, XLSX, f"figures-{period.last.isoformat()}.xlsx")


@pages.get("/figures/time")
@policy("signed-in")
def time() -> str:
    """Where the time goes: each step, by whose turn it was and by district, the longest waiting, the ways cases take."""
    figure_readers_only()
    today = system().today
    period = asked_period(today)
    year = period.last.year
    district = request.args.get("district", "")
    cut = ("district", district) if any(each.code == district for each in districts()) else ask.WHOLE
    with system().reading() as connection:
        found = ask.step_times(connection, period, cut)
        waiting = ask.longest_waiting(connection, district=cut[1] or None)
        moved = ask.moves(connection, period, cut)
        as_of = positions(connection)["figures"]
    return render_template(
        "figures_time.html",
        place="figures",
        year=year,
        period=period,
        current=year == today.year,
        turns={turn: [found[step] for step in steps if step in found] for turn, steps in ask.TURNS.items()},
        longest=max((each.p90 for each in found.values()), default=0),
        waiting=[(each, (today - each["since"]).days) for each in waiting],
        chart=process(moved, ask.MAIN, lambda step: wording.code("state", step, language())),
        moves=moved,
        district=cut[1],
        districts=district_options(),
        as_of=as_of,
    )


def asked_year(today: date) -> int:
    """The year of the address, or this one."""
    asked = request.args.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == len("2026") else today.year
    return min(max(year, FIRST_YEAR), today.year)


def asked_period(today: date) -> Period:
    """The year asked for, this one up to today."""
    return ask.year_of(asked_year(today), today)


def total(connection: Connection, period: Period, today: date) -> Line:
    """All cases together."""
    now, before = ask.counts_of_all(connection, period), ask.counts_of_all(connection, period.year_before)
    return Line("", "", ask.in_hand(connection, "all").get("", 0), now, before, ask.overdue(connection, "all", today).get("", 0))


def lines(connection: Connection, cut: str, period: Period, today: date) -> list[Line]:
    """Every part of a cut, those with most acceptances first."""
    in_hand, overdue = ask.in_hand(connection, cut), ask.overdue(connection, cut, today)
    now, before = ask.counts(connection, cut, period), ask.counts(connection, cut, period.year_before)
    codes = {*in_hand, *overdue, *now, *before} | ({each.code for each in districts()} if cut == "district" else set())
    called = names(connection, cut, codes)
    found = [
        Line(code, called[code], in_hand.get(code, 0), now.get(code, ask.Counts()), before.get(code, ask.Counts()), overdue.get(code, 0))
        for code in codes
    ]
    return sorted(found, key=lambda each: (-each.now.accepted, -each.in_hand, each.code))


def names(connection: Connection, cut: str, codes: set[str]) -> Mapping[str, str]:
    """Code of a cut → how it is called."""
    if cut == "district":
        return {code: wording.code("district-short", code, language()) for code in codes}
    if cut == "consultancy":
        return {SELF: texts.word("workbook", SELF, language())} | names_of(connection, codes - {SELF})
    return {code: code for code in codes}


def rule_years(years: Mapping[int, object]) -> dict[str, str]:
    """Year of a column → the day on which a rule set came into force in it, for those that began while there were figures."""
    begun = [each.valid_from for each in system().rulebook.rule_sets()]
    return {str(day.year): day.isoformat() for day in begun if day.year in years and day.year != min(years)}
