"""Fences around all of the trail; what the nightly inspections found; what erasures removed; which backups there are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from application.store.fences import raise_fences

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables and raise the fences anew."""
    position = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "trail_inspections",
        sa.Column("started_at", sa.String(27), primary_key=True),
        sa.Column("ended_at", sa.String(27)),
        sa.Column("events", position, nullable=False),
        sa.Column("finding", sa.String(64)),
        sa.Column("at_index", position),
    )
    op.create_table(
        "trail_erasures",
        sa.Column("erasure_id", sa.Uuid, primary_key=True),
        sa.Column("store", sa.String(64), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )
    op.create_table(
        "backups",
        sa.Column("made_at", sa.String(27), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=False),
        sa.Column("position", position, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        # The planner's samples would keep values that were erased; nobody asks for a row by its content.
        op.execute("ALTER TABLE disclosures ALTER COLUMN content SET STATISTICS 0")
    raise_fences(op.get_bind())
