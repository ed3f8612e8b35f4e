"""The score sheet is data that says of itself whether it is official."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from domain.law.law_file import LawFileFault
from domain.law.rulebook import SHIPPED, Rulebook, rule_set
from domain.scoring.sheet_form import sheet_form

if TYPE_CHECKING:
    from pathlib import Path

FORM = sheet_form("illustrative-100")


def test_the_shipped_sheet_has_a_hundred_points_and_says_it_is_an_example() -> None:
    assert FORM.total == Decimal(100)
    assert FORM.source_status == "illustrative"
    assert "示例" in FORM.title


def test_the_rules_name_the_shipped_sheet() -> None:
    rules = rule_set("sz-2025-5")
    assert rules.score_sheet == rules.word("scoring/sheet") == "illustrative-100"


def test_the_sheet_lets_an_expert_report_the_five_vetoes() -> None:
    assert FORM.vetoes == rule_set("sz-2025-5").words("grading/vetoes")


@pytest.mark.parametrize(("mark", "needed"), [("15", True), ("14.5", False), ("9", False), ("8.5", True), ("0", True)])
def test_a_full_mark_and_a_mark_under_three_fifths_need_a_reason(mark: str, needed: bool) -> None:  # noqa: FBT001  a table
    assert FORM.needs_reason("B3", Decimal(mark)) is needed


@pytest.mark.parametrize(
    ("mark", "possible"), [("0", True), ("15", True), ("14.5", True), ("15.5", False), ("-1", False), ("7.25", False), ("NaN", False)]
)
def test_marks_go_from_nothing_to_the_maximum_in_half_points(mark: str, possible: bool) -> None:  # noqa: FBT001  a table
    assert FORM.is_mark("B3", Decimal(mark)) is possible


def test_an_item_that_is_not_on_the_sheet_is_an_error() -> None:
    with pytest.raises(LookupError, match="Z9"):
        FORM.item("Z9")


def test_a_sheet_that_does_not_exist_is_an_error_naming_those_there_are() -> None:
    with pytest.raises(LookupError, match="illustrative-100"):
        sheet_form("../secrets")


SHIPPED_TEXT = (SHIPPED / "score_sheets" / "illustrative-100.yaml").read_text()


def loaded(folder: Path, text: str) -> str:
    (folder / "score_sheets").mkdir()
    (folder / "score_sheets" / "own.yaml").write_text(text)
    return sheet_form("own", Rulebook(SHIPPED, folder)).digest


def test_the_bureau_loads_a_sheet_of_its_own(tmp_path: Path) -> None:
    assert loaded(tmp_path, SHIPPED_TEXT.replace("source_status: illustrative", "source_status: official")) != FORM.digest


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ('total: "100"', 'total: "101"'),
        ("id: A2", "id: A1"),
        ("source_status: illustrative", "source_status: genuine"),
        ('maximum: "15"', "maximum: 15.0"),
    ],
)
def test_a_faulty_sheet_is_refused_naming_it(written: str, instead: str, tmp_path: Path) -> None:
    assert written in SHIPPED_TEXT
    with pytest.raises(LawFileFault, match=r"own\.yaml"):
        loaded(tmp_path, SHIPPED_TEXT.replace(written, instead))
