"""What the text does not force is assumed, and says so."""

from __future__ import annotations

import pytest

from domain.law.readings import reading, readings
from domain.law.rulebook import rule_sets, shipped

BOOK = shipped()
ENTRIES = [(path, entry) for path in BOOK.figure_paths for entry in BOOK.figure_file(path).values]


def test_every_assumed_figure_names_a_reading_there_is() -> None:
    known = {each.id for each in readings()}
    assert [path for path, entry in ENTRIES if entry.assumed and entry.reading not in known] == []
    assert {entry.reading for _, entry in ENTRIES if entry.reading} <= known


def test_every_reading_bears_on_figures_that_name_it() -> None:
    naming = {(path, entry.reading) for path, entry in ENTRIES}
    assert [(each.id, path) for each in readings() for path in each.figures if (path, each.id) not in naming] == []


def test_every_figure_that_names_a_reading_is_listed_by_it() -> None:
    listed = {(path, each.id) for each in readings() for path in each.figures}
    assert {(path, entry.reading) for path, entry in ENTRIES if entry.reading} - listed == set()


def test_every_reading_of_a_rule_sets_days_is_named_by_that_rule_set() -> None:
    assert {(rules.id, rules.validity_reading) for rules in rule_sets()} == {
        (each_set, each.id) for each in readings() for each_set in each.rule_sets
    }


def test_every_reading_bears_on_something_and_has_an_alternative() -> None:
    assert [each.id for each in readings() if not (each.figures or each.rule_sets) or not each.alternatives] == []


def test_nothing_is_confirmed_without_a_document() -> None:
    assert [each.id for each in readings() if each.confirmation is not None and not each.confirmation.document] == []


def test_a_confirmed_reading_is_no_longer_assumed() -> None:
    confirmed = {each.id for each in readings() if each.confirmation is not None}
    assert [path for path, entry in ENTRIES if entry.assumed and entry.reading in confirmed] == []


def test_the_start_of_the_month_for_final_papers_is_an_open_question() -> None:
    assert "revision/starts-on" in reading("R-01").figures


def test_an_unknown_reading_is_an_error() -> None:
    with pytest.raises(LookupError, match="R-99"):
        reading("R-99")
