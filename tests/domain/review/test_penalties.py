"""处罚核查: query, reply, window and the decision on every record (20(2))."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from domain.calendar.periods import clears_on, look_back
from domain.case import penalties
from domain.case.audit_case import AuditCase
from domain.case.events.review import PenaltyMatch, PenaltyMatchDecided, PenaltyReplyFiled
from domain.case.penalties import from_the_application
from tests.examples.audit import DIGEST, RULES, SUBMITTED_ON
from tests.examples.review import QUERIED_ON, REPLIED_ON, REVIEWED_ON, decided, penalty, prechecked_case, registered_case, reply, submitted_case
from tests.scenario import Scenario, given

if TYPE_CHECKING:
    from collections.abc import Callable


def filing(*matches: PenaltyMatch, **changes: Any) -> Callable[[AuditCase], None]:
    asked: dict[str, Any] = {
        "source": "市生态环境局示例处",
        "queried_on": QUERIED_ON,
        "replied_on": REPLIED_ON,
        "reply_digest": DIGEST,
        "matches": matches,
        **changes,
    }
    return lambda case: penalties.file_reply(case, rules=RULES, on=REVIEWED_ON, **asked)


def when_filed(*matches: PenaltyMatch, **changes: Any) -> Scenario[AuditCase]:
    return given(AuditCase, *submitted_case()).when(filing(*matches, **changes), on=REVIEWED_ON)


def deciding(reference: str, *, concerns: bool = True, note: str | None = None) -> Callable[[AuditCase], None]:
    return lambda case: penalties.decide_match(case, reference, concerns_enterprise=concerns, note=note, rules=RULES, on=REVIEWED_ON)


def test_the_reply_fixes_the_reference_day_and_the_first_day_of_the_look_back() -> None:
    case = when_filed(penalty()).then(reply(penalty()))
    assert case.penalty_reply == reply(penalty())


def test_the_look_back_ends_a_year_before_the_query_on_the_corresponding_day() -> None:
    when_filed(queried_on=date(2026, 9, 4)).then_recorded(PenaltyReplyFiled, reference_on=date(2026, 9, 4), window_from=date(2025, 9, 4))


def test_under_another_reading_the_look_back_runs_from_the_application() -> None:
    case = given(AuditCase, *submitted_case()).aggregate
    assert from_the_application(case, QUERIED_ON) == SUBMITTED_ON


# What was filed, the fault and the field beside which it is shown.
@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"source": " "}, "reply-without-source", "source"),
        ({"reply_digest": "x"}, "digest-malformed", "reply_digest"),
        ({"queried_on": date(2026, 8, 31)}, "query-before-submission", "queried_on"),
        ({"replied_on": date(2026, 9, 3)}, "reply-days-reversed", "replied_on"),
        ({"replied_on": date(2026, 9, 11)}, "reply-days-reversed", "replied_on"),
        ({"matches": (penalty(), penalty())}, "match-twice", "matches.2"),
        ({"matches": (msgspec.structs.replace(penalty(), matched_by="hearsay"),)}, "match-incomplete", "matches.1"),
        ({"matches": (penalty(decided_on=date(2026, 9, 10)),)}, "match-after-reply", "matches.1"),
    ],
)
def test_a_reply_with_a_fault_is_not_filed(change: dict[str, Any], code: str, field: str) -> None:
    assert field in [each.field for each in when_filed(**change).then_refused("20(2)", code=code).every]


def test_a_reply_belongs_to_an_application_under_review() -> None:
    given(AuditCase, *registered_case()).when(filing(), on=REVIEWED_ON).then_refused("20(2)", code="out-of-order")
    given(AuditCase, *prechecked_case()).when(filing(), on=REVIEWED_ON).then_refused("20(2)", code="out-of-order")


def test_a_later_reply_is_decided_afresh() -> None:
    history = (*submitted_case(), reply(penalty()), decided(penalty()))
    case = given(AuditCase, *history).when(filing(penalty()), on=REVIEWED_ON).then_recorded(PenaltyReplyFiled)
    assert case.penalty_decisions == {}


# The first day of the look-back still counts; what is newer than the query does too.
@pytest.mark.parametrize(
    ("decided_on", "inside"),
    [(date(2025, 9, 3), False), (date(2025, 9, 4), True), (date(2026, 9, 4), True), (date(2026, 9, 8), True)],
)
def test_whether_a_record_is_inside_the_look_back_follows_from_its_day(decided_on: date, inside: bool) -> None:  # noqa: FBT001  a row
    record = penalty(decided_on=decided_on)
    case = (
        given(AuditCase, *submitted_case(), reply(record))
        .when(deciding(record.reference), on=REVIEWED_ON)
        .then(PenaltyMatchDecided(reference=record.reference, concerns_enterprise=True, inside_window=inside, note=None))
    )
    assert penalties.counted(case, RULES, REVIEWED_ON) == ((record.reference,) if inside else ())


def test_a_record_of_another_enterprise_does_not_count_and_needs_its_reason() -> None:
    history = (*submitted_case(), reply(penalty()))
    asked = given(AuditCase, *history).when(deciding(penalty().reference, concerns=False), on=REVIEWED_ON)
    asked.then_refused("20(2)", code="dismissed-without-reason")
    dismissed = given(AuditCase, *history).when(deciding(penalty().reference, concerns=False, note="同名企业"), on=REVIEWED_ON)
    assert penalties.counted(dismissed.then_recorded(PenaltyMatchDecided, concerns_enterprise=False), RULES, REVIEWED_ON) == ()


def test_only_records_of_the_reply_are_decided() -> None:
    given(AuditCase, *submitted_case(), reply()).when(deciding("示例环罚0号"), on=REVIEWED_ON).then_refused("20(2)", code="match-unknown")
    given(AuditCase, *submitted_case()).when(deciding("示例环罚0号"), on=REVIEWED_ON).then_refused("20(2)", code="no-penalty-reply")


def test_a_record_that_ages_out_of_the_window_allows_a_new_case_at_once() -> None:
    record = penalty(decided_on=date(2025, 9, 4))
    assert look_back(QUERIED_ON, RULES.integer("penalties/look-back-years")) <= record.decided_on
    again_on = clears_on(record.decided_on, RULES.integer("penalties/look-back-years"))
    assert again_on == date(2026, 9, 5)
    later = given(AuditCase, *submitted_case()).when(filing(record, queried_on=again_on), on=REVIEWED_ON)
    case = Scenario(later.then_recorded(PenaltyReplyFiled, window_from=date(2025, 9, 5)))
    decision = case.when(deciding(record.reference), on=REVIEWED_ON).then_recorded(PenaltyMatchDecided, inside_window=False)
    assert penalties.counted(decision, RULES, REVIEWED_ON) == ()
