"""Packages being made and kept, and the witnesses this office knows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    position = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "export_runs",
        sa.Column("export_id", sa.Uuid, primary_key=True),
        sa.Column("worker", sa.String(100), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("done", position, nullable=False),
        sa.Column("total", position, nullable=False),
        sa.Column("begun_at", sa.String(27), nullable=False),
        sa.Column("seen_at", sa.String(27), nullable=False),
        sa.Column("fault", sa.String(32)),
        sa.Column("file_digest", sa.String(64)),
        sa.Column("octets", position),
    )
    op.create_table(
        "trail_witnesses",
        sa.Column("name", sa.String(200), primary_key=True),
        sa.Column("verifier_key", sa.String(400), nullable=False),
        sa.Column("last_size", position, nullable=False),
        sa.Column("seen_at", sa.String(27), nullable=False),
    )
