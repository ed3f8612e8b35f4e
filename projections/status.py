"""状况: where each read model stands, for people, for readiness and for the pages that say how far behind they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import inspect

from projections.building import NEXT, fits
from projections.positions import POSITIONS, positions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from projections.projection import Projection


class Status(NamedTuple):
    """状况: one read model."""

    name: str
    version: int
    position: int
    head: int
    """Last position of the log."""
    state: str
    """``running``; ``stopped`` at an event; ``outdated`` while the build of a changed one is not live; ``missing``."""
    building: int | None = None
    """Position of the build beside it, where there is one."""
    fault_event: str | None = None
    """Topic and id of the event it stopped at."""
    fault: str | None = None
    """Kind of the error."""

    @property
    def lag(self) -> int:
        """Events not folded in yet."""
        return self.head - self.position


def statuses(connection: Connection, projections: Iterable[Projection], head: int) -> list[Status]:
    """Where these read models stand, in their order; all are missing where the database has no tables about them."""
    known = positions(connection) if inspect(connection).has_table(POSITIONS.name) else {}
    found = []
    for projection in projections:
        live, built = known.get(projection.name), known.get(projection.name + NEXT)
        if live is None:
            found.append(Status(projection.name, projection.version, 0, head, "missing"))
            continue
        stopped = next((each for each in (live, built) if each is not None and each.stopped), None)
        state = "stopped" if stopped else "running" if fits(live, projection) else "outdated"
        found.append(
            Status(
                name=projection.name,
                version=live.version,
                position=live.position,
                head=head,
                state=state,
                building=built.position if built else None,
                fault_event=stopped.fault_event if stopped else None,
                fault=stopped.fault if stopped else None,
            )
        )
    return found
