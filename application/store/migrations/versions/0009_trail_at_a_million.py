"""The trail at a million events: hashes of case heads kept beside them, and what the log says of itself found without reading it."""

from __future__ import annotations

import hashlib
from base64 import b64encode

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_INDEXES = {"events_key_rotated": "trail.KeyRotated", "events_disclosure_restricted": "trail.DisclosureRestricted"}
_BATCH = 1_000


def upgrade() -> None:
    """Add and fill the column, then make the indexes."""
    op.add_column("trail_heads", sa.Column("line_hash", sa.LargeBinary(32), nullable=False, server_default=sa.text("''")))
    heads = sa.table(
        "trail_heads",
        sa.column("case_id", sa.Uuid),
        sa.column("case_version", sa.Integer),
        sa.column("leaf_hash", sa.LargeBinary),
        sa.column("line_hash", sa.LargeBinary),
    )
    connection = op.get_bind()
    rows = connection.execute(sa.select(heads.c.case_id, heads.c.case_version, heads.c.leaf_hash)).all()
    fill = heads.update().where(heads.c.case_id == sa.bindparam("case")).values(line_hash=sa.bindparam("found"))
    for start in range(0, len(rows), _BATCH):
        lines = ((row.case_id, f"{row.case_id} {row.case_version} {b64encode(row.leaf_hash).decode()}") for row in rows[start : start + _BATCH])
        connection.execute(fill, [{"case": case, "found": hashlib.sha256(b"\0" + line.encode()).digest()} for case, line in lines])
    for name, topic in _INDEXES.items():
        told = sa.text(f"topic = '{topic}'")
        op.create_index(name, "events", ["position"], sqlite_where=told, postgresql_where=told)
