"""绩效表: every faulty cell is named, sums are exact."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.law.citation import Citation
from domain.papers.performance_table import PerformanceTable
from domain.papers.quantities import form
from domain.papers.table_check import sums, table_faults, unfinished
from tests.examples.audit import high_cost, low_cost, table

if TYPE_CHECKING:
    from domain.papers.performance_table import Scheme

ARTICLE = Citation("R2025", "19")
ON = date(2026, 9, 1)


def faults(checked: PerformanceTable) -> list[tuple[str, str | None]]:
    return [(fault.code, fault.field) for fault in table_faults(checked, ARTICLE, ON)]


def test_a_table_that_adds_up_has_no_fault() -> None:
    assert faults(table()) == []


def test_a_total_is_the_exact_sum_of_its_rows() -> None:
    rows = (low_cost("WD1", quantities={"cod": Decimal("0.1")}), low_cost("WD2", quantities={"cod": Decimal("0.2")}))
    assert faults(table(*rows, totals={"investment": Decimal("1.70"), "cod": Decimal("0.3")})) == []


@pytest.mark.parametrize("total", ["0.30001", "0.299999", "0", "3"])
def test_a_total_off_by_the_least_is_found_in_its_cell(total: str) -> None:
    rows = (low_cost("WD1", quantities={"cod": Decimal("0.1")}), low_cost("WD2", quantities={"cod": Decimal("0.2")}))
    assert faults(table(*rows, totals={"investment": Decimal("1.70"), "cod": Decimal(total)})) == [("total-differs", "table.totals.cod")]


def test_a_total_left_out_counts_as_zero() -> None:
    assert faults(table(totals={})) == [("total-differs", f"table.totals.{key}") for key in ("investment", "economic_benefit", "electricity", "co2")]


def test_a_total_without_any_row_behind_it_is_found() -> None:
    checked = table()
    totals = {**checked.totals, "vocs": Decimal(1)}
    assert faults(table(totals=totals)) == [("total-differs", "table.totals.vocs")]


# What each cell may hold, and where the fault is shown.
@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        (high_cost(quantities={"cod": Decimal("-0.01")}), "negative-amount", "table.1.cod"),
        (high_cost(investment=Decimal(-1)), "negative-amount", "table.1.investment"),
        (high_cost(quantities={"cod": Decimal("NaN")}), "amount-out-of-bounds", "table.1.cod"),
        (high_cost(quantities={"cod": Decimal("Infinity")}), "amount-out-of-bounds", "table.1.cod"),
        (high_cost(quantities={"cod": Decimal("1e999")}), "amount-out-of-bounds", "table.1.cod"),
        (high_cost(quantities={"cod": Decimal("1e-7")}), "amount-out-of-bounds", "table.1.cod"),
        (high_cost(quantities={"cod": Decimal(1_000_000_000_000)}), "amount-out-of-bounds", "table.1.cod"),
        (high_cost(quantities={"phosphorus": Decimal(1)}), "unknown-column", "table.1.phosphorus"),
        (high_cost(number="ZG"), "scheme-number-malformed", "table.1.number"),
        (high_cost(number="ZG0"), "scheme-number-malformed", "table.1.number"),
        (high_cost(number="ＺＧ１"), "scheme-number-malformed", "table.1.number"),
        (high_cost(number="AB1"), "scheme-number-malformed", "table.1.number"),
        (high_cost(name="　"), "scheme-unnamed", "table.1.name"),
        (high_cost(content=""), "scheme-unnamed", "table.1.content"),
    ],
)
def test_a_faulty_cell_is_named(row: Scheme, code: str, field: str) -> None:
    assert (code, field) in faults(table(row))


def test_a_faulty_cell_is_not_named_again_as_a_wrong_total() -> None:
    row = high_cost(quantities={"cod": Decimal("NaN")})
    assert faults(table(row, totals={"investment": Decimal("48.5")})) == [("amount-out-of-bounds", "table.1.cod")]


def test_investment_stands_in_its_own_column() -> None:
    row = high_cost(quantities={"investment": Decimal(1)})
    assert ("unknown-column", "table.1.quantities") in faults(table(row, totals={"investment": Decimal("48.5")}))


def test_two_schemes_with_one_number_are_found_at_the_second() -> None:
    assert faults(table(low_cost(), low_cost())) == [("scheme-number-twice", "table.2.number")]


def test_a_table_without_schemes_is_none() -> None:
    assert faults(PerformanceTable(before_year=2025, after_year=2026, schemes=(), totals={})) == [("no-scheme", "table.schemes")]


@pytest.mark.parametrize(("before", "after"), [(2026, 2025), (2025, 2027)])
def test_the_years_run_forward_and_have_come(before: int, after: int) -> None:
    checked = table()
    assert ("years-reversed", "table.after_year") in faults(
        PerformanceTable(before_year=before, after_year=after, schemes=checked.schemes, totals=checked.totals)
    )


def test_every_fault_is_shown_at_once_and_cites_the_article() -> None:
    row = high_cost(number="x", name="", quantities={"cod": Decimal(-1), "nonsense": Decimal(1)})
    found = list(table_faults(table(row), ARTICLE, ON))
    assert {fault.code for fault in found} == {"scheme-number-malformed", "scheme-unnamed", "negative-amount", "unknown-column"}
    assert {str(fault.citation) for fault in found} == {"19"}


def test_an_unfinished_medium_or_high_cost_scheme_is_named() -> None:
    rows = (low_cost(finished_on=None), high_cost("ZG1", finished_on=None), high_cost("ZG2"), high_cost("ZG3", finished_on=date(2026, 9, 2)))
    found = list(unfinished(table(*rows), ARTICLE, ON))
    assert [(fault.field, fault.parameters["number"]) for fault in found] == [("table.2.finished_on", "ZG1"), ("table.4.finished_on", "ZG3")]


def test_a_scheme_finished_on_the_day_itself_is_finished() -> None:
    assert not list(unfinished(table(high_cost(finished_on=ON)), ARTICLE, ON))


AMOUNTS = st.decimals(min_value=0, max_value=10**11, places=6, allow_nan=False, allow_infinity=False)


@given(st.lists(st.dictionaries(st.sampled_from(sorted(form().amounts.keys() - {"investment"})), AMOUNTS, max_size=4), min_size=1, max_size=6))
def test_the_sums_of_any_rows_are_accepted_and_a_changed_one_is_not(cells: list[dict[str, Decimal]]) -> None:
    rows = tuple(low_cost(f"WD{number}", quantities=quantities) for number, quantities in enumerate(cells, start=1))
    exact = sums(table(*rows))
    assert faults(table(*rows, totals=exact)) == []
    changed = {**exact, "cod": exact["cod"] + Decimal("0.000001")}
    assert faults(table(*rows, totals=changed)) == [("total-differs", "table.totals.cod")]
