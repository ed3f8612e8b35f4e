"""在案公钥: which key the record itself says is to sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
from sqlalchemy import select

from application.store.tables import EVENTS

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Engine


def key_on_record(engine: Engine, stream: UUID, end: int) -> str | None:
    """Line of the key that signs a checkpoint of ``end`` events: the one the log began with or the last it was changed to."""
    wanted = select(EVENTS.c.state).where(
        EVENTS.c.originator_id == stream, EVENTS.c.topic.in_(["trail.Genesis", "trail.KeyRotated"]), EVENTS.c.position <= end
    )
    with engine.connect().execution_options(read_only=True) as connection:
        state = connection.execute(wanted.order_by(EVENTS.c.originator_version.desc()).limit(1)).scalar()
    if state is None:
        return None
    data = orjson.loads(state)["data"]
    found: str = data.get("new_key") or data["verifier_key"]
    return found
