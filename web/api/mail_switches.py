"""邮件开关: each kind of message on or off, for whoever asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields

from application.outcome import NotFoundError
from web.auth import actor, policy
from web.mail_switches import switches
from web.schemas.rows import page_of
from web.system import system

if TYPE_CHECKING:
    from web.api.blueprint import StrictBlueprint


class MailSwitch(Schema):
    """One kind of message, and whether it is wanted by mail."""

    kind = fields.String()
    wanted = fields.Boolean()


def add_to(blueprint: StrictBlueprint) -> None:
    """Add the list, and on and off for one kind."""
    blueprint.read("/mail-switches", list_mail_switches, None, page_of(MailSwitch), topic="mail")
    for method, view in (("PUT", want_mail), ("DELETE", refuse_mail)):
        documented = blueprint.problems((401, 403, 404))(view)
        documented = blueprint.response(200, MailSwitch)(documented)
        documented = blueprint.doc(operationId=view.__name__)(documented)
        blueprint.route("/mail-switches/<kind>", methods=[method], endpoint=view.__name__, tags=["mail"])(documented)


@policy("signed-in")
def list_mail_switches() -> dict[str, Any]:
    """The kinds my role is told of."""
    found = [each._asdict() for each in switches(actor())]
    return {"items": found, "total": len(found), "limit": len(found), "offset": 0}


@policy("signed-in")
def want_mail(kind: str) -> dict[str, Any]:
    """Get this kind by mail."""
    return _switched(kind, wanted=True)


@policy("signed-in")
def refuse_mail(kind: str) -> dict[str, Any]:
    """Do not get this kind by mail."""
    return _switched(kind, wanted=False)


def _switched(kind: str, *, wanted: bool) -> dict[str, Any]:
    if kind not in {each.kind for each in switches(actor())}:
        raise NotFoundError(kind)
    system().outbox.want(actor().person, kind, wanted=wanted)
    return {"kind": kind, "wanted": wanted}
