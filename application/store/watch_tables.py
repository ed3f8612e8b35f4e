"""看守表: what inspections of the record found, what erasures removed from which store, which backups there are. Durable."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, String, Table, Text, Uuid

from application.store.tables import METADATA, POSITION

INSPECTIONS = Table(
    "trail_inspections",
    METADATA,
    Column("started_at", String(27), primary_key=True),
    # Empty while it runs, and for ever where the process ended before it.
    Column("ended_at", String(27)),
    # How many events were looked at.
    Column("events", POSITION, nullable=False),
    # Code of what is broken, as in ``trail.Alarmed``, and the first index concerned.
    Column("finding", String(64)),
    Column("at_index", POSITION),
)

ERASED = Table(
    "trail_erasures",
    METADATA,
    Column("erasure_id", Uuid, primary_key=True),
    # ``disclosures``, ``read-models``, ``exports`` …
    Column("store", String(64), primary_key=True),
    # Rows or files removed so far: an erasure that was broken off goes on counting.
    Column("count", Integer, nullable=False),
)

BACKUPS = Table(
    "backups",
    METADATA,
    Column("made_at", String(27), primary_key=True),
    Column("name", Text, nullable=False),
    # The day on which it is destroyed.
    Column("ends_on", Date, nullable=False),
    # The last event in it.
    Column("position", POSITION, nullable=False),
)
