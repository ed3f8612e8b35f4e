"""导出表: packages being made and kept, and the witnesses this office knows. Durable."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, Uuid

from application.store.tables import METADATA, POSITION

EXPORT_RUNS = Table(
    "export_runs",
    METADATA,
    Column("export_id", Uuid, primary_key=True),
    # Who makes it: one process at a time holds the row.
    Column("worker", String(100), nullable=False),
    Column("state", String(16), nullable=False),
    Column("done", POSITION, nullable=False),
    Column("total", POSITION, nullable=False),
    Column("begun_at", String(27), nullable=False),
    Column("seen_at", String(27), nullable=False),
    # Why it waits: code of the vocabulary of faults.
    Column("fault", String(32)),
    # SHA-256 of the file kept here, in hex; none where the package was taken away at once.
    Column("file_digest", String(64)),
    Column("octets", POSITION),
)

WITNESSES = Table(
    "trail_witnesses",
    METADATA,
    Column("name", String(200), primary_key=True),
    Column("verifier_key", String(400), nullable=False),
    # Size of the newest checkpoint it has cosigned.
    Column("last_size", POSITION, nullable=False),
    Column("seen_at", String(27), nullable=False),
)
