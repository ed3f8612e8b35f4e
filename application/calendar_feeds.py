"""日历订阅: the secret address of a person's calendar. It opens that calendar alone, and can be taken back."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import insert, select, update

from application.store.identity_tables import ACCOUNTS
from application.store.message_tables import CALENDAR_FEEDS
from application.trail.profile import instant
from domain.fact import Capacity

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from application.clock import Clock

SECRET_BYTES = 32


class CalendarFeeds:
    """日历订阅: one address for each capacity of a person; only its hash is kept."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def open(self, capacity: Capacity) -> str:
        """Make a new secret, shown once; the one before it opens nothing any more."""
        secret, now = secrets.token_urlsafe(SECRET_BYTES), instant(self._clock.now())
        owned = msgspec.json.encode(capacity).decode()
        with self._engine.begin() as connection:
            standing = (CALENDAR_FEEDS.c.person == capacity.person, CALENDAR_FEEDS.c.capacity == owned, CALENDAR_FEEDS.c.ended_at.is_(None))
            connection.execute(update(CALENDAR_FEEDS).where(*standing).values(ended_at=now))
            row = {"digest": _digest(secret), "person": capacity.person, "capacity": owned, "created_at": now}
            connection.execute(insert(CALENDAR_FEEDS).values(row))
        return secret

    def capacity(self, secret: str) -> Capacity | None:
        """Whose calendar it is; none where the secret is unknown or taken back, or its person has no open account."""
        open_account = select(ACCOUNTS.c.login).where(ACCOUNTS.c.person == CALENDAR_FEEDS.c.person, ACCOUNTS.c.disabled_at.is_(None)).exists()
        wanted = select(CALENDAR_FEEDS.c.capacity).where(
            CALENDAR_FEEDS.c.digest == _digest(secret), CALENDAR_FEEDS.c.ended_at.is_(None), open_account
        )
        with self._engine.connect().execution_options(read_only=True) as connection:
            found = connection.execute(wanted).scalar()
        return None if found is None else msgspec.json.decode(found, type=Capacity)

    def close(self, person: str) -> None:
        """Take back every address of a person."""
        with self._engine.begin() as connection:
            standing = (CALENDAR_FEEDS.c.person == person, CALENDAR_FEEDS.c.ended_at.is_(None))
            connection.execute(update(CALENDAR_FEEDS).where(*standing).values(ended_at=instant(self._clock.now())))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
