"""导出办理: a request on record, approved by another; then the package, then its own leaf on record after the checkpoint it uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from application.commands.trail import RecordExport, RequestExport
from application.outcome import NotFoundError
from application.trail.package.export import Export
from application.trail.package.extras import PLAIN
from application.work import Work
from domain.law.refusal import Refusal
from domain.trail import exporting
from domain.trail.log_entry import LogEntry

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from application.casework import Casework
    from application.trail.package.export import Made
    from application.trail.package.extras import Extras
    from application.trail.sealing import Sealing
    from domain.fact import Capacity
    from domain.trail.events import Portion


CASE_UNKNOWN = Refusal("export-case-unknown", "没有案号为“{number}”的案件。", "请核对案号。")
INDEX_UNCLEAR = Refusal("export-index-unclear", "“{text}”不是序号。", "请填写从 0 起的整数。")


class Asked(NamedTuple):
    """导出申请: what is asked for."""

    portion: Portion
    profile: str
    basis: str
    recipient: str


def ask(casework: Casework, asked: Asked, asking: Capacity) -> UUID:
    """Put a request on record; returns the export's id. Raises Refused or NotAllowedError."""
    request = RequestExport(portion=asked.portion, profile=asked.profile, basis=asked.basis, recipient=asked.recipient)
    export_id = casework.handle(request, asking).created
    if export_id is None:
        raise RuntimeError("a request creates an export")
    return export_id


def carry_out(sealing: Sealing, export_id: UUID, out: Path, *, acting: Capacity, extras: Extras = PLAIN) -> Made:
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
    made = Export(sealing.log, checkpoint, request.portion, request.profile, key, extras).write(out)
    recorded = RecordExport(export_id=export_id, size=made.size, events=made.events, package_digest=made.package_digest)
    sealing.casework.handle(recorded, acting)
    return made
