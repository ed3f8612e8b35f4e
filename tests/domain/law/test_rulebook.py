"""The figures of the rules are data, asked as of a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from domain.law.law_file import LawFileFault
from domain.law.rulebook import SHIPPED, NoRuleInForce, Rulebook, UnknownFigure, UnknownRuleSet, in_force, rule_set, rule_sets, shipped

AMENDED = Path(__file__).parents[2] / "law" / "rulebooks" / "amended"
RULES = rule_set("sz-2025-5")


def test_the_rules_of_2025_hold_from_their_first_to_their_last_day() -> None:
    days = [date(2025, 4, 26), date(2025, 4, 27), date(2030, 4, 26)]
    assert [in_force(day).id for day in days] == ["sz-2019-9", "sz-2025-5", "sz-2025-5"]


def test_a_day_without_rules_is_an_error_naming_the_day() -> None:
    with pytest.raises(NoRuleInForce, match="2030-04-27"):
        in_force(date(2030, 4, 27))


def test_an_unknown_rule_set_is_an_error_naming_those_there_are() -> None:
    with pytest.raises(UnknownRuleSet, match="sz-2019-9, sz-2025-5"):
        rule_set("sz-1999-1")


def test_a_figure_comes_with_its_article_and_its_days() -> None:
    figure = RULES.figure("panel/minimum-experts", date(2026, 1, 1))
    assert (figure.value, str(figure.citation), figure.valid_from, figure.assumed) == (3, "20(3)", date(2025, 4, 27), False)


def test_marks_are_exact() -> None:
    assert RULES.decimal("grading/pass-mark") == Decimal(60)
    assert isinstance(RULES.value("grading/excellent-from"), Decimal)


def test_each_veto_cites_its_own_item() -> None:
    places = [str(RULES.cite("grading/vetoes", code)) for code in RULES.words("grading/vetoes")]
    assert places == ["22(1)", "22(2)", "22(3)", "22(4)", "22(5)"]


def test_a_code_that_is_not_in_the_list_is_an_error() -> None:
    with pytest.raises(UnknownFigure, match="grading/vetoes"):
        RULES.cite("grading/vetoes", "bad-mood")


def test_a_figure_asked_with_the_wrong_type_is_an_error() -> None:
    with pytest.raises(TypeError, match="panel/minimum-experts"):
        RULES.word("panel/minimum-experts")
    with pytest.raises(TypeError, match="publication/notice-counts-first-day"):
        RULES.integer("publication/notice-counts-first-day")


def test_a_case_keeps_its_rules_after_their_last_day() -> None:
    assert RULES.integer("revision/months", date(2035, 1, 1)) == 1


def test_a_start_before_the_rules_is_computed_by_them_all_the_same() -> None:
    assert RULES.integer("reapplication/years", date(2019, 6, 29)) == 5


UNKNOWN_OF_2019 = [
    "revision/months",
    "grading/pass-mark",
    "grading/excellent-from",
    "panel/minimum-experts",
    "eligibility/minimum-years-since-founding",
]


@pytest.mark.parametrize("path", UNKNOWN_OF_2019)
def test_an_unknown_figure_of_2019_is_an_error_naming_it_and_the_day(path: str) -> None:
    with pytest.raises(UnknownFigure, match=f"{path} on 2021-03-01"):
        rule_set("sz-2019-9").value(path, date(2021, 3, 1))


def test_what_is_known_of_2019_is_known_from_the_day_of_its_source() -> None:
    old = rule_set("sz-2019-9")
    assert old.integer("reapplication/years", date(2021, 9, 6)) == 5
    with pytest.raises(UnknownFigure, match="reapplication/years on 2021-09-05"):
        old.integer("reapplication/years", date(2021, 9, 5))


def test_a_path_no_rule_set_lists_is_an_error_naming_it_and_the_day() -> None:
    with pytest.raises(UnknownFigure, match="panel/coffee on 2026-03-02"):
        RULES.value("panel/coffee", date(2026, 3, 2))


def test_functions_carry_the_day_they_came_in() -> None:
    assert RULES.function("combine") == "combine_mean_2025_04"
    with pytest.raises(UnknownFigure, match="functions/paint"):
        RULES.function("paint")


def test_two_rule_sets_live_side_by_side() -> None:
    book = Rulebook(SHIPPED, AMENDED)
    old, new = book.rule_set("sz-2025-5"), book.rule_set("fiction-2026")
    assert [rules.integer("revision/months", date(2026, 9, 1)) for rules in (old, new)] == [1, 2]
    assert [rules.decimal("grading/pass-mark") for rules in (old, new)] == [Decimal(60), Decimal(70)]
    assert [str(rules.cite("revision/months")) for rules in (old, new)] == ["21", "虚构2026 1"]


def test_a_plan_falls_under_the_later_of_two_rule_sets() -> None:
    book = Rulebook(SHIPPED, AMENDED)
    assert [book.in_force(day).id for day in (date(2026, 6, 30), date(2026, 7, 1))] == ["sz-2025-5", "fiction-2026"]


def test_an_amendment_changes_only_what_it_says() -> None:
    book = Rulebook(SHIPPED, AMENDED)
    old, new = book.rule_set("sz-2025-5"), book.rule_set("fiction-2026")
    changed = {path for path in old.paths if old.value(path) != new.value(path)}
    assert changed == {"grading/excellent-from", "grading/pass-mark", "panel/minimum-experts", "reapplication/first-day", "revision/months"}
    assert (new.score_sheet, new.functions) == (old.score_sheet, old.functions)


def test_the_digest_is_the_same_each_time_and_differs_between_rule_sets() -> None:
    again = Rulebook(SHIPPED, AMENDED)
    assert again.rule_set("sz-2025-5").digest == RULES.digest
    assert len({rules.digest for rules in again.rule_sets()}) == 3
    assert len(RULES.digest) == 64


def book_with(folder: Path, value: str, *, document: str = "") -> Rulebook:
    for name, content in {
        "rule_sets/tiny.yaml": "document: D\nvalid_from: 2026-01-01\nvalid_to: null\nfigures: [a/b]\n",
        "documents.yaml": document or "D: {number: 虚构1号, title: 虚构, title_en: Fiction}\n",
        "parameters/a/b.yaml": f"title: 虚构\ntitle_en: Fiction\nvalues:\n{value}",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    return Rulebook(folder)


ENTRY = "- {from: 2026-01-01, under: [tiny], citation: {document: D, place: '1'}, "


def test_a_changed_value_changes_the_digest(tmp_path: Path) -> None:
    digests = {book_with(tmp_path / value, f"{ENTRY}value: {value}}}\n").rule_set("tiny").digest for value in ("3", "4")}
    assert len(digests) == 2


def test_a_changed_note_leaves_the_digest_alone(tmp_path: Path) -> None:
    digests = {book_with(tmp_path / note, f"{ENTRY}value: 3, note: {note}}}\n").rule_set("tiny").digest for note in ("a", "b")}
    assert len(digests) == 1


def test_a_value_that_changes_in_the_life_of_a_rule_set_is_asked_by_the_day(tmp_path: Path) -> None:
    second = ENTRY.replace("2026-01-01", "2026-06-01")
    rules = book_with(tmp_path, f"{ENTRY.replace('under', 'to: 2026-05-31, under')}value: 3}}\n{second}value: 4}}\n").rule_set("tiny")
    assert [rules.integer("a/b", day) for day in (date(2026, 5, 31), date(2026, 6, 1))] == [3, 4]
    assert [figure.value for figure in rules.dated("a/b")] == [3, 4]


def test_a_gap_between_two_values_is_an_error(tmp_path: Path) -> None:
    ended = ENTRY.replace("under", "to: 2026-05-31, under")
    rules = book_with(tmp_path, f"{ended}value: 3}}\n").rule_set("tiny")
    with pytest.raises(UnknownFigure, match="a/b on 2026-06-01"):
        rules.value("a/b", date(2026, 6, 1))


FAULTY = {
    "a float": f"{ENTRY}value: 59.5}}\n",
    "neither value nor expected": f"{ENTRY}note: x}}\n",
    "both value and expected": f"{ENTRY}value: 3, expected: true}}\n",
    "an assumed value without a reading": f"{ENTRY}value: 3, assumed: true}}\n",
    "an unknown key": f"{ENTRY}value: 3, colour: red}}\n",
    "a key written twice": f"{ENTRY}value: 3, value: 4}}\n",
    "an end before the start": f"{ENTRY}value: 3, to: 2025-01-01}}\n",
    "no entry under the rule set": f"{ENTRY.replace('tiny', 'other')}value: 3}}\n",
    "entries out of order": f"{ENTRY}value: 3}}\n{ENTRY}value: 4}}\n",
}


@pytest.mark.parametrize("value", FAULTY.values(), ids=FAULTY.keys())
def test_a_faulty_file_is_refused_naming_it(value: str, tmp_path: Path) -> None:
    with pytest.raises(LawFileFault, match=r"b\.yaml"):
        book_with(tmp_path, value).rule_set("tiny")


def test_every_citation_names_a_document_there_is() -> None:
    book = shipped()
    cited = {entry.citation.document for path in book.figure_paths for entry in book.figure_file(path).values}
    assert cited - set(book.documents) == set()


def test_every_file_of_a_figure_is_listed_by_a_rule_set() -> None:
    listed = {path for rules in rule_sets() for path in rules.paths}
    assert set(shipped().figure_paths) == listed
