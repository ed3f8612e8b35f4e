from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from domain.case import revision
from domain.case.audit_case import AuditCase
from domain.case.events.audit import Defect
from domain.case.events.revision import CorrectionAnswer, Revised, RevisionReturned, RevisionReviewed
from domain.case.revision import FinalPapers
from domain.fact import Capacity
from tests.examples.acceptance import LAST_DAY, accepted_case
from tests.examples.audit import defect, table
from tests.examples.panel import RULES, History, visit_case
from tests.examples.revision import (
    CONSULTANT,
    HANDED_IN_ON,
    SIGNER,
    answers,
    final_papers,
    lapsed_case,
    on_platform,
    platform_receipt,
    returned,
    revise,
    revised,
    revised_case,
    statements,
    ticks,
)
from tests.scenario import Scenario, given, stamp

AFTER = date(2026, 11, 20)


def hand_in(filed: FinalPapers | None = None, history: History | None = None, on: date = HANDED_IN_ON, by: Capacity = SIGNER) -> Scenario[AuditCase]:
    return given(AuditCase, *(history or accepted_case())).when(lambda case: revise(case, filed, on, by), on=on, by=by)


def send_back(history: History, on: date, last_day: date | None = None, defects: tuple[Defect, ...] = (defect(),)) -> Scenario[AuditCase]:
    return given(AuditCase, *history).when(lambda case: revision.return_papers(case, defects, last_day=last_day, rules=RULES, on=on), on=on)


def test_final_papers_in_time_are_the_sixth_milestone() -> None:
    case = hand_in().then(revised())
    assert (case.state, case.milestone_on["Revised"]) == ("revised", HANDED_IN_ON)


def test_the_last_day_itself_is_in_time() -> None:
    hand_in(on=LAST_DAY).then_recorded(Revised, received_on=LAST_DAY, last_day=LAST_DAY)


def test_the_day_after_is_too_late_even_if_the_clock_never_ran() -> None:
    hand_in(on=date(2026, 11, 17)).then_refused("21", code="revision-too-late")
    hand_in(on=date(2026, 11, 17), history=lapsed_case()).then_refused("21", code="revision-too-late")


def test_lateness_is_said_alone_for_the_papers_are_kept() -> None:
    refused = hand_in(final_papers(answers=()), on=date(2026, 11, 17)).then_refused("21", code="revision-too-late")
    assert refused.others == ()


def test_the_receipt_of_the_platform_decides_where_filed_there() -> None:
    hand_in(on_platform(), on=AFTER).then_recorded(Revised, received_on=LAST_DAY)


def test_midnight_in_shenzhen_is_the_end_of_the_day() -> None:
    hand_in(on_platform(datetime(2026, 11, 16, 16, 0, tzinfo=UTC)), on=AFTER).then_refused("21", code="revision-too-late")


def test_papers_on_the_platform_in_time_undo_a_lapse() -> None:
    case = hand_in(on_platform(), lapsed_case(), AFTER).then_recorded(Revised)
    assert not case.lapsed


@pytest.mark.parametrize(
    ("filed", "article", "code"),
    [
        (final_papers(channel="gdqjsc"), "19", "platform-receipt-missing"),
        (final_papers(platform=platform_receipt(datetime(2026, 11, 9, tzinfo=UTC))), "19", "receipt-without-platform"),
        (final_papers(channel="pigeon"), "19", "channel-unknown"),
        (on_platform(datetime(2026, 10, 14, 4, tzinfo=UTC)), "21", "receipt-of-earlier-round"),
        (on_platform(datetime(2026, 11, 12, tzinfo=UTC)), "19", "platform-receipt-in-future"),
    ],
)
def test_a_channel_comes_with_its_receipt(filed: FinalPapers, article: str, code: str) -> None:
    hand_in(filed).then_refused(article, code=code)


def test_each_correction_is_answered_once() -> None:
    hand_in(final_papers(answers=answers()[:1])).then_refused("21", code="correction-unanswered")
    hand_in(final_papers(answers=(*answers()[:1], CorrectionAnswer(2, " ")))).then_refused("21", code="correction-unanswered")
    hand_in(final_papers(answers=(*answers(), *answers()[:1]))).then_refused("21", code="answer-twice")
    hand_in(final_papers(answers=(*answers(), CorrectionAnswer(3, "另有说明")))).then_refused("21", code="answer-stray")


