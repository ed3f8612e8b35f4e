"""服务平台回执: a receipt that became known later, and the lapse it undoes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from domain.case import platform
from domain.case.audit_case import AuditCase
from domain.case.events.audit import PlatformReceiptRecorded
from domain.case.events.grade import Withdrawn
from tests.examples.audit import RULES, receipt
from tests.examples.grading import accepted, lapsed
from tests.examples.plan import listed_plan, planned
from tests.examples.review import registered_case, submitted_case
from tests.scenario import given

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.case.events.audit import PlatformReceipt

ON = date(2026, 9, 30)


def recording(act: str, found: PlatformReceipt | None = None) -> Callable[[AuditCase], None]:
    return lambda case: platform.record_receipt(case, act, found or receipt(), rules=RULES, on=ON)


@pytest.mark.parametrize("act", ["registered", "submitted"])
def test_the_receipt_of_an_act_already_recorded_is_kept_beside_it(act: str) -> None:
    fact = PlatformReceiptRecorded(act=act, platform=receipt(), undid_lapse=False)
    assert given(AuditCase, *submitted_case()).when(recording(act), on=ON).then(fact).platform_receipts == {act: receipt()}


def test_there_is_no_receipt_for_an_act_that_was_not_done() -> None:
    given(AuditCase, *listed_plan()).when(recording("registered"), on=ON).then_refused("19", code="out-of-order")
    given(AuditCase, *registered_case()).when(recording("submitted"), on=ON).then_refused("19", code="out-of-order")
    given(AuditCase, *submitted_case()).when(recording("revised"), on=ON).then_refused("19", code="out-of-order")


def test_only_acts_of_the_platform_have_a_receipt() -> None:
    given(AuditCase, *submitted_case()).when(recording("accepted"), on=ON).then_refused("19", code="platform-act-unknown")


def test_the_same_receipt_is_recorded_once() -> None:
    history = (*registered_case(), PlatformReceiptRecorded(act="registered", platform=receipt(), undid_lapse=False))
    given(AuditCase, *history).when(recording("registered"), on=ON).then_refused("19", code="platform-receipt-known")


def test_a_closed_case_takes_no_receipt() -> None:
    given(AuditCase, planned(), Withdrawn(reason="停产")).when(recording("registered"), on=ON).then_refused("19", code="case-closed")


# The last day for final papers is 2 April 2026, until 24:00 in Shenzhen.
@pytest.mark.parametrize(
    ("received_at", "in_time"),
    [(datetime(2026, 4, 2, 15, 59, 59, tzinfo=UTC), True), (datetime(2026, 4, 2, 16, 0, tzinfo=UTC), False)],
)
def test_a_receipt_within_the_last_day_undoes_the_lapse(received_at: datetime, in_time: bool) -> None:  # noqa: FBT001  a row
    case = given(AuditCase, *registered_case(), accepted(), lapsed()).when(recording("revised", receipt(received_at=received_at)), on=ON)
    assert case.then_recorded(PlatformReceiptRecorded, undid_lapse=in_time).lapsed is not in_time


def test_before_any_lapse_there_is_nothing_to_undo() -> None:
    in_time = receipt(received_at=datetime(2026, 4, 1, 2, 0, tzinfo=UTC))
    case = given(AuditCase, *registered_case(), accepted()).when(recording("revised", in_time), on=ON)
    assert case.then_recorded(PlatformReceiptRecorded, undid_lapse=False).platform_receipts["revised"] == in_time
