from datetime import UTC, date, datetime

import msgspec
import pytest

from domain.calendar.deadline import Deadline, recalculated
from domain.calendar.notice import shipped_notices
from domain.calendar.working_days import Calendar
from domain.case import revision_clock
from domain.case.audit_case import AuditCase
from domain.case.events.audit import PlatformReceiptRecorded
from domain.case.events.revision import ExtensionRequested, RevisionDeadlineRecalculated, RevisionExtended, RevisionLapsed
from tests.examples.acceptance import CALENDAR, LAST_DAY, accepted, accepted_case, signed_case
from tests.examples.panel import RULES, VISIT_ON, History, visit_case
from tests.examples.revision import final_papers, lapsed, lapsed_case, platform_receipt, revised_case
from tests.scenario import APPROVER, OFFICER, Scenario, given, stamp

LATE = date(2026, 11, 17)
BEFORE = date(2026, 11, 12)


def extend(
    count: int, unit: str = "days", history: History | None = None, on: date = BEFORE, *, approver: bool = False, reason: str = "台风停产"
) -> Scenario[AuditCase]:
    def decide(case: AuditCase) -> None:
        revision_clock.extend(case, reason=reason, count=count, unit=unit, calendar=CALENDAR, rules=RULES, on=on)

    return given(AuditCase, *(history or accepted_case())).when(decide, on=on, by=APPROVER if approver else OFFICER)


def extended_case(count: int = 14) -> History:
    case = extend(count).then_recorded(RevisionExtended)
    return (*accepted_case(), case.pending[-1])


def last_day(case: AuditCase) -> date:
    assert case.revision_deadline is not None
    return case.revision_deadline.last_day


def lapse(history: History, on: date) -> Scenario[AuditCase]:
    return given(AuditCase, *history).when(lambda case: revision_clock.lapse(case, rules=RULES, on=on), on=on)


def keep(history: History, on: date = LATE) -> Scenario[AuditCase]:
    return given(AuditCase, *history).when(lambda case: revision_clock.keep_late_papers(case, final_papers(), received=on, rules=RULES, on=on), on=on)


def recalculate(history: History, calendar: Calendar, on: date = BEFORE) -> Scenario[AuditCase]:
    return given(AuditCase, *history).when(
        lambda case: revision_clock.recalculate(case, cause="国办发明电〔2026〕示例", calendar=calendar, rules=RULES, on=on), on=on
    )


def calendar_without(*years: int) -> Calendar:
    return Calendar(notice for notice in shipped_notices() if notice.year not in years)


def test_the_enterprise_asks_for_more_time() -> None:
    def decide(case: AuditCase) -> None:
        revision_clock.request_extension(case, reason="台风停产", rules=RULES, on=BEFORE)

    given(AuditCase, *accepted_case()).when(decide, on=BEFORE).then_recorded(ExtensionRequested, reason="台风停产", late_papers=())
    given(AuditCase, *revised_case()).when(decide, on=BEFORE).then_refused("21", code="out-of-order")


def test_a_request_says_why() -> None:
    given(AuditCase, *accepted_case()).when(
        lambda case: revision_clock.request_extension(case, reason=" ", rules=RULES, on=BEFORE), on=BEFORE
    ).then_refused(None, code="words-missing")


def test_late_papers_are_kept_as_a_request() -> None:
    filed = final_papers()
    case = keep(lapsed_case()).then_recorded(
        ExtensionRequested, late_papers=filed.papers, late_table=filed.table, late_answers=filed.answers, received_on=LATE
    )
    assert case.extension_request is not None


def test_the_same_late_papers_are_kept_once() -> None:
    kept = keep(accepted_case()).then_recorded(ExtensionRequested)
    keep((*accepted_case(), kept.pending[-1]), date(2026, 11, 18)).then()


def test_an_extension_is_counted_from_the_original_last_day() -> None:
    case = extend(14).then_recorded(RevisionExtended, times=1, from_last_day=LAST_DAY, reason="台风停产")
    assert last_day(case) == date(2026, 11, 30)


def test_an_extension_that_ends_on_a_rest_day_moves_on() -> None:
    assert last_day(extend(12).then_recorded(RevisionExtended)) == date(2026, 11, 30)
    assert last_day(extend(1, "months").then_recorded(RevisionExtended)) == date(2026, 12, 16)
    assert last_day(extend(5, "working-days").then_recorded(RevisionExtended)) == date(2026, 11, 23)


