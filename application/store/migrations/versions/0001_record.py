"""The record: events, disclosures, receipts, the head of the log, case numbers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of the record."""
    position = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "events",
        sa.Column("position", position, primary_key=True, autoincrement=False),
        sa.Column("originator_id", sa.Uuid, nullable=False),
        sa.Column("originator_version", sa.Integer, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("case_version", sa.Integer, nullable=False),
        sa.Column("recorded_at", sa.String(27), nullable=False),
        sa.Column("state", sa.LargeBinary, nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(32), nullable=False),
        sa.UniqueConstraint("originator_id", "originator_version", name="events_own_version"),
        sa.UniqueConstraint("case_id", "case_version", name="events_case_version"),
    )
    op.create_table(
        "disclosures",
        sa.Column("originator_id", sa.Uuid, primary_key=True),
        sa.Column("originator_version", sa.Integer, primary_key=True),
        sa.Column("field_class", sa.String(16), primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "receipts",
        sa.Column("capacity", sa.Text, primary_key=True),
        sa.Column("command_id", sa.Text, primary_key=True),
        sa.Column("request_digest", sa.LargeBinary(32), nullable=False),
        sa.Column("answer", sa.LargeBinary, nullable=False),
        sa.Column("position", position, nullable=False),
    )
    op.create_table(
        "case_numbers",
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("last", sa.Integer, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        log_head = op.create_table(
            "log_head",
            sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
            sa.Column("position", sa.BigInteger, nullable=False),
            sa.CheckConstraint("id = 1", name="log_head_single_row"),
        )
        op.bulk_insert(log_head, [{"id": 1, "position": 0}])
