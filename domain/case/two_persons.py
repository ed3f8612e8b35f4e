"""双人办理: who proposed an act does not decide it. Persons are compared, not the capacities they act in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.law.refusal import Refusal

if TYPE_CHECKING:
    from domain.aggregate import Aggregate
    from domain.law.citation import Citation

PROPOSER_CANNOT_DECIDE = Refusal(
    "proposer-cannot-decide",
    "本事项由您提出，应由另一人决定。",
    "请由另一名复核人员办理；更换身份登录不算另一人。",
)


def acting_person(aggregate: Aggregate) -> str:
    """Opaque id of the person who decides now. An aggregate decides only under a stamp."""
    if aggregate.stamp is None:
        raise RuntimeError("nobody acts on this aggregate")
    return aggregate.stamp.by.person


def second_person_decides(aggregate: Aggregate, proposed_by: str, citation: Citation) -> None:
    """Refuse where the acting person is the one who proposed."""
    if acting_person(aggregate) == proposed_by:
        raise PROPOSER_CANNOT_DECIDE(citation)
