"""访问记录表: who opened, searched, downloaded or exported what, when, in which capacity and for which purpose. Durable, kept for months."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table, Text, Uuid

from application.store.tables import METADATA, POSITION

READS = Table(
    "read_log",
    METADATA,
    # Counted up by the database; entries of one group follow each other.
    Column("entry", POSITION, primary_key=True, autoincrement=True),
    Column("read_at", String(27), nullable=False),
    # Opaque id, ``public`` for who is not signed in.
    Column("person", Text, nullable=False),
    Column("role", String(32), nullable=False),
    Column("organisation", Text),
    Column("on_behalf_of", Text),
    # ``opened``, ``searched``, ``downloaded``, ``exported``, ``read-log``.
    Column("act", String(16), nullable=False),
    # ``page``, ``interface`` or ``command-line``.
    Column("way", String(16), nullable=False),
    # What was looked at: the address without its query, or the command.
    Column("what", Text, nullable=False),
    Column("case_id", Uuid),
    Column("enterprise_id", Uuid),
    # The query as asked; a moment of the past is in it.
    Column("query", Text),
    # JSON list of the ids that came back, for a search.
    Column("returned", Text),
    # What the person said it was for.
    Column("purpose", Text),
    Index("read_log_case", "case_id", "read_at"),
    Index("read_log_enterprise", "enterprise_id", "read_at"),
    Index("read_log_person", "person", "read_at"),
    Index("read_log_at", "read_at"),
)
