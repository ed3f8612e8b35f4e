"""拒绝计数表: how often a person was refused the same thing on one day; bounds what is written into the trail. Durable."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, String, Table, Text

from application.store.tables import METADATA

REFUSAL_COUNTS = Table(
    "refusal_counts",
    METADATA,
    Column("on", Date, primary_key=True),
    Column("person", Text, primary_key=True),
    # Name of the command.
    Column("command", String(64), primary_key=True),
    # Code of the refusal.
    Column("code", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
)
