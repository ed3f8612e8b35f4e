"""Papers received, and forms being filled in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "papers",
        sa.Column("paper_id", sa.Uuid, primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("case_id", sa.Uuid),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("organisation", sa.String(64)),
        sa.Column("received_at", sa.String(27), nullable=False),
    )
    op.create_index("papers_digest", "papers", ["digest"])
    op.create_index("papers_case", "papers", ["case_id", "received_at"])
    op.create_table(
        "form_drafts",
        sa.Column("case_id", sa.Uuid, primary_key=True),
        sa.Column("act", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("saved_by", sa.String(64), nullable=False),
        sa.Column("saved_at", sa.String(27), nullable=False),
    )
