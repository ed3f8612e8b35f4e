"""The figures equal what is counted by hand from the raw events."""

from __future__ import annotations

from collections import Counter
from datetime import date
from statistics import median_low
from typing import TYPE_CHECKING

import pytest

from projections import figure_queries as ask
from projections.catch_up import Projector
from projections.figures import SAVINGS, figures
from tests.demo.conftest import engine_of, told
from tests.demo.counted_by_hand import figures as counted_by_hand
from web.record_log import RecordLog

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tests.conftest import Databases

YEARS = (2025, 2026)


def whole(year: int) -> ask.Period:
    return ask.Period(date(year, 1, 1), date(year, 12, 31))


def compare(engine: Engine) -> None:
    projector = Projector(engine, RecordLog(engine), [figures])
    projector.prepare()
    projector.catch_up()
    by_hand = counted_by_hand(engine)
    with engine.connect() as connection:
        assert ask.in_hand(connection, "district") == dict(+by_hand.open)
        assert ask.in_hand(connection, "all") == {"": by_hand.open.total()}
        for year in YEARS:
            shown = ask.counts_of_all(connection, whole(year))
            assert shown.results == tuple(by_hand.results[result, year] for result in ask.RESULTS)
            assert shown.tonnes == tuple(by_hand.savings[quantity, year] for quantity in SAVINGS)
            assert shown == ask.by_year(connection, date(2026, 12, 31))[year]
            districts = {code: found.accepted for code, found in ask.counts(connection, "district", whole(year)).items() if found.accepted}
            assert districts == {district: number for (district, in_year), number in by_hand.accepted.items() if in_year == year}
            times = ask.step_times(connection, whole(year))
            assert {step: (each.ended, each.median) for step, each in times.items()} == {
                step: (len(days), median_low(days)) for (step, in_year), days in by_hand.days.items() if in_year == year
            }
            for step, each in times.items():
                ranked = sorted(by_hand.days[step, year])
                assert each.p90 == ranked[-(-9 * len(ranked) // 10) - 1]
            moved = Counter({(before, after, year): number for before, after, number in ask.moves(connection, whole(year))})
            assert moved == Counter({way: number for way, number in by_hand.moves.items() if way[2] == year})


def test_the_figures_of_a_history_are_those_counted_by_hand(databases: Databases) -> None:
    with engine_of(databases) as engine:
        told(engine, 120, 11)
        compare(engine)


@pytest.mark.long
def test_the_figures_of_five_thousand_cases_are_those_counted_by_hand(databases: Databases) -> None:
    with engine_of(databases) as engine:
        told(engine, 5_000, 5)
        compare(engine)
