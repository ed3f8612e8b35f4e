"""Article 20(4) and 信息公开条例 26: a result is published with its deadline, notice period and remedies."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from domain.calendar.deadline import publication_deadline
from domain.case import publication
from domain.case.audit_case import AuditCase
from domain.case.events.grade import PublicationCorrected, ResultNotified, ResultPublished
from domain.fact import Fact, Stamp
from tests.examples.grading import CALENDAR, GRADED_ON, IN_ORDER, LIST, PLACE, PUBLISHED_PASS, RULES, correction_proposed, graded, published
from tests.scenario import Scenario, given

History = tuple[Fact | tuple[Fact, Stamp], ...]
GRADED: History = (*IN_ORDER, graded())
REMEDIES = "公示期内可书面实名提出异议。"


def publish(history: History = GRADED, *, on: date = PLACE.published_on, remedies: str = REMEDIES) -> Scenario[AuditCase]:
    place = msgspec.structs.replace(PLACE, published_on=on)
    return given(AuditCase, *history).when(
        lambda case: publication.publish_result(case, place, remedies=remedies, rules=RULES, calendar=CALENDAR), on=on
    )


def test_a_published_result_closes_the_case_and_tells_how_to_object() -> None:
    case = publish().then(published()[0])
    assert (case.state, case.closed) == ("published", True)


def test_the_notice_counts_its_first_day_and_working_days_alone() -> None:
    # Published on Wednesday 6 May 2026: 6, 7, 8 and, over Saturday the make-up day 9 May, 11 May.
    case = publish().then_recorded(ResultPublished)
    assert case.published is not None
    assert case.published.notice_until == date(2026, 5, 11)
    assert case.published.objection_deadline.last_day == date(2026, 5, 11)


@pytest.mark.parametrize(
    ("on", "late"),
    [
        # 20 working days after 20 April 2026, without 1 to 5 May and with the make-up day of 9 May
        (date(2026, 5, 20), False),
        (date(2026, 5, 21), True),
    ],
)
def test_late_publication_is_recorded_and_does_not_stand_in_the_way(on: date, late: bool) -> None:  # noqa: FBT001
    publish(on=on).then_recorded(ResultPublished, late=late)


def test_the_day_shown_since_the_result_holds_where_the_calendar_would_give_an_earlier_one() -> None:
    decided, signed = graded()
    shown = msgspec.structs.replace(publication_deadline(GRADED_ON, RULES, CALENDAR), last_day=date(2026, 5, 22))
    history = (*IN_ORDER, (msgspec.structs.replace(decided, publication_deadline=shown), signed))
    case = publish(history, on=date(2026, 5, 22)).then_recorded(ResultPublished, late=False)
    assert case.published is not None
    assert [step.code for step in case.published.publication_deadline.steps][-1] == "kept"


def test_only_a_decided_result_is_published_and_only_once() -> None:
    publish(IN_ORDER).then_refused("20(4)", code="out-of-order")
    publish(PUBLISHED_PASS).then_refused("20(4)", code="case-closed")


def test_a_result_is_not_published_before_it_was_decided() -> None:
    publish(on=date(2026, 4, 19)).then_refused("20(4)", code="before-previous-step")


def test_a_result_is_published_with_its_remedies() -> None:
    publish(remedies=" ").then_refused("20(4)", code="remedies-not-told")


def test_a_result_about_to_be_corrected_is_not_published() -> None:
    publish((*GRADED, correction_proposed()), on=date(2026, 6, 1)).then_refused("20(4)", code="grade-correction-pending")


def notify(history: History = GRADED, *, notified_on: date = GRADED_ON, channel: str = "qingjian") -> Scenario[AuditCase]:
    return given(AuditCase, *history).when(
        lambda case: publication.notify(case, notified_on=notified_on, channel=channel, on=PLACE.published_on), on=PLACE.published_on
    )


@pytest.mark.parametrize("history", [GRADED, PUBLISHED_PASS])
def test_the_enterprise_is_told_its_result_before_or_after_publication(history: History) -> None:
    notify(history).then(ResultNotified(notified_on=GRADED_ON, channel="qingjian"))


def test_there_is_nothing_to_tell_before_the_result() -> None:
    notify(IN_ORDER).then_refused("20(4)", code="out-of-order")


@pytest.mark.parametrize("notified_on", [date(2026, 4, 19), date(2026, 5, 7)])
def test_the_enterprise_is_told_between_the_result_and_today(notified_on: date) -> None:
    notify(notified_on=notified_on).then_refused("20(4)", code="notified-on-wrong-day")


def test_a_channel_is_one_of_those_known() -> None:
    notify(channel="pigeon").then_refused("20(4)", code="unknown-channel")


def test_a_corrected_list_leaves_a_fact_in_the_case() -> None:
    fact = PublicationCorrected(list_id=LIST, list_version=2, change="grade: good → excellent", reason="等级更正")
    given(AuditCase, *PUBLISHED_PASS).when(
        lambda case: publication.correct_publication(case, list_id=LIST, list_version=2, change=fact.change, reason=fact.reason),
        on=PLACE.published_on,
    ).then(fact)
