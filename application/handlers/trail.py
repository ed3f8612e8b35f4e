"""轨迹的办理: exports and erasures of the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.casework import handles
from application.commands.trail import (
    ApproveErasure,
    ApproveExport,
    CancelExport,
    DeclineExport,
    FetchExport,
    ProposeErasure,
    RecordErasure,
    RecordExport,
    RecordExportFailure,
    RequestExport,
)
from domain.trail import exporting
from domain.trail.log_entry import LogEntry

if TYPE_CHECKING:
    from uuid import UUID

    from application.work import Work


@handles(RequestExport)
def request_export(command: RequestExport, work: Work) -> UUID:
    """导出申请."""
    entry = work.new(LogEntry)
    exporting.request_export(entry, portion=command.portion, profile=command.profile, basis=command.basis, recipient=command.recipient)
    return entry.id


@handles(ApproveExport)
def approve_export(command: ApproveExport, work: Work) -> None:
    """导出批准."""
    exporting.approve_export(work.get(LogEntry, command.export_id), person=work.actor.person, note=command.note)


@handles(DeclineExport)
def decline_export(command: DeclineExport, work: Work) -> None:
    """导出驳回."""
    exporting.decline_export(work.get(LogEntry, command.export_id), reason=command.reason)


@handles(RecordExport)
def record_export(command: RecordExport, work: Work) -> None:
    """审计轨迹导出."""
    entry = work.get(LogEntry, command.export_id)
    exporting.record_export(entry, size=command.size, events=command.events, package_digest=command.package_digest)


@handles(CancelExport)
def cancel_export(command: CancelExport, work: Work) -> None:
    """导出撤回."""
    exporting.cancel_export(work.get(LogEntry, command.export_id), person=work.actor.person)


@handles(RecordExportFailure)
def record_export_failure(command: RecordExportFailure, work: Work) -> None:
    """导出未成."""
    exporting.record_failure(work.get(LogEntry, command.export_id), cause=command.cause)


@handles(FetchExport)
def fetch_export(command: FetchExport, work: Work) -> None:
    """导出领取."""
    exporting.fetch_export(work.get(LogEntry, command.export_id))


@handles(ProposeErasure)
def propose_erasure(command: ProposeErasure, work: Work) -> UUID:
    """删除申请."""
    entry = work.new(LogEntry)
    exporting.propose_erasure(entry, events=command.events, field_class=command.field_class, restrict_only=command.restrict_only, basis=command.basis)
    return entry.id


@handles(ApproveErasure)
def approve_erasure(command: ApproveErasure, work: Work) -> None:
    """删除同意."""
    exporting.approve_erasure(work.get(LogEntry, command.erasure_id), person=work.actor.person)


@handles(RecordErasure)
def record_erasure(command: RecordErasure, work: Work) -> None:
    """删除登记."""
    entry = work.get(LogEntry, command.erasure_id)
    exporting.record_erasure(entry, removed=command.removed, backups_end_on=command.backups_end_on)
