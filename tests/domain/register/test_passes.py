"""Each pass starts five years; the one that ends last counts; a revoked one gives way to the one before it (14)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.law import rulebook
from domain.register import passes
from domain.register.enterprise import Enterprise
from domain.register.events import Passed, PassRevoked, PriorPassRecorded, ReapplicationOpened, RepeatAdmitted
from tests.examples.register import CASE_ID, OTHER_CASE_ID, case_opened, enterprise_registered, passed, prior_pass
from tests.scenario import given

RULES = rulebook.rule_set("sz-2025-5")
TODAY = date(2026, 3, 2)


# 满五年的最后一日的次日起，视为首次申报；遇闰日以月末日为对应日。
@pytest.mark.parametrize(
    ("decided_on", "last_day", "first_day"),
    [
        (date(2021, 6, 29), date(2026, 6, 29), date(2026, 6, 30)),
        (date(2020, 2, 29), date(2025, 2, 28), date(2025, 3, 1)),
        (date(2024, 2, 29), date(2029, 2, 28), date(2029, 3, 1)),
        (date(2019, 2, 28), date(2024, 2, 28), date(2024, 2, 29)),
    ],
)
def test_a_pass_starts_its_five_years(decided_on: date, last_day: date, first_day: date) -> None:
    given(Enterprise, enterprise_registered()).when(lambda each: passes.record_pass(each, case_id=CASE_ID, decided_on=decided_on, rules=RULES)).then(
        Passed(case_id=CASE_ID, decided_on=decided_on, window_last_day=last_day, first_day=first_day)
    )


def test_the_same_pass_is_recorded_once() -> None:
    given(Enterprise, enterprise_registered(), passed()).when(
        lambda each: passes.record_pass(each, case_id=CASE_ID, decided_on=date(2024, 6, 28), rules=RULES)
    ).then()


def test_after_a_revoked_pass_the_one_before_it_stands_again() -> None:
    history = (enterprise_registered(), prior_pass(), passed())
    revoked = given(Enterprise, *history).when(lambda each: passes.revoke_pass(each, case_id=CASE_ID)).then(PassRevoked(case_id=CASE_ID))
    assert revoked.last_pass == prior_pass()
    given(Enterprise, *history).when(lambda each: passes.revoke_pass(each, case_id=OTHER_CASE_ID)).then_refused(None, code="pass-not-standing")


def test_a_pass_from_before_the_record_is_reckoned_by_the_rules_that_ask_now() -> None:
    def record(each: Enterprise, passed_on: date = date(2021, 2, 28)) -> None:
        passes.record_prior_pass(each, passed_on=passed_on, rule_document="sz-2019-9", source="officer", evidence_digest=None, rules=RULES, on=TODAY)

    given(Enterprise, enterprise_registered()).when(record).then(
        PriorPassRecorded(
            passed_on=date(2021, 2, 28),
            rule_document="sz-2019-9",
            source="officer",
            evidence_digest=None,
            window_last_day=date(2026, 2, 28),
            first_day=date(2026, 3, 1),
        )
    )
    given(Enterprise, enterprise_registered()).when(lambda each: record(each, date(2026, 3, 3))).then_refused(None, code="pass-in-future")
    given(Enterprise, enterprise_registered(), prior_pass()).when(lambda each: record(each, date(2023, 6, 28))).then_refused(
        "14", code="pass-already-recorded"
    )


def test_a_repeat_is_admitted_only_inside_a_window_and_with_a_reason() -> None:
    def admit(each: Enterprise, reason: str = "重大技术改造", on: date = TODAY) -> None:
        passes.admit_repeat(each, reason=reason, rules=RULES, on=on)

    admitted = given(Enterprise, enterprise_registered(), prior_pass()).when(admit)
    admitted.then(RepeatAdmitted(reason="重大技术改造", window_last_day=date(2028, 6, 28)))
    given(Enterprise, enterprise_registered(), prior_pass()).when(lambda each: admit(each, " ")).then_refused("14", code="reason-missing")
    given(Enterprise, enterprise_registered()).when(admit).then_refused("14", code="no-window-running")
    given(Enterprise, enterprise_registered(), prior_pass()).when(lambda each: admit(each, on=date(2028, 6, 29))).then_refused(
        "14", code="no-window-running"
    )


def test_an_admission_is_used_up_by_the_repeat_it_admitted() -> None:
    admission = RepeatAdmitted(reason="重大技术改造", window_last_day=date(2028, 6, 28))
    history = (enterprise_registered(), prior_pass(), admission)
    assert given(Enterprise, *history).aggregate.admission == admission
    assert given(Enterprise, *history, case_opened(application="repeat")).aggregate.admission is None


def test_the_clock_opens_the_reapplication_once_and_not_before_its_day() -> None:
    def opened(each: Enterprise, on: date) -> None:
        passes.open_reapplication(each, rules=RULES, on=on)

    fact = ReapplicationOpened(first_day=date(2028, 6, 29), fell_due_on=date(2028, 6, 29))
    given(Enterprise, enterprise_registered(), prior_pass()).when(lambda each: opened(each, date(2028, 6, 28))).then_refused(
        "14", code="reapplication-not-open"
    )
    given(Enterprise, enterprise_registered(), prior_pass()).when(lambda each: opened(each, date(2028, 7, 3))).then(fact)
    given(Enterprise, enterprise_registered(), prior_pass(), fact).when(lambda each: opened(each, date(2028, 7, 4))).then()
    given(Enterprise, enterprise_registered(), prior_pass(), passed()).when(lambda each: opened(each, date(2028, 7, 3))).then_refused(
        "14", code="reapplication-not-open"
    )