def test_an_opinion_without_corrections_needs_no_answers() -> None:
    hand_in(final_papers(answers=()), accepted_case(())).then_recorded(Revised, answers=())


def test_both_sides_state_that_it_is_true() -> None:
    hand_in(final_papers(statements=statements()[:1])).then_refused("18", code="statement-missing")
    hand_in(final_papers(statements=statements()[1:])).then_refused("18", code="statement-missing")
    hand_in(by=CONSULTANT).then_recorded(Revised)


def test_the_final_report_is_among_the_papers() -> None:
    hand_in(final_papers(papers=(), paper_names=())).then_refused("21", code="paper-missing")


def test_the_final_table_adds_up() -> None:
    wrong = table(totals={"investment": Decimal(1)})
    hand_in(final_papers(table=wrong)).then_refused("21", code="total-differs")


def test_final_papers_follow_the_acceptance_and_come_once() -> None:
    hand_in(history=visit_case()).then_refused("21", code="out-of-order")
    hand_in(history=revised_case()).then_refused("21", code="out-of-order")


def review(history: History, *, second: bool = True, given_ticks: Any = None) -> Scenario[AuditCase]:
    return given(AuditCase, *history).when(
        lambda case: revision.review(case, ticks(second=second) if given_ticks is None else given_ticks, rules=RULES, on=AFTER), on=AFTER
    )


def test_an_officer_ticks_each_answer() -> None:
    review(revised_case()).then(RevisionReviewed(ticks=ticks(), satisfied=True))
    review(revised_case(), second=False).then(RevisionReviewed(ticks=ticks(second=False), satisfied=False))


def test_no_answer_is_passed_over_or_ticked_twice() -> None:
    review(revised_case(), given_ticks=ticks()[:1]).then_refused("21", code="answer-not-ticked")
    review(revised_case(), given_ticks=(*ticks(), *ticks())).then_refused("21", code="tick-twice")


def test_what_does_not_satisfy_is_explained() -> None:
    bare = tuple(type(tick)(tick.number, satisfied=False) for tick in ticks())
    review(revised_case(), given_ticks=bare).then_refused("21", code="tick-unexplained")


def test_only_final_papers_are_reviewed() -> None:
    review(accepted_case()).then_refused("21", code="out-of-order")


def test_returned_within_the_month_the_last_day_stays() -> None:
    case = send_back(revised_case(), LAST_DAY).then(returned())
    assert case.state == "accepted"
    assert case.revision_deadline is not None
    assert case.revision_deadline.last_day == LAST_DAY


def test_within_the_month_no_other_term_is_set() -> None:
    send_back(revised_case(), LAST_DAY, date(2026, 12, 1)).then_refused("21", code="term-not-needed")


def test_returned_after_the_month_the_officer_sets_a_term() -> None:
    term = date(2026, 12, 1)
    send_back(revised_case(), AFTER, term).then(RevisionReturned(defects=(defect(),), last_day=term, term_set=True))
    send_back(revised_case(), AFTER).then_refused("21", code="term-needed")
    send_back(revised_case(), AFTER, AFTER).then_refused("21", code="term-needed")
    send_back(revised_case(), AFTER, date(2028, 1, 1)).then_refused("21", code="term-too-long")


def test_papers_are_returned_with_their_defects() -> None:
    send_back(revised_case(), AFTER, date(2026, 12, 1), ()).then_refused("21", code="no-defect")


def test_the_term_set_is_kept_to() -> None:
    history = (*revised_case(), (returned(date(2026, 12, 1), term_set=True), stamp(AFTER)))
    again = hand_in(history=history, on=date(2026, 12, 1)).then_recorded(Revised, round=2, last_day=date(2026, 12, 1))
    assert again.revision_reviewed is None
    hand_in(history=history, on=date(2026, 12, 2)).then_refused("21", code="revision-too-late")


def test_the_receipt_of_the_papers_returned_does_not_serve_again() -> None:
    history = (*revised_case(), (returned(date(2026, 12, 1), term_set=True), stamp(AFTER)))
    hand_in(on_platform(), history, date(2026, 12, 20)).then_refused("21", code="receipt-of-earlier-round")
