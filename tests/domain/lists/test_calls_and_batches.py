"""Plan calls, mandatory lists and district batches (13, 15(2), 16)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import msgspec
import pytest

from domain.law.citation import Citation
from domain.lists import mandatory_list, plan_batch, plan_call
from domain.lists.events import BatchReported, ListEntry, MandatoryListEntered, PlanCallExtended, PlanCallOpened
from domain.lists.mandatory_list import MandatoryList, mandatory_list_id
from domain.lists.plan_batch import PlanBatch, batch_digest
from domain.lists.plan_call import PlanCall, plan_call_id
from tests.examples.register import CASE_ID, CODE, OTHER_CASE_ID, OTHER_CODE
from tests.scenario import given

if TYPE_CHECKING:
    from uuid import UUID

CITED = Citation("R2025", "16")
SPRING = PlanCallOpened(year=2026, batch=1, opens_on=date(2026, 2, 1), closes_on=date(2026, 3, 31))


def open_call(call: PlanCall, year: int = 2026, batch: int = 1, opens: date = date(2026, 2, 1), closes: date = date(2026, 3, 31)) -> None:
    plan_call.open_call(call, year=year, batch=batch, opens_on=opens, closes_on=closes, citation=CITED)


def test_a_call_of_a_year_is_opened() -> None:
    call = given(PlanCall).when(open_call).then(SPRING)
    open_days = [call.batch_open_on(day) is not None for day in (date(2026, 1, 31), date(2026, 2, 1), date(2026, 3, 31), date(2026, 4, 1))]
    assert open_days == [False, True, True, False]


@pytest.mark.parametrize(
    ("batch", "opens", "closes", "code"),
    [
        (2, date(2026, 3, 31), date(2026, 9, 30), "plan-calls-overlap"),
        (3, date(2026, 9, 1), date(2026, 9, 30), "plan-call-batch-out-of-turn"),
        (2, date(2027, 1, 5), date(2027, 2, 1), "plan-call-of-another-year"),
        (2, date(2026, 9, 1), date(2026, 8, 1), "plan-call-ends-before-start"),
    ],
)
def test_batches_follow_one_another_within_their_year(batch: int, opens: date, closes: date, code: str) -> None:
    given(PlanCall, SPRING).when(lambda each: open_call(each, batch=batch, opens=opens, closes=closes)).then_refused("16", code=code)


def test_the_last_batch_is_extended_also_after_it_closed() -> None:
    def extend(call: PlanCall, closes_on: date = date(2026, 4, 30), reason: str = "申报企业较多") -> None:
        plan_call.extend_call(call, year=2026, closes_on=closes_on, reason=reason, citation=CITED)

    extended = given(PlanCall, SPRING).when(extend, on=date(2026, 4, 10)).then(PlanCallExtended(closes_on=date(2026, 4, 30), reason="申报企业较多"))
    assert extended.batch_open_on(date(2026, 4, 30)) is not None
    given(PlanCall, SPRING).when(lambda each: extend(each, date(2026, 3, 31))).then_refused("16", code="plan-call-not-extended")
    given(PlanCall, SPRING).when(lambda each: extend(each, reason=" ")).then_refused("16", code="plan-call-extension-without-reason")
    given(PlanCall).when(extend).then_refused("16", code="no-plan-call")


def test_calls_and_lists_of_a_year_have_one_place_each() -> None:
    assert plan_call_id(2026) == plan_call_id(2026) != plan_call_id(2027)
    assert mandatory_list_id(2026) != plan_call_id(2026)


def enter(mandatory: MandatoryList, *codes: str, year: int = 2026, authority: str = "示例生态环境局", document: str = "示例〔2026〕1号") -> None:
    mandatory_list.enter(
        mandatory, year=year, authority=authority, document=document, published_on=date(2026, 1, 20), credit_codes=codes, citation=CITED
    )


def test_a_mandatory_list_is_kept_with_normalised_codes() -> None:
    entered = given(MandatoryList).when(lambda each: enter(each, f" {CODE.lower()} "))
    mandatory = entered.then(
        MandatoryListEntered(year=2026, authority="示例生态环境局", document="示例〔2026〕1号", published_on=date(2026, 1, 20), credit_codes=(CODE,))
    )
    assert mandatory.naming([CODE], date(2026, 1, 20)) is not None
    assert mandatory.naming([CODE], date(2026, 1, 19)) is None
    assert mandatory.naming([OTHER_CODE], date(2026, 1, 20)) is None


def test_every_faulty_code_of_a_list_is_named_by_its_place() -> None:
    refused = given(MandatoryList).when(lambda each: enter(each, CODE, "x", CODE.lower(), "91350100M000100Y44")).then_refused("16")
    assert [(each.code, each.parameters["place"]) for each in refused.every] == [
        ("mandatory-list-code", 2),
        ("mandatory-list-code-twice", 3),
        ("mandatory-list-code", 4),
    ]


def test_a_list_says_who_published_it_and_is_not_empty() -> None:
    given(MandatoryList).when(enter).then_refused("16", code="mandatory-list-empty")
    given(MandatoryList).when(lambda each: enter(each, CODE, document=" ")).then_refused("16", code="mandatory-list-source")
    given(MandatoryList).when(lambda each: enter(each, CODE, year=2025)).then_refused("16", code="mandatory-list-year")


ENTRIES = tuple(ListEntry(subject_id=each, subject_version=2, name="示例", credit_code=CODE, district="440305") for each in (CASE_ID, OTHER_CASE_ID))


def test_a_batch_is_frozen_with_a_digest_over_its_plans() -> None:
    digest = batch_digest("440305", "1号", ENTRIES)
    given(PlanBatch).when(lambda each: plan_batch.report(each, district="440305", number="1号", entries=ENTRIES)).then(
        BatchReported(district="440305", number="1号", cases=ENTRIES, digest=digest)
    )
    moved = (msgspec.structs.replace(ENTRIES[0], subject_version=3), ENTRIES[1])
    assert len({digest, batch_digest("440306", "1号", ENTRIES), batch_digest("440305", "2号", ENTRIES), batch_digest("440305", "1号", moved)}) == 4


@pytest.mark.parametrize(
    ("number", "cases", "code"),
    [(" ", (CASE_ID,), "batch-number-missing"), ("1号", (), "batch-empty"), ("1号", (CASE_ID, CASE_ID), "case-twice-in-batch")],
)
def test_a_batch_that_cannot_be_frozen_is_refused(number: str, cases: tuple[UUID, ...], code: str) -> None:
    given(PlanBatch).when(lambda each: plan_batch.check_batch(each, number=number, case_ids=cases, citation=CITED)).then_refused("16", code=code)


def test_a_reported_batch_is_never_reported_again() -> None:
    frozen = BatchReported(district="440305", number="1号", cases=ENTRIES, digest="0" * 64)
    given(PlanBatch, frozen).when(lambda each: plan_batch.check_batch(each, number="2号", case_ids=(CASE_ID,), citation=CITED)).then_refused(
        "16", code="batch-already-reported"
    )
