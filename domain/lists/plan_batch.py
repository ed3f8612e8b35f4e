"""汇总上报批次: what a district reported to the bureau, frozen with a digest (R2025 16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from domain.aggregate import Aggregate
from domain.law.law_file import content_digest
from domain.law.refusal import Refusal
from domain.lists.events import BatchReported

if TYPE_CHECKING:
    from uuid import UUID

    from domain.fact import Stamp
    from domain.law.citation import Citation
    from domain.lists.events import ListEntry

BATCH_REPORTED = Refusal("batch-already-reported", "批次 {number} 已经上报，内容已固定。", "请将其余计划编入新的批次。")
BATCH_EMPTY = Refusal("batch-empty", "批次没有计划。", "请选择已审核通过的计划。")
BATCH_NUMBER_MISSING = Refusal("batch-number-missing", "批次编号未填写。", "请填写上报文件的编号。")
CASE_TWICE = Refusal("case-twice-in-batch", "同一计划在批次中出现两次。", "请删除重复的计划。")


class BatchPlace(NamedTuple):
    """批次位置: what each plan of a batch keeps of it."""

    batch_id: UUID
    number: str
    digest: str


class PlanBatch(Aggregate):
    """汇总上报批次: reported once and never changed."""

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(aggregate_id)
        self.reported: BatchReported | None = None


def batch_digest(district: str, number: str, entries: tuple[ListEntry, ...]) -> str:
    """SHA-256 in hex over district, number and entries, in the order reported."""
    cases = [
        {"case": str(each.subject_id), "version": each.subject_version, "name": each.name, "credit_code": each.credit_code, "district": each.district}
        for each in entries
    ]
    return content_digest({"district": district, "number": number, "cases": cases})


def check_batch(batch: PlanBatch, *, number: str, case_ids: tuple[UUID, ...], citation: Citation) -> None:
    """Refuse a batch that cannot be frozen, before the first case of it is touched."""
    if batch.reported is not None:
        raise BATCH_REPORTED(citation, number=batch.reported.number)
    if not number.strip():
        raise BATCH_NUMBER_MISSING(citation, field="number")
    if not case_ids:
        raise BATCH_EMPTY(citation, field="case_ids")
    if len(set(case_ids)) < len(case_ids):
        raise CASE_TWICE(citation, field="case_ids")


def report(batch: PlanBatch, *, district: str, number: str, entries: tuple[ListEntry, ...]) -> None:
    """汇总上报: freeze the batch; ``check_batch`` came before and each case was reported with this batch's digest."""
    digest = batch_digest(district, number, entries)
    batch.record(BatchReported(district=district, number=number, cases=entries, digest=digest))


@PlanBatch.evolves(BatchReported)
def _reported(batch: PlanBatch, fact: BatchReported, stamp: Stamp) -> None:
    batch.reported = fact