def test_a_second_extension_needs_the_approver_and_counts_from_the_original_day_too() -> None:
    extend(28, history=extended_case()).then_refused("21", code="extension-needs-approver")
    case = extend(28, history=extended_case(), approver=True).then_recorded(RevisionExtended, times=2, from_last_day=LAST_DAY)
    assert last_day(case) == date(2026, 12, 14)


def test_the_approver_may_give_the_first_as_well() -> None:
    extend(14, approver=True).then_recorded(RevisionExtended)


def test_an_extension_after_the_lapse_opens_the_way_again() -> None:
    case = extend(14, history=lapsed_case(), on=date(2026, 11, 20)).then_recorded(RevisionExtended)
    assert not case.lapsed


def test_an_extension_gives_more_time_than_there_is() -> None:
    extend(14, history=extended_case(), approver=True).then_refused("21", code="extension-not-longer")
    extend(3, history=lapsed_case(), on=date(2026, 11, 25)).then_refused("21", code="extension-over-already")


@pytest.mark.parametrize("count", [0, -1, 367, 10**12])
def test_an_extension_has_a_sensible_length(count: int) -> None:
    extend(count).then_refused("21", code="term-out-of-bounds")


def test_an_extension_of_many_months_is_a_slip_of_the_pen() -> None:
    extend(13, "months").then_refused("21", code="term-out-of-bounds")
    extend(1, "fortnights").then_refused("21", code="term-unit-unknown")


def test_an_extension_says_why() -> None:
    extend(14, reason="").then_refused(None, code="words-missing")


def test_nothing_is_extended_that_does_not_run() -> None:
    extend(14, history=visit_case()).then_refused("21", code="out-of-order")


def test_the_clock_records_the_lapse_after_the_last_day() -> None:
    case = lapse(accepted_case(), LATE).then(lapsed())
    assert (case.lapsed, case.state) == (True, "accepted")


def test_a_missed_run_says_when_it_fell_due() -> None:
    lapse(accepted_case(), date(2026, 11, 25)).then(RevisionLapsed(last_day=LAST_DAY, fell_due_on=LATE))


def test_nothing_lapses_on_the_last_day() -> None:
    lapse(accepted_case(), LAST_DAY).then_refused("21", code="not-lapsed")


def test_nothing_lapses_twice_or_when_handed_in() -> None:
    lapse(lapsed_case(), LATE).then_refused("21", code="lapsed-already")
    lapse(revised_case(), LATE).then_refused("21", code="out-of-order")


def test_an_extended_case_lapses_after_the_new_day() -> None:
    lapse(extended_case(), LATE).then_refused("21", code="not-lapsed")
    lapse(extended_case(), date(2026, 12, 1)).then_recorded(RevisionLapsed, last_day=date(2026, 11, 30))


def test_papers_known_to_be_on_the_platform_in_time_do_not_lapse() -> None:
    receipt = PlatformReceiptRecorded(act="revised", platform=platform_receipt(datetime(2026, 11, 16, 4, tzinfo=UTC)), undid_lapse=False)
    lapse((*accepted_case(), receipt), LATE).then_refused("21", code="filed-in-time")


def provisional_case() -> tuple[History, Deadline]:
    """A case whose last day was told while the year's notice was not out."""
    fact = accepted()
    assert fact.revision_deadline is not None
    shown = recalculated(fact.revision_deadline, calendar_without(2026))
    history = (*signed_case(), (msgspec.structs.replace(fact, revision_deadline=shown), stamp(VISIT_ON)))
    return history, shown


def test_a_notice_that_comes_out_settles_a_provisional_day() -> None:
    history, shown = provisional_case()
    assert shown.provisional
    case = recalculate(history, CALENDAR).then_recorded(RevisionDeadlineRecalculated, was_last_day=LAST_DAY, computed_last_day=LAST_DAY)
    assert case.revision_deadline is not None
    assert not case.revision_deadline.provisional


def test_a_recalculation_never_shortens_a_day_already_shown() -> None:
    fact = accepted()
    assert fact.revision_deadline is not None
    later = msgspec.structs.replace(fact.revision_deadline, last_day=date(2026, 11, 20), provisional=True)
    history = (*signed_case(), (msgspec.structs.replace(fact, revision_deadline=later), stamp(VISIT_ON)))
    case = recalculate(history, CALENDAR).then_recorded(RevisionDeadlineRecalculated, was_last_day=date(2026, 11, 20), computed_last_day=LAST_DAY)
    assert last_day(case) == date(2026, 11, 20)


def test_a_calendar_that_changes_nothing_records_nothing() -> None:
    recalculate(accepted_case(), CALENDAR).then()
    recalculate(extended_case(), CALENDAR).then()
