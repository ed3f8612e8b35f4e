"""耐久表: the tables of the record. They are migrated, never rebuilt; read models live elsewhere."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, LargeBinary, MetaData, String, Table, Text, UniqueConstraint, Uuid, text

METADATA = MetaData()

POSITION = BigInteger().with_variant(Integer, "sqlite")

EVENTS = Table(
    "events",
    METADATA,
    # Dense and in commit order; on SQLite the integer primary key, on PostgreSQL counted up in log_head under the ordering lock.
    Column("position", POSITION, primary_key=True, autoincrement=False),
    Column("originator_id", Uuid, nullable=False),
    Column("originator_version", Integer, nullable=False),
    Column("topic", Text, nullable=False),
    Column("case_id", Uuid, nullable=False),
    Column("case_version", Integer, nullable=False),
    Column("recorded_at", String(27), nullable=False),
    # The exact bytes of the leaf.
    Column("state", LargeBinary, nullable=False),
    Column("leaf_hash", LargeBinary(32), nullable=False),
    UniqueConstraint("originator_id", "originator_version", name="events_own_version"),
    UniqueConstraint("case_id", "case_version", name="events_case_version"),
    # What the log says of itself, found without reading it.
    *(
        Index(name, "position", sqlite_where=text(f"topic = '{topic}'"), postgresql_where=text(f"topic = '{topic}'"))
        for name, topic in (("events_key_rotated", "trail.KeyRotated"), ("events_disclosure_restricted", "trail.DisclosureRestricted"))
    ),
)

DISCLOSURES = Table(
    "disclosures",
    METADATA,
    Column("originator_id", Uuid, primary_key=True),
    Column("originator_version", Integer, primary_key=True),
    Column("field_class", String(16), primary_key=True),
    # One JSON array [salt, name, value] per line, as it was digested.
    Column("content", LargeBinary, nullable=False),
)

RECEIPTS = Table(
    "receipts",
    METADATA,
    Column("capacity", Text, primary_key=True),
    Column("command_id", Text, primary_key=True),
    Column("request_digest", LargeBinary(32), nullable=False),
    # Ids and versions; no protected value.
    Column("answer", LargeBinary, nullable=False),
    Column("position", POSITION, nullable=False),
)

LOG_HEAD = Table(
    "log_head",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False),
    CheckConstraint("id = 1", name="log_head_single_row"),
    info={"dialect": "postgresql"},
)

CASE_NUMBERS = Table(
    "case_numbers",
    METADATA,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)
