"""导出与删除的决定: who asks does not approve; nothing leaves the house unapproved; an erasure takes two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.fact import FieldClass
from domain.law.refusal import Refusal, Refused, refuse
from domain.trail.events import (
    DisclosureErased,
    DisclosureRestricted,
    ErasureApproved,
    ErasureProposed,
    ExportApproved,
    ExportCancelled,
    ExportDeclined,
    Exported,
    ExportFailed,
    ExportFetched,
    ExportRequested,
    Portion,
    Removed,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from domain.trail.log_entry import LogEntry

MODES = ("full", "range", "case")
PROFILES = ("regulator", "auditor", "enterprise", "public")
NEEDED = 2
"""Approvers of an erasure, whoever asked for it not counted (a rule of this record, not of the law)."""
CAUSES = ("nothing-there", "record-broken")
"""Why a package could not be made."""
ERASABLE = (FieldClass.BUSINESS_SECRET, FieldClass.PERSONAL)

BASIS_MISSING = Refusal("basis-missing", "没有写明依据。", "请写明法律依据和用途。")
RECIPIENT_MISSING = Refusal("recipient-missing", "没有写明接收人。", "请写明由谁接收。")
PORTION_UNCLEAR = Refusal(
    "export-portion-unclear", "导出范围不清楚。", "全部导出不带范围；按案件导出须指明案件；按区间导出须指明起止序号，起不大于止。"
)
PROFILE_UNKNOWN = Refusal("recipient-profile-unknown", "没有“{profile}”这类接收人。", "请从监管、审计、企业、公众四类中选择。")
EXPORT_NOT_OPEN = Refusal("export-not-open", "该导出申请已经办结或不存在。", "请重新提出申请。")
EXPORT_NOT_APPROVED = Refusal("export-not-approved", "该导出申请尚未批准。", "请等待市工信局批准。")
ASKED_AND_APPROVED = Refusal("asked-and-approved-by-one", "申请人不能批准自己的申请。", "请由另一人批准。")
NOT_ASKED_BY_YOU = Refusal("export-asked-by-another", "该导出申请由他人提出。", "请由申请人撤回。")
NOTHING_TO_FETCH = Refusal("nothing-to-fetch", "数据包尚未生成。", "请稍后再领取。")
ERASURE_UNCLEAR = Refusal("erasure-unclear", "没有指明要删除的事项。", "请指明事件和可删除的密级（商业秘密、个人信息）。")
ERASURE_NOT_OPEN = Refusal("erasure-not-open", "该删除申请已经办结或不存在。", "请重新提出申请。")
APPROVED_TWICE_BY_ONE = Refusal("approved-twice-by-one", "同一人不能同意两次。", "请由另一人同意。")
ERASURE_NEEDS_TWO = Refusal("erasure-needs-two", "删除须由两人同意，现有 {found} 人。", "请由另一名复核人同意。")


def request_export(entry: LogEntry, *, portion: Portion, profile: str, basis: str, recipient: str) -> None:
    """导出申请: says which part, for whose eyes, on what basis, for whom."""
    refuse(request_faults(portion, profile, basis, recipient))
    entry.record(ExportRequested(portion=portion, profile=profile, basis=basis.strip(), recipient=recipient.strip()))


def approve_export(entry: LogEntry, *, person: str, note: str) -> None:
    """导出批准: not by who asked."""
    _open_export(entry)
    if person == entry.asked_by:
        raise ASKED_AND_APPROVED(None)
    entry.record(ExportApproved(note=note.strip()))


def decline_export(entry: LogEntry, *, reason: str) -> None:
    """导出驳回: with a reason."""
    _open_export(entry)
    if not reason.strip():
        raise BASIS_MISSING(field="reason")
    entry.record(ExportDeclined(reason=reason.strip()))


def record_export(entry: LogEntry, *, size: int, events: int, package_digest: str) -> None:
    """审计轨迹导出: only of what was asked and approved, once."""
    request = approved_export(entry)
    entry.record(
        Exported(
            portion=request.portion,
            profile=request.profile,
            basis=request.basis,
            recipient=request.recipient,
            size=size,
            events=events,
            package_digest=package_digest,
        )
    )


def approved_export(entry: LogEntry) -> ExportRequested:
    """The request that was approved and not carried out yet. Raises Refused."""
    if entry.request is None or _over(entry):
        raise EXPORT_NOT_OPEN(None)
    if not entry.approvers:
        raise EXPORT_NOT_APPROVED(None)
    return entry.request


def cancel_export(entry: LogEntry, *, person: str) -> None:
    """导出撤回: by who asked, while no package was made."""
    if entry.request is None or _over(entry):
        raise EXPORT_NOT_OPEN(None)
    if person != entry.asked_by:
        raise NOT_ASKED_BY_YOU(None)
    entry.record(ExportCancelled())


def record_failure(entry: LogEntry, *, cause: str) -> None:
    """导出未成: of what was approved; ``cause`` is one of ``CAUSES``."""
    approved_export(entry)
    if cause not in CAUSES:
        raise ValueError(f"{cause} is no cause")
    entry.record(ExportFailed(cause=cause))


def fetch_export(entry: LogEntry) -> None:
    """导出领取: every time it is taken away."""
    if entry.package_digest is None:
        raise NOTHING_TO_FETCH(None)
    entry.record(ExportFetched(package_digest=entry.package_digest))


def propose_erasure(entry: LogEntry, *, events: tuple[str, ...], field_class: str, restrict_only: bool, basis: str) -> None:
    """删除申请: names events and class; what is open or official stays for ever."""
    if not events or field_class not in ERASABLE:
        raise ERASURE_UNCLEAR(field="events" if not events else "field_class")
    if not basis.strip():
        raise BASIS_MISSING(field="basis")
    entry.record(ErasureProposed(events=events, field_class=field_class, restrict_only=restrict_only, basis=basis.strip()))


def approve_erasure(entry: LogEntry, *, person: str) -> None:
    """删除同意: two of them, and neither is who asked."""
    if entry.erasure is None or entry.closed:
        raise ERASURE_NOT_OPEN(None)
    if person == entry.asked_by:
        raise ASKED_AND_APPROVED(None)
    if person in entry.approvers:
        raise APPROVED_TWICE_BY_ONE(None)
    entry.record(ErasureApproved())


def record_erasure(entry: LogEntry, *, removed: tuple[Removed, ...], backups_end_on: datetime | None) -> None:
    """披露件删除 or 披露件限制: after two agreed, with the counts of every store."""
    proposed = approved_erasure(entry)
    first, second, *_ = entry.approvers
    if proposed.restrict_only:
        entry.record(
            DisclosureRestricted(events=proposed.events, field_class=proposed.field_class, approvers=(first, second), basis=str(proposed.basis))
        )
        return
    entry.record(
        DisclosureErased(
            events=proposed.events,
            field_class=proposed.field_class,
            approvers=(first, second),
            basis=str(proposed.basis),
            removed=removed,
            backups_end_on=backups_end_on,
        )
    )


def approved_erasure(entry: LogEntry) -> ErasureProposed:
    """The erasure two people agreed to. Raises Refused."""
    if entry.erasure is None or entry.closed:
        raise ERASURE_NOT_OPEN(None)
    if len(entry.approvers) < NEEDED:
        raise ERASURE_NEEDS_TWO(found=len(entry.approvers))
    return entry.erasure


def _open_export(entry: LogEntry) -> None:
    if entry.request is None or entry.approvers or _over(entry):
        raise EXPORT_NOT_OPEN(None)


def _over(entry: LogEntry) -> bool:
    """Nothing more can come of the request."""
    return entry.declined or entry.cancelled or entry.failed or entry.package_digest is not None


def request_faults(portion: Portion, profile: str, basis: str, recipient: str) -> Iterator[Refused]:
    """Everything that is wrong with a request, field by field."""
    first, last = portion.first, portion.last
    clear = {
        "full": portion.case_id is None and first is None and last is None,
        "case": portion.case_id is not None and first is None and last is None,
        "range": portion.case_id is None and first is not None and last is not None and 0 <= first <= last,
    }
    if not clear.get(portion.mode, False):
        yield PORTION_UNCLEAR(field="portion")
    if profile not in PROFILES:
        yield PROFILE_UNKNOWN(field="profile", profile=profile)
    if not basis.strip():
        yield BASIS_MISSING(field="basis")
    if not recipient.strip():
        yield RECIPIENT_MISSING(field="recipient")
