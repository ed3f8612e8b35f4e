"""人员表: who the opaque ids of the record are, how they sign in, and what lets them stay. Durable, and apart from the record."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table, Text

from application.store.tables import METADATA

DIRECTORY = Table(
    "directory",
    METADATA,
    # Opaque id, as it stands in the record.
    Column("person", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("phone", Text),
    Column("mail", Text),
)

ACCOUNTS = Table(
    "accounts",
    METADATA,
    # Lower case.
    Column("login", String(64), primary_key=True),
    Column("person", String(64), nullable=False),
    # argon2id; none for a demo person, who signs in by a button.
    Column("password_hash", Text),
    Column("created_at", String(27), nullable=False),
    Column("disabled_at", String(27)),
    Index("accounts_person", "person"),
)

SESSIONS = Table(
    "sessions",
    METADATA,
    # SHA-256 of the secret in the cookie: who reads this table cannot sign in with it.
    Column("digest", LargeBinary(32), primary_key=True),
    Column("person", String(64), nullable=False),
    # JSON of the capacity chosen.
    Column("capacity", Text, nullable=False),
    # JSON of what pages keep between requests.
    Column("content", Text, nullable=False),
    Column("created_at", String(27), nullable=False),
    Column("seen_at", String(27), nullable=False),
    Column("ended_at", String(27)),
    Index("sessions_person", "person"),
    Index("sessions_seen_at", "seen_at"),
)

TOKENS = Table(
    "tokens",
    METADATA,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("person", String(64), nullable=False),
    Column("capacity", Text, nullable=False),
    # What it is for, as its owner wrote it.
    Column("label", Text, nullable=False),
    Column("created_at", String(27), nullable=False),
    Column("expires_at", String(27), nullable=False),
    Column("ended_at", String(27)),
    Index("tokens_person", "person"),
)

SIGN_IN_ATTEMPTS = Table(
    "sign_in_attempts",
    METADATA,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    # SHA-256 of what was typed: it may be a password in the wrong field.
    Column("login_digest", LargeBinary(32), nullable=False),
    Column("address", String(45), nullable=False),
    Column("at", String(27), nullable=False),
    Index("sign_in_attempts_login", "login_digest", "at"),
    Index("sign_in_attempts_address", "address", "at"),
)
