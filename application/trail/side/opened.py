"""已披露事件: an event as a recipient may read it: open members, and of the protected ones those that were opened for the recipient."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from application.store.leaf_pages import Leaf

_OF_THE_STAMP = frozenset({"_sd", "_sd_alg", "by", "on", "rule_set", "rule_set_digest", "correlation_id", "causation_id", "backdated_because"})


class Opened(NamedTuple):
    """已披露事件: what side formats are made from."""

    at: int
    id: str
    type: str
    time: str
    on: str
    case_id: str
    case_version: int
    person: str
    role: str
    organisation: str | None
    rule_set: str
    members: dict[str, Any]
    """The fact's own members, those that may be seen."""

    @property
    def aggregate_id(self) -> str:
        """The aggregate that recorded it."""
        return self.id.rpartition("/")[0]

    @property
    def aggregate(self) -> str:
        """Kind of that aggregate: ``case`` of ``case.Planned``."""
        return self.type.partition(".")[0]


def opened(leaves: Iterable[Leaf], opens: Collection[str], restricted: Mapping[int, Collection[str]]) -> Iterator[Opened]:
    """The events of some leaves for somebody to whom these field classes are opened."""
    for leaf in leaves:
        yield _opened(leaf, [content for name, content in sorted(leaf.kept.items()) if name in opens and name not in restricted.get(leaf.at, ())])


def _opened(leaf: Leaf, disclosures: Iterable[bytes]) -> Opened:
    event: dict[str, Any] = orjson.loads(leaf.state)
    data, by = event["data"], event["data"]["by"]
    members = {name: value for name, value in data.items() if name not in _OF_THE_STAMP}
    for content in disclosures:
        for line in content.split(b"\n"):
            _, name, value = orjson.loads(line)
            members[name] = value
    return Opened(
        at=leaf.at,
        id=event["id"],
        type=event["type"],
        time=event["time"],
        on=data["on"],
        case_id=event["caseid"],
        case_version=event["casever"],
        person=event["actorid"],
        role=by["role"],
        organisation=by["organisation"],
        rule_set=data["rule_set"],
        members=members,
    )


def scalars(members: Mapping[str, Any]) -> Iterator[tuple[str, str | int | bool]]:
    """The members as attributes: what is a list or an object becomes JSON text; what is empty is left out."""
    for name, value in sorted(members.items()):
        if isinstance(value, str | int):
            yield name, value
        elif value is not None:
            yield name, orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
