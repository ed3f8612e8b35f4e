"""列表文件表: lists asked for as a file, and filters kept under a name. Durable; the files lie in the instance's folder."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text, Uuid, text

from application.store.tables import METADATA

UNDER_WAY = text("state IN ('waiting', 'making')")

LIST_FILES = Table(
    "list_files",
    METADATA,
    Column("file_id", Uuid, primary_key=True),
    Column("person", String(64), nullable=False),
    # JSON: the capacity in which it was asked for; the list is what it may see.
    Column("capacity", Text, nullable=False),
    # ``cases``, ``worklist``, ``changes``.
    Column("kind", String(32), nullable=False),
    # ``xlsx`` or ``csv``.
    Column("form", String(8), nullable=False),
    Column("language", String(8), nullable=False),
    # The filter, as in the address of the page.
    Column("query", Text, nullable=False),
    # ``waiting``, ``making``, ``ready``, ``failed``, ``gone``.
    Column("state", String(16), nullable=False),
    Column("written", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("asked_at", String(27), nullable=False),
    Column("made_at", String(27)),
    # The list is as of this position.
    Column("position", BigInteger),
    Index("list_files_one_at_a_time", "person", unique=True, postgresql_where=UNDER_WAY, sqlite_where=UNDER_WAY),
    Index("list_files_waiting", "state", "asked_at"),
)

KEPT_FILTERS = Table(
    "kept_filters",
    METADATA,
    Column("person", String(64), primary_key=True),
    Column("name", String(60), primary_key=True),
    # Path and query of the page.
    Column("address", Text, nullable=False),
    Column("kept_at", String(27), nullable=False),
)
