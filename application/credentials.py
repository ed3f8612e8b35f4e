"""凭证: what lets somebody stay signed in: sessions of browsers, tokens of programs. Both are random secrets of which only a hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from sqlalchemy import insert, select, update

from application.store.identity_tables import ACCOUNTS, SESSIONS, TOKENS
from application.trail.profile import instant
from domain.fact import Capacity

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, Row

    from application.clock import Clock

IDLE = timedelta(minutes=60)
"""A session nobody used for so long has ended."""
LONGEST = timedelta(hours=12)
"""A session ends after a working day, used or not."""
SEEN_EVERY = timedelta(minutes=1)
"""How exactly a session's last use is kept: not every request writes."""
SECRET_BYTES = 32
TOKEN_PREFIX = "qj_"


class Session(NamedTuple):
    """会话: one browser, signed in as one capacity."""

    digest: bytes
    capacity: Capacity
    content: dict[str, Any]
    """What pages keep between requests."""


class Credentials:
    """凭证: opens, finds and ends sessions and tokens."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    # --------------------------------------------------------------------------------------------------------- sessions

    def open_session(self, capacity: Capacity, content: dict[str, Any]) -> str:
        """Open a session; returns its secret, which is kept nowhere here."""
        secret = secrets.token_urlsafe(SECRET_BYTES)
        now = instant(self._clock.now())
        row = {"digest": _digest(secret), **_owned(capacity), "content": _text(content), "created_at": now, "seen_at": now}
        with self._engine.begin() as connection:
            connection.execute(insert(SESSIONS).values(row))
        return secret

    def session(self, secret: str) -> Session | None:
        """The session behind a secret; none where it ended, idled out, grew too old or its account was closed."""
        now = self._clock.now()
        with self._reading() as connection:
            row = connection.execute(select(SESSIONS).where(SESSIONS.c.digest == _digest(secret), SESSIONS.c.ended_at.is_(None))).one_or_none()
            if row is None or row.seen_at < instant(now - IDLE) or row.created_at < instant(now - LONGEST) or not _is_open(connection, row):
                return None
        if row.seen_at < instant(now - SEEN_EVERY):
            with self._engine.begin() as connection:
                connection.execute(update(SESSIONS).where(SESSIONS.c.digest == row.digest).values(seen_at=instant(now)))
        return Session(bytes(row.digest), msgspec.json.decode(row.capacity, type=Capacity), msgspec.json.decode(row.content))

    def keep(self, session: Session, content: dict[str, Any]) -> None:
        """Keep what a page wants to find again."""
        with self._engine.begin() as connection:
            connection.execute(update(SESSIONS).where(SESSIONS.c.digest == session.digest).values(content=_text(content)))

    def end_session(self, session: Session) -> None:
        """End a session for good; its secret opens nothing any more."""
        with self._engine.begin() as connection:
            connection.execute(update(SESSIONS).where(SESSIONS.c.digest == session.digest).values(ended_at=instant(self._clock.now())))

    # ----------------------------------------------------------------------------------------------------------- tokens

    def issue_token(self, capacity: Capacity, label: str, lifetime: timedelta) -> str:
        """Issue a token for one capacity; returns its secret, shown once."""
        secret = TOKEN_PREFIX + secrets.token_urlsafe(SECRET_BYTES)
        now = self._clock.now()
        row = {"digest": _digest(secret), **_owned(capacity), "label": label, "created_at": instant(now), "expires_at": instant(now + lifetime)}
        with self._engine.begin() as connection:
            connection.execute(insert(TOKENS).values(row))
        return secret

    def bearer(self, secret: str) -> Capacity | None:
        """The capacity a token stands for; none where it is unknown, ended, expired or its account was closed."""
        with self._reading() as connection:
            row = connection.execute(select(TOKENS).where(TOKENS.c.digest == _digest(secret), TOKENS.c.ended_at.is_(None))).one_or_none()
            if row is None or row.expires_at <= instant(self._clock.now()) or not _is_open(connection, row):
                return None
        return msgspec.json.decode(row.capacity, type=Capacity)

    def end_token(self, secret: str) -> None:
        """Withdraw a token."""
        with self._engine.begin() as connection:
            connection.execute(update(TOKENS).where(TOKENS.c.digest == _digest(secret)).values(ended_at=instant(self._clock.now())))

    def _reading(self) -> Connection:
        return self._engine.connect().execution_options(read_only=True)


def _is_open(connection: Connection, row: Row[Any]) -> bool:
    """Whether the person still has an enabled account."""
    return connection.execute(select(ACCOUNTS.c.login).where(ACCOUNTS.c.person == row.person, ACCOUNTS.c.disabled_at.is_(None))).first() is not None


def _owned(capacity: Capacity) -> dict[str, str]:
    return {"person": capacity.person, "capacity": msgspec.json.encode(capacity).decode()}


def _text(content: dict[str, Any]) -> str:
    return msgspec.json.encode(content).decode()


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode(errors="replace")).digest()
