"""人员身份: who the opaque ids of the record are, and whether somebody is who they say they are.

Roles are events (``person.RoleGranted``); names, logins and passwords are rows here, which can be changed and deleted.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import argon2
from sqlalchemy import delete, func, insert, select, update

from application.store.identity_tables import ACCOUNTS, DIRECTORY, SESSIONS, SIGN_IN_ATTEMPTS, TOKENS
from application.trail.profile import instant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Engine, Table

    from application.clock import Clock

WINDOW = timedelta(minutes=15)
"""How far back failed attempts are counted."""
ATTEMPTS_FROM_ONE_PLACE = 5
"""Attempts at one login from one address within the window; few, for they are guesses."""
ATTEMPTS_AT_ONE_LOGIN = 50
"""Attempts at one login from anywhere: more than from one place, so that a stranger cannot easily lock somebody out."""
ATTEMPTS_OF_ONE_ADDRESS = 100
"""Attempts from one address at any login: an office shares its address."""
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256
"""Characters; more would let strangers keep the hash busy."""


class SignInFailedError(PermissionError):
    """Login or password is wrong, or the account is disabled: one answer for all three."""


class TooManyAttemptsError(PermissionError):
    """So many attempts failed that no further one is looked at for a while."""


class PersonTakenError(ValueError):
    """The login belongs to somebody already."""


class UnfitPasswordError(ValueError):
    """The password is too short or too long."""


class Entry(NamedTuple):
    """目录条目: a person of the directory."""

    person: str
    name: str
    phone: str | None = None
    mail: str | None = None


class Identity:
    """人员身份: directory and accounts."""

    def __init__(self, engine: Engine, clock: Clock, hasher: argon2.PasswordHasher | None = None) -> None:
        self._engine = engine
        self._clock = clock
        self._hasher = hasher or argon2.PasswordHasher()

    # -------------------------------------------------------------------------------------------------------- directory

    def enter(self, entries: Iterable[Entry]) -> None:
        """Enter people in the directory; a person who is there already gets the new name."""
        rows = [entry._asdict() for entry in entries]
        if not rows:
            return
        with self._engine.begin() as connection:
            for row in rows:
                if connection.execute(update(DIRECTORY).where(DIRECTORY.c.person == row["person"]).values(row)).rowcount == 0:
                    connection.execute(insert(DIRECTORY).values(row))

    def mail_of(self, person: str) -> str | None:
        """The address of a person, where the directory has one."""
        with self._reading() as connection:
            return connection.execute(select(DIRECTORY.c.mail).where(DIRECTORY.c.person == person)).scalar()

    def names(self, persons: Iterable[str]) -> dict[str, str]:
        """Person → name, for those the directory knows."""
        asked = sorted(set(persons))
        if not asked:
            return {}
        with self._reading() as connection:
            return {row.person: row.name for row in connection.execute(select(DIRECTORY).where(DIRECTORY.c.person.in_(asked)))}

    # --------------------------------------------------------------------------------------------------------- accounts

    def open_account(self, login: str, person: str, password: str | None = None) -> None:
        """Let a person sign in. Without a password that is possible in a demo only.

        Raises PersonTakenError, UnfitPasswordError.
        """
        row = {
            "login": normal(login),
            "person": person,
            "password_hash": None if password is None else self._hash(password),
            "created_at": instant(self._clock.now()),
        }
        with self._engine.begin() as connection:
            if connection.execute(select(ACCOUNTS.c.person).where(ACCOUNTS.c.login == row["login"])).first():
                raise PersonTakenError(login)
            connection.execute(insert(ACCOUNTS).values(row))

    def set_password(self, login: str, password: str) -> None:
        """Give an account another password and end the person's sessions. Raises LookupError, UnfitPasswordError."""
        person = self.person_of(login)
        if person is None:
            raise LookupError(login)
        with self._engine.begin() as connection:
            connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.login == normal(login)).values(password_hash=self._hash(password)))
            _end_all(connection, person, instant(self._clock.now()), SESSIONS)

    def disable(self, login: str) -> None:
        """Close an account: its person's sessions and tokens end with it. Raises LookupError."""
        person = self.person_of(login)
        if person is None:
            raise LookupError(login)
        now = instant(self._clock.now())
        with self._engine.begin() as connection:
            connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.login == normal(login)).values(disabled_at=now))
            _end_all(connection, person, now, SESSIONS, TOKENS)

    def person_of(self, login: str) -> str | None:
        """The person behind an enabled account."""
        with self._reading() as connection:
            return connection.execute(select(ACCOUNTS.c.person).where(ACCOUNTS.c.login == normal(login), ACCOUNTS.c.disabled_at.is_(None))).scalar()

    def logins(self, persons: Iterable[str]) -> dict[str, str]:
        """Person → login, for those with an enabled account."""
        asked = sorted(set(persons))
        with self._reading() as connection:
            rows = connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.person.in_(asked), ACCOUNTS.c.disabled_at.is_(None)))
            return {row.person: row.login for row in rows}

    def without_password(self, most: int) -> dict[str, str]:
        """Person → login of enabled accounts without a password, the first ``most`` by login: those a demo lets in."""
        wanted = select(ACCOUNTS).where(ACCOUNTS.c.password_hash.is_(None), ACCOUNTS.c.disabled_at.is_(None)).order_by(ACCOUNTS.c.login).limit(most)
        with self._reading() as connection:
            return {row.person: row.login for row in connection.execute(wanted)}

    def sign_in(self, login: str, password: str, address: str) -> str:
        """The person whose login and password these are.

        An attempt is counted before it is looked at, so that many at the same moment do not slip through together.

        Raises SignInFailedError, TooManyAttemptsError.
        """
        digest = hashlib.sha256(normal(login).encode()).digest()
        self._count(digest, address)
        with self._reading() as connection:
            account = connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.login == normal(login))).one_or_none()
        known = account.password_hash if account is not None and account.disabled_at is None else None
        if not self._matches(known, password) or account is None:
            raise SignInFailedError
        with self._engine.begin() as connection:
            connection.execute(delete(SIGN_IN_ATTEMPTS).where(SIGN_IN_ATTEMPTS.c.login_digest == digest, SIGN_IN_ATTEMPTS.c.address == address))
        return str(account.person)

    def _count(self, digest: bytes, address: str) -> None:
        attempts = SIGN_IN_ATTEMPTS.c
        now = self._clock.now()
        recent = attempts.at > instant(now - WINDOW)
        with self._engine.begin() as connection:
            connection.execute(delete(SIGN_IN_ATTEMPTS).where(attempts.at <= instant(now - WINDOW)))
            connection.execute(insert(SIGN_IN_ATTEMPTS).values(login_digest=digest, address=address, at=instant(now)))
        with self._reading() as connection:

            def counted(*conditions: object) -> int:
                return connection.execute(select(func.count()).where(recent, *conditions)).scalar_one()  # type: ignore[arg-type]

            at_login, from_address = attempts.login_digest == digest, attempts.address == address
            if (
                counted(at_login, from_address) > ATTEMPTS_FROM_ONE_PLACE
                or counted(at_login) > ATTEMPTS_AT_ONE_LOGIN
                or counted(from_address) > ATTEMPTS_OF_ONE_ADDRESS
            ):
                raise TooManyAttemptsError

    def _matches(self, known: str | None, password: str) -> bool:
        """Compare; an unknown login takes as long as a known one."""
        if len(password) > LONGEST_PASSWORD:
            return False
        try:
            self._hasher.verify(known or self._nobody, password)
        except argon2.exceptions.VerifyMismatchError:
            return False
        return known is not None

    @cached_property
    def _nobody(self) -> str:
        """Hash of a password nobody has, compared with where a login is unknown."""
        return self._hasher.hash(secrets.token_urlsafe())

    def _hash(self, password: str) -> str:
        check_password(password)
        return self._hasher.hash(password)

    def _reading(self) -> Connection:
        return self._engine.connect().execution_options(read_only=True)


def check_password(password: str) -> None:
    """Raise UnfitPasswordError for a password that is too short or too long."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise UnfitPasswordError(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")


def normal(login: str) -> str:
    """A login as it is kept: without blanks around it, in lower case."""
    return login.strip().lower()


def _end_all(connection: Connection, person: str, now: str, *tables: Table) -> None:
    for table in tables:
        connection.execute(update(table).where(table.c.person == person, table.c.ended_at.is_(None)).values(ended_at=now))
