"""通知表: messages waiting to be sent or sent, how far the record was read for them, and who wants none of a kind. Durable."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, Text

from application.store.tables import METADATA, POSITION

OUTBOX = Table(
    "outbox",
    METADATA,
    # ``<event id>/<person>``: one message for each, whatever happens.
    Column("key", String(200), primary_key=True),
    Column("person", String(64), nullable=False),
    # ``revision-reminder`` …
    Column("kind", String(64), nullable=False),
    Column("subject_id", String(36), nullable=False),
    # JSON: days and numbers the text is made of; nothing protected.
    Column("content", Text, nullable=False),
    Column("created_at", String(27), nullable=False),
    # ``waiting``, ``sent``, ``failed`` for good, ``unwanted`` by the person, ``no-address``.
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", String(27), nullable=False),
    Column("sent_at", String(27)),
    # Kind of the last fault.
    Column("fault", Text),
    Index("outbox_waiting", "state", "next_at"),
    Index("outbox_person", "person", "created_at"),
)

OUTBOX_POSITION = Table(
    "outbox_position",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("position", POSITION, nullable=False),
)

UNWANTED = Table(
    "unwanted_messages",
    METADATA,
    Column("person", String(64), primary_key=True),
    Column("kind", String(64), primary_key=True),
)

CALENDAR_FEEDS = Table(
    "calendar_feeds",
    METADATA,
    # SHA-256 of the secret in the address; it opens the calendar and nothing else.
    Column("digest", String(64), primary_key=True),
    Column("person", String(64), nullable=False),
    # JSON of the capacity whose calendar it is.
    Column("capacity", Text, nullable=False),
    Column("created_at", String(27), nullable=False),
    Column("ended_at", String(27)),
    Index("calendar_feeds_person", "person"),
)
