"""现场验收和终稿的路由."""

from __future__ import annotations

from application.commands.acceptance import AcceptCase, CorrectAcceptance, DeliverOpinion, DraftOpinion, SignOpinion
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
from web.api.route import on_case

ROUTES = (
    on_case("opinion", DraftOpinion),
    on_case("opinion-signature", SignOpinion),
    on_case("acceptance", AcceptCase),
    on_case("opinion-delivery", DeliverOpinion),
    on_case("acceptance-correction", CorrectAcceptance),
    on_case("revision", SubmitRevision),
    on_case("revision-review", ReviewRevision),
    on_case("revision-return", ReturnRevision),
    on_case("extension-request", RequestExtension),
    on_case("revision-extension", ExtendRevision),
    on_case("revision-lapse", LapseRevision),
    on_case("revision-reminder", RemindOfRevision),
    on_case("revision-recalculation", RecalculateRevisionDeadline),
)
