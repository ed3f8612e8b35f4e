"""Articles 11, 17, 20(2), 20(4): a list is drafted, published whole or not at all, corrected as a new edition."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from domain.fact import Capacity
from domain.lists import public_list
from domain.lists.events import ListCorrected, ListDiscarded, ListDrafted
from domain.lists.public_list import PublicList
from tests.examples.lists import ADDRESS, DRAFTED_ON, ENTRIES, HISTORY, NUMBER, PUBLISHED_ON, STATES, VERSIONS, drafted, entry, list_published
from tests.scenario import APPROVER, OFFICER, Scenario, given

if TYPE_CHECKING:
    from collections.abc import Mapping

    from domain.lists.events import ListEntry


def draft(
    kind: str = "results", title: str = "2026年第一批验收结果", entries: tuple[ListEntry, ...] = ENTRIES, states: Mapping[UUID, str] = STATES
) -> Scenario[PublicList]:
    return given(PublicList).when(
        lambda fresh: public_list.draft(fresh, kind=kind, year=2026, title=title, entries=entries, states=states), on=DRAFTED_ON
    )


def test_a_draft_freezes_its_entries_with_their_versions() -> None:
    drawn = draft().then(drafted()[0])
    assert (drawn.state, [each.subject_version for each in drawn.entries.values()]) == ("draft", [12, 12, 12])


@pytest.mark.parametrize(
    ("kind", "state", "article"), [("plan", "plan-endorsed", "17"), ("acceptance", "submitted", "20(2)"), ("results", "revised", "20(4)")]
)
def test_a_case_that_is_not_there_yet_is_named_with_the_article_of_the_list(kind: str, state: str, article: str) -> None:
    states = {**dict.fromkeys(STATES, public_list.READY[kind]), UUID(int=2): state}
    refused = draft(kind, states=states).then_refused(article, code="list-entry-not-ready")
    assert [each.parameters["name"] for each in refused.every] == ["示例企业2"]


def test_a_list_has_a_title_and_entries_each_once() -> None:
    draft(title=" ").then_refused("20(4)", code="list-without-title")
    draft(entries=()).then_refused("20(4)", code="list-empty")
    draft(entries=(entry(1), entry(1))).then_refused("20(4)", code="list-entry-twice")


def test_consultancies_stand_on_a_list_in_any_state() -> None:
    assert draft("consultancies", states=dict.fromkeys(STATES, "")).then_recorded(ListDrafted).kind == "consultancies"


def test_a_list_of_another_kind_is_unknown() -> None:
    draft("prizes").then_refused(None, code="unknown-list-kind")


def test_a_list_of_consultancies_is_the_bureaus_under_article_11() -> None:
    draft("consultancies", states=dict.fromkeys(STATES, ""), entries=()).then_refused("11", code="list-empty")


def may_publish(
    versions: Mapping[UUID, int] = VERSIONS,
    number: str = NUMBER,
    address: str = ADDRESS,
    published_on: date = PUBLISHED_ON,
    by: Capacity = APPROVER,
) -> Scenario[PublicList]:
    return given(PublicList, drafted()).when(
        lambda drawn: public_list.may_publish(drawn, number=number, address=address, published_on=published_on, versions=versions, on=PUBLISHED_ON),
        on=PUBLISHED_ON,
        by=by,
    )


def test_who_drafted_a_list_does_not_publish_it_in_another_capacity() -> None:
    twice = Capacity(person=OFFICER.person, role="bureau-approver")
    may_publish(by=twice).then_refused("20(4)", code="proposer-cannot-decide")


def test_a_list_whose_cases_did_not_move_may_be_published() -> None:
    may_publish().then()


def test_every_case_that_moved_since_the_draft_is_named() -> None:
    refused = may_publish({**VERSIONS, UUID(int=1): 13, UUID(int=3): 14}).then_refused("20(4)", code="list-entry-moved")
    assert [each.parameters["name"] for each in refused.every] == ["示例企业1", "示例企业3"]


def test_a_list_is_published_with_number_and_address() -> None:
    may_publish(number="").then_refused("20(4)", code="list-without-number")
    may_publish(address=" ").then_refused("20(4)", code="list-without-address")


@pytest.mark.parametrize("published_on", [date(2026, 5, 3), date(2026, 5, 7)])
def test_a_list_is_published_between_its_draft_and_today(published_on: date) -> None:
    may_publish(published_on=published_on).then_refused("20(4)", code="published-on-wrong-day")


def publish(*history: object) -> Scenario[PublicList]:
    return given(PublicList, *history).when(  # type: ignore[arg-type]
        lambda drawn: public_list.publish(drawn, number=f" {NUMBER}", address=ADDRESS, published_on=PUBLISHED_ON, notice_until=date(2026, 5, 12)),
        on=PUBLISHED_ON,
    )


def test_a_published_list_keeps_number_day_and_address() -> None:
    assert publish(drafted()).then(list_published()[0]).state == "published"


def test_a_list_is_published_once() -> None:
    publish(*HISTORY).then_refused("20(4)", code="list-not-a-draft")


def discard(*history: object, reason: str = "有企业撤回") -> Scenario[PublicList]:
    return given(PublicList, *history).when(lambda drawn: public_list.discard(drawn, reason=reason))  # type: ignore[arg-type]


def test_a_draft_is_discarded_with_a_reason_and_not_published_afterwards() -> None:
    discarded = ListDiscarded(reason="有企业撤回")
    discard(drafted()).then(discarded)
    discard(drafted(), reason="").then_refused("20(4)", code="list-without-reason")
    publish(drafted(), discarded).then_refused("20(4)", code="list-not-a-draft")


def test_what_was_published_is_not_discarded() -> None:
    discard(*HISTORY).then_refused("20(4)", code="list-not-a-draft")


def correct(
    *entries: ListEntry, removed: Mapping[UUID, str] | None = None, reason: str = "等级更正", history: tuple[object, ...] = HISTORY
) -> Scenario[PublicList]:
    return given(PublicList, *history).when(  # type: ignore[arg-type]
        lambda printed: public_list.correct(printed, entries=entries, removed=removed or {}, reason=reason)
    )


def test_a_correction_is_a_new_edition_with_all_entries() -> None:
    anew = entry(2, version=15, result="fail", grade=None)
    printed = correct(anew).then(ListCorrected(edition=2, entries=(entry(1), anew, entry(3)), reason="等级更正"))
    assert printed.edition == 2


def test_a_correction_says_what_changed_for_each_case() -> None:
    assert public_list.change_of(entry(2), entry(2, version=15, result="fail", grade=None)) == "result: pass → fail; grade: good → -"


@pytest.mark.parametrize("state", ["withdrawn", "discontinued", "declined", "precheck-failed"])
def test_a_case_that_ended_without_a_result_is_struck(state: str) -> None:
    correct(removed={UUID(int=1): state}).then_recorded(ListCorrected, entries=(entry(2), entry(3)))


@pytest.mark.parametrize("state", ["graded", "published", "registered"])
def test_a_case_that_stands_is_not_struck(state: str) -> None:
    correct(removed={UUID(int=1): state}).then_refused("20(4)", code="list-entry-stands")


def test_nothing_is_corrected_where_print_and_record_agree() -> None:
    correct(entry(2, version=15)).then_refused("20(4)", code="list-entry-unchanged")


def test_a_correction_names_entries_of_the_list_and_its_reason() -> None:
    correct(entry(9)).then_refused("20(4)", code="not-on-list")
    correct(entry(2, grade="excellent"), reason="").then_refused("20(4)", code="list-without-reason")
    correct().then_refused("20(4)", code="list-empty")


def test_a_draft_is_not_corrected() -> None:
    correct(entry(2, grade="excellent"), history=(drafted(),)).then_refused("20(4)", code="list-not-published")


def test_a_second_correction_builds_on_the_first() -> None:
    first = ListCorrected(edition=2, entries=(entry(1), entry(3)), reason="撤回")
    correct(entry(1, grade="excellent"), history=(*HISTORY, first)).then_recorded(
        ListCorrected, edition=3, entries=(entry(1, grade="excellent"), entry(3))
    )


def test_kind_and_article_come_from_the_draft() -> None:
    printed = given(PublicList, drafted("plan")).when(lambda _: None).then()
    assert str(printed.article) == "17"
