"""The trail: tiles, heads of cases, checkpoints, time stamps; and the fences around what is only ever added to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from application.store.fences import raise_fences

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of the trail and fence the record."""
    position = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "trail_tiles",
        sa.Column("level", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", position, primary_key=True, autoincrement=False),
        sa.Column("hashes", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "trail_heads",
        sa.Column("case_id", sa.Uuid, primary_key=True),
        sa.Column("case_version", sa.Integer, nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(32), nullable=False),
    )
    op.create_table(
        "trail_checkpoints",
        sa.Column("size", position, primary_key=True, autoincrement=False),
        sa.Column("root", sa.LargeBinary(32), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("signed_at", sa.String(27), nullable=False),
    )
    op.create_table(
        "trail_timestamps",
        sa.Column("size", position, primary_key=True, autoincrement=False),
        sa.Column("token_digest", sa.String(64), primary_key=True),
        sa.Column("request", sa.LargeBinary, nullable=False),
        sa.Column("token", sa.LargeBinary, nullable=False),
    )
    raise_fences(op.get_bind())
