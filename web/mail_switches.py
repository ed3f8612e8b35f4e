"""邮件开关: which messages somebody in a role could get, and which of them the person wants."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from application.messages import BUREAU, CONSULTANCY, ENTERPRISE, EXPERT, MESSAGES, PANEL
from web.letters import ENTERPRISE_ROLES
from web.system import system

if TYPE_CHECKING:
    from domain.fact import Capacity

AUDIENCES = {
    "bureau-officer": (BUREAU,),
    "consultant": (CONSULTANCY,),
    "expert": (PANEL, EXPERT),
    **dict.fromkeys(ENTERPRISE_ROLES, (ENTERPRISE,)),
}
"""Role → as which it is told."""


class Switch(NamedTuple):
    """One kind of message."""

    kind: str
    wanted: bool


def switches(capacity: Capacity) -> list[Switch]:
    """The kinds this role is told of, in the order of a case; none where the role gets no mail."""
    told = AUDIENCES.get(capacity.role, ())
    unwanted = system().outbox.unwanted(capacity.person)
    kinds = dict.fromkeys(message.kind for message in MESSAGES.values() if set(message.audience).intersection(told))
    return [Switch(kind, kind not in unwanted) for kind in kinds]
