"""Deadlines account for themselves, move with the calendar and never shorten."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec
import pytest

from domain.calendar.deadline import (
    STEPS,
    Deadline,
    StartFact,
    Term,
    extended,
    notice_deadline,
    objection_deadline,
    publication_deadline,
    reapplication_window,
    recalculated,
    revision_deadline,
)
from domain.calendar.notice import DaysOff, Notice, NoticeDocument
from domain.calendar.working_days import shipped_calendar
from domain.law.figure import UnknownFigure
from domain.law.rulebook import SHIPPED, Rulebook, rule_set

AMENDED = Path(__file__).parents[2] / "law" / "rulebooks" / "amended"


def revision(held_on: date, delivered_on: date | None = None) -> Deadline:
    facts = (StartFact("held", held_on), StartFact("opinion-delivered", delivered_on or held_on))
    return revision_deadline(facts, rule_set("sz-2025-5"), shipped_calendar())


def notice(year: int, first: date, last: date, *worked: date) -> Notice:
    holiday = DaysOff(name="示例假日", from_=first, to=last)
    document = NoticeDocument(number_checked=False)
    return Notice(year=year, title="示例通知", issuer="示例机关", documents=(document,), days_off=(holiday,), working_days=worked)


def test_the_month_runs_from_the_later_of_the_day_held_and_the_day_the_opinion_was_delivered() -> None:
    assert revision(date(2026, 3, 2), date(2026, 3, 10)).last_day == date(2026, 4, 10)
    assert revision(date(2026, 3, 10), date(2026, 3, 2)).last_day == date(2026, 4, 10)


def test_the_deadline_names_its_rule_its_facts_and_the_editions_it_asked() -> None:
    deadline = revision(date(2025, 12, 1))
    assert str(deadline.citation) == "21"
    assert (deadline.rule_path, deadline.rule_value, deadline.rule_unit) == ("revision/months", 1, "months")
    assert deadline.start_facts == (StartFact("held", date(2025, 12, 1)), StartFact("opinion-delivered", date(2025, 12, 1)))
    assert {edition.year: edition.digest for edition in deadline.editions} == {2026: shipped_calendar().editions[2026]}
    assert deadline.readings == ("R-01", "R-03")


def test_every_step_has_words() -> None:
    deadline = revision(date(2025, 12, 1))
    said = [STEPS[step.code].format(day=step.day, number=step.number, unit=step.unit) for step in deadline.steps]
    assert [step.code for step in deadline.steps] == ["start", "corresponding-day", "rest-day", "last"]
    assert len(set(said)) == 4


def test_a_deadline_survives_being_stored() -> None:
    deadline = revision(date(2026, 1, 31))
    assert msgspec.json.decode(msgspec.json.encode(deadline), type=Deadline) == deadline


def test_an_opinion_delivered_later_moves_the_day() -> None:
    held_alone = revision_deadline((StartFact("held", date(2026, 3, 2)),), rule_set("sz-2025-5"), shipped_calendar())
    assert held_alone.last_day == date(2026, 4, 2)
    assert revision(date(2026, 3, 2), date(2026, 3, 10)).last_day == date(2026, 4, 10)


def test_without_any_fact_the_rule_starts_from_there_is_no_deadline() -> None:
    with pytest.raises(ValueError, match="later-of-held-and-delivered"):
        revision_deadline((StartFact("decided", date(2026, 3, 2)),), rule_set("sz-2025-5"), shipped_calendar())


def test_a_rule_set_that_does_not_know_the_length_says_so() -> None:
    facts = (StartFact("held", date(2021, 3, 2)), StartFact("opinion-delivered", date(2021, 3, 2)))
    with pytest.raises(UnknownFigure, match="sz-2019-9 has no value for revision/"):
        revision_deadline(facts, rule_set("sz-2019-9"), shipped_calendar())


def test_another_rule_set_gives_another_last_day_for_the_same_facts() -> None:
    """An amendment with two months lives beside the rules with one; a start before its first day is computed by it all the same."""
    book = Rulebook(SHIPPED, AMENDED)
    facts = (StartFact("held", date(2026, 3, 2)), StartFact("opinion-delivered", date(2026, 3, 2)))
    ends = [revision_deadline(facts, book.rule_set(each), shipped_calendar()).last_day for each in ("sz-2025-5", "fiction-2026")]
    assert ends == [date(2026, 4, 2), date(2026, 5, 6)]


def test_more_time_is_counted_from_the_original_last_day() -> None:
    original = revision(date(2026, 1, 15))
    longer = extended(original, Term(1, "months"), shipped_calendar())
    assert original.last_day == date(2026, 2, 24)
    assert longer.last_day == date(2026, 3, 24)
    assert longer.rule == "revision-extension"
    assert longer.start_facts[-1] == StartFact("original-last-day", date(2026, 2, 24))


def test_more_time_in_days_and_in_working_days() -> None:
    original = revision(date(2026, 3, 2))
    assert extended(original, Term(3, "days"), shipped_calendar()).last_day == date(2026, 4, 7)
    assert extended(original, Term(3, "working-days"), shipped_calendar()).last_day == date(2026, 4, 8)


def test_a_second_extension_is_counted_from_the_first() -> None:
    first = extended(revision(date(2026, 3, 2)), Term(1, "months"), shipped_calendar())
    second = extended(first, Term(1, "months"), shipped_calendar())
    assert (first.last_day, second.last_day) == (date(2026, 5, 6), date(2026, 6, 8))
    assert [fact.name for fact in second.start_facts] == ["held", "opinion-delivered", "original-last-day"]


def test_an_extension_gives_time() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        extended(revision(date(2026, 3, 2)), Term(0, "days"), shipped_calendar())


def test_a_new_notice_moves_a_provisional_last_day_out() -> None:
    shown = revision(date(2026, 12, 1))
    later = recalculated(shown, shipped_calendar().with_notices([notice(2027, date(2027, 1, 1), date(2027, 1, 5))]))
    assert (shown.last_day, shown.provisional) == (date(2027, 1, 4), True)
    assert (later.last_day, later.computed_day, later.provisional) == (date(2027, 1, 6), date(2027, 1, 6), False)


def test_a_new_notice_never_shortens_a_day_already_shown() -> None:
    shown = revision(date(2026, 12, 1))
    earlier = recalculated(shown, shipped_calendar().with_notices([notice(2027, date(2027, 1, 1), date(2027, 1, 1), date(2027, 1, 3))]))
    assert earlier.computed_day == date(2027, 1, 3)
    assert earlier.last_day == date(2027, 1, 4)
    assert earlier.steps[-1].code == "kept"
    assert not earlier.provisional


def test_publication_is_due_twenty_working_days_after_the_decision() -> None:
    deadline = publication_deadline(date(2026, 9, 10), rule_set("sz-2025-5"), shipped_calendar())
    assert (deadline.last_day, str(deadline.citation)) == (date(2026, 10, 14), "信息公开条例 26")


def test_a_public_notice_counts_its_first_day() -> None:
    rules = rule_set("sz-2025-5")
    assert notice_deadline(date(2026, 3, 4), rules, shipped_calendar()).last_day == date(2026, 3, 10)
    assert objection_deadline(date(2026, 3, 4), rules, shipped_calendar()).last_day == date(2026, 3, 10)


def test_a_lenient_office_counts_the_last_day_itself_as_a_first_application() -> None:
    rules = Rulebook(SHIPPED, AMENDED).rule_set("fiction-2026")
    assert reapplication_window(date(2024, 2, 29), rules).first_day == date(2029, 2, 28)
