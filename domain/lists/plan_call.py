"""计划征集: the bureau's calls for plans, one aggregate for a calendar year with its batches (R2025 13, 16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID, uuid5

from domain.aggregate import Aggregate
from domain.law.refusal import Refusal, refuse
from domain.lists.events import PlanCallExtended, PlanCallOpened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from domain.fact import Stamp
    from domain.law.citation import Citation
    from domain.law.refusal import Refused

PLAN_CALLS = UUID("1f03fe7f-3676-4f01-8160-d7882c6bb5da")

CALL_ENDS_BEFORE_START = Refusal("plan-call-ends-before-start", "截止日期 {closes_on} 早于开始日期 {opens_on}。", "请核对征集的起止日期。")
CALL_OF_ANOTHER_YEAR = Refusal("plan-call-of-another-year", "征集的开始日期 {opens_on} 不在 {year} 年内。", "请核对年度和日期。")
CALL_OUT_OF_TURN = Refusal("plan-call-batch-out-of-turn", "{year} 年的下一批次应为第 {expected} 批，现为第 {batch} 批。", "请核对批次。")
CALLS_OVERLAP = Refusal("plan-calls-overlap", "上一批次至 {closes_on} 才截止。", "请将开始日期定在上一批次截止之后。")
NO_CALL = Refusal("no-plan-call", "{year} 年尚未发布计划征集。", "请先发布征集。")
CALL_NOT_EXTENDED = Refusal("plan-call-not-extended", "新的截止日期 {closes_on} 不晚于现在的 {known}。", "延长征集须晚于原截止日期。")
EXTENSION_WITHOUT_REASON = Refusal("plan-call-extension-without-reason", "延长征集须写明理由。", "请写明理由。")


class Batch(NamedTuple):
    """批次: one call within the year."""

    number: int
    opens_on: date
    closes_on: date

    def open_on(self, day: date) -> bool:
        """Whether plans are taken on that day; both ends count."""
        return self.opens_on <= day <= self.closes_on


class PlanCall(Aggregate):
    """计划征集: all batches of one calendar year."""

    year: int

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(aggregate_id)
        self.batches: tuple[Batch, ...] = ()

    def batch_open_on(self, day: date) -> Batch | None:
        """The batch that takes plans on a day."""
        return next((each for each in self.batches if each.open_on(day)), None)


def plan_call_id(year: int) -> UUID:
    """Id of the calls of a calendar year: two openings of one year meet in one place."""
    return uuid5(PLAN_CALLS, str(year))


def open_call(call: PlanCall, *, year: int, batch: int, opens_on: date, closes_on: date, citation: Citation) -> None:
    """发布计划征集: batches follow one another and do not overlap. The day may lie in the past for a call published elsewhere."""
    refuse(_faults(call, year, batch, opens_on, closes_on, citation))
    call.record(PlanCallOpened(year=year, batch=batch, opens_on=opens_on, closes_on=closes_on))


def extend_call(call: PlanCall, *, year: int, closes_on: date, reason: str, citation: Citation) -> None:
    """延长计划征集: the last batch of the year closes later, also after it was closed."""
    if not call.batches:
        raise NO_CALL(citation, year=year)
    if not reason.strip():
        raise EXTENSION_WITHOUT_REASON(citation, field="reason")
    known = call.batches[-1].closes_on
    if closes_on <= known:
        raise CALL_NOT_EXTENDED(citation, field="closes_on", closes_on=closes_on, known=known)
    call.record(PlanCallExtended(closes_on=closes_on, reason=reason.strip()))


def _faults(call: PlanCall, year: int, batch: int, opens_on: date, closes_on: date, citation: Citation) -> Iterator[Refused]:
    if closes_on < opens_on:
        yield CALL_ENDS_BEFORE_START(citation, field="closes_on", opens_on=opens_on, closes_on=closes_on)
    if opens_on.year != year:
        yield CALL_OF_ANOTHER_YEAR(citation, field="opens_on", opens_on=opens_on, year=year)
    if batch != len(call.batches) + 1:
        yield CALL_OUT_OF_TURN(citation, field="batch", year=year, expected=len(call.batches) + 1, batch=batch)
    if call.batches and opens_on <= call.batches[-1].closes_on:
        yield CALLS_OVERLAP(citation, field="opens_on", closes_on=call.batches[-1].closes_on)


@PlanCall.evolves(PlanCallOpened)
def _opened(call: PlanCall, fact: PlanCallOpened, stamp: Stamp) -> None:
    call.year = fact.year
    call.batches = (*call.batches, Batch(fact.batch, fact.opens_on, fact.closes_on))


@PlanCall.evolves(PlanCallExtended)
def _extended(call: PlanCall, fact: PlanCallExtended, stamp: Stamp) -> None:
    call.batches = (*call.batches[:-1], call.batches[-1]._replace(closes_on=fact.closes_on))
