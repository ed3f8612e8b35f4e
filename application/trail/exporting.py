"""导出办理: a request on record, approved by another; then the package, then its own leaf on record after the checkpoint it uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from application.commands.trail import ApproveExport, RecordExport, RequestExport
from application.outcome import NotFoundError
from application.trail.package.export import Export
from application.work import Work
from domain.trail import exporting
from domain.trail.log_entry import LogEntry

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from application.trail.package.export import Made
    from application.trail.sealing import Sealing
    from domain.fact import Capacity
    from domain.trail.events import Portion


class Asked(NamedTuple):
    """导出申请: what is asked for."""

    portion: Portion
    profile: str
    basis: str
    recipient: str


def ask_and_approve(sealing: Sealing, asked: Asked, *, asking: Capacity, approving: Capacity) -> UUID:
    """Put a request and its approval on record; returns the export's id. Raises Refused or NotAllowedError."""
    casework = sealing.casework
    request = RequestExport(portion=asked.portion, profile=asked.profile, basis=asked.basis, recipient=asked.recipient)
    export_id = casework.handle(request, asking).created
    if export_id is None:
        raise RuntimeError("a request creates an export")
    casework.handle(ApproveExport(export_id=export_id), approving)
    return export_id


def carry_out(sealing: Sealing, export_id: UUID, out: Path, *, acting: Capacity) -> Made:
    """Make the package of an approved request upon a fresh checkpoint and put it on record.

    Raises Refused where it is not approved or made already, NotFoundError, KeyFileError, InconsistentTreeError,
    BrokenRecordError, NothingToExportError, FileExistsError.
    """
    entry = Work(sealing.casework).find(LogEntry, export_id)
    if entry is None:
        raise NotFoundError(str(export_id))
    request = exporting.approved_export(entry)
    checkpoint = sealing.seal().checkpoint
    key = str(sealing.signer.key().verifier)
    made = Export(sealing.log, checkpoint, request.portion, request.profile, key).write(out)
    recorded = RecordExport(export_id=export_id, size=made.size, events=made.events, package_digest=made.package_digest)
    sealing.casework.handle(recorded, acting)
    return made
