"""Who opened, searched, downloaded or exported what; and how often a request was refused beyond what is kept one by one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    position = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "read_log",
        sa.Column("entry", position, primary_key=True, autoincrement=True),
        sa.Column("read_at", sa.String(27), nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("organisation", sa.Text),
        sa.Column("on_behalf_of", sa.Text),
        sa.Column("act", sa.String(16), nullable=False),
        sa.Column("way", sa.String(16), nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("case_id", sa.Uuid),
        sa.Column("enterprise_id", sa.Uuid),
        sa.Column("query", sa.Text),
        sa.Column("returned", sa.Text),
        sa.Column("purpose", sa.Text),
    )
    for name, columns in (
        ("read_log_case", ["case_id", "read_at"]),
        ("read_log_enterprise", ["enterprise_id", "read_at"]),
        ("read_log_person", ["person", "read_at"]),
        ("read_log_at", ["read_at"]),
    ):
        op.create_index(name, "read_log", columns)
    op.create_table(
        "refusal_counts",
        sa.Column("on", sa.Date, primary_key=True),
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("command", sa.String(64), primary_key=True),
        sa.Column("code", sa.String(64), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )
