"""谁办理轨迹: regulators and the bureau ask, another of the bureau approves; the machine makes and records, and approves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
from application.permissions.predicates import any_of, bureau, bureau_approver, bureau_officer, system_cli, system_clock
from domain.trail.log_entry import LogEntry

if TYPE_CHECKING:
    from application.permissions.predicates import Permissions
    from application.work import Work
    from domain.fact import Capacity


def regulator_or_auditor(actor: Capacity, _command: object, _work: Work) -> bool:
    """监管或审计机关."""
    return actor.role in {"regulator", "auditor"}


def auditor(actor: Capacity, _command: object, _work: Work) -> bool:
    """审计机关."""
    return actor.role == "auditor"


def regulator_who_asked(actor: Capacity, command: Any, work: Work) -> bool:
    """提出该申请的监管人员."""
    if actor.role != "regulator":
        return False
    entry = work.find(LogEntry, command.export_id)
    return entry is not None and entry.asked_by == actor.person


PERMISSIONS: Permissions = {
    RequestExport: any_of(regulator_or_auditor, bureau, system_cli),
    ApproveExport: any_of(bureau_approver),
    DeclineExport: any_of(bureau_approver),
    RecordExport: any_of(system_cli, system_clock),
    CancelExport: any_of(regulator_or_auditor, bureau, system_cli),
    RecordExportFailure: any_of(system_cli, system_clock),
    FetchExport: any_of(regulator_who_asked, auditor, bureau, system_cli),
    ProposeErasure: any_of(bureau_officer),
    ApproveErasure: any_of(bureau_approver),
    RecordErasure: any_of(system_cli, system_clock),
}
