"""谁办理现场验收: the panel's experts write and sign the opinion, the bureau fixes and delivers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.commands.acceptance import AcceptCase, CorrectAcceptance, DeliverOpinion, DraftOpinion, SignOpinion
from application.permissions.predicates import any_of, bureau, bureau_officer, panel_expert, seated_expert

if TYPE_CHECKING:
    from application.permissions.predicates import Permissions

PERMISSIONS: Permissions = {
    DraftOpinion: any_of(panel_expert, bureau_officer),
    SignOpinion: any_of(seated_expert),
    AcceptCase: any_of(bureau_officer),
    DeliverOpinion: any_of(bureau_officer),
    CorrectAcceptance: any_of(bureau),
}
