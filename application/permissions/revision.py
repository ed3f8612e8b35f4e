"""谁办理终稿: the enterprise's signer or its consultancy hands in, the bureau reviews and extends, the clock records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.commands.revision import (
    ExtendRevision,
    LapseRevision,
    RecalculateRevisionDeadline,
    RemindOfRevision,
    RequestExtension,
    ReturnRevision,
    ReviewRevision,
    SubmitRevision,
)
from application.permissions.predicates import any_of, bureau, bureau_officer, mandated, own_case, own_case_signer, system_cli, system_clock

if TYPE_CHECKING:
    from application.permissions.predicates import Permissions

PERMISSIONS: Permissions = {
    SubmitRevision: any_of(own_case_signer, mandated),
    ReviewRevision: any_of(bureau_officer),
    ReturnRevision: any_of(bureau_officer),
    RequestExtension: any_of(own_case, mandated),
    ExtendRevision: any_of(bureau),
    LapseRevision: any_of(system_clock),
    RemindOfRevision: any_of(system_clock),
    RecalculateRevisionDeadline: any_of(system_clock, system_cli, bureau_officer),
}
