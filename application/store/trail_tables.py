"""轨迹表: tiles, heads and checkpoints folded from the events, and what was said about checkpoints. Durable."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, String, Table, Text, Uuid, text

from application.store.tables import METADATA, POSITION

TILES = Table(
    "trail_tiles",
    METADATA,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("number", POSITION, primary_key=True, autoincrement=False),
    # Up to 256 hashes, end to end; only the last tile of a level grows.
    Column("hashes", LargeBinary, nullable=False),
)

HEADS = Table(
    "trail_heads",
    METADATA,
    Column("case_id", Uuid, primary_key=True),
    Column("case_version", Integer, nullable=False),
    Column("leaf_hash", LargeBinary(32), nullable=False),
    # Hash of the case's line in the tree of heads.
    Column("line_hash", LargeBinary(32), nullable=False, server_default=text("''")),
)

CHECKPOINTS = Table(
    "trail_checkpoints",
    METADATA,
    Column("size", POSITION, primary_key=True, autoincrement=False),
    Column("root", LargeBinary(32), nullable=False),
    # The signed note, and below it the lines of witnesses as they come.
    Column("note", Text, nullable=False),
    Column("signed_at", String(27), nullable=False),
)

TIMESTAMPS = Table(
    "trail_timestamps",
    METADATA,
    Column("size", POSITION, primary_key=True, autoincrement=False),
    Column("token_digest", String(64), primary_key=True),
    Column("request", LargeBinary, nullable=False),
    Column("token", LargeBinary, nullable=False),
)
