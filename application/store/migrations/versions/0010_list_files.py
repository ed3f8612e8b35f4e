"""Lists asked for as a file, and filters kept under a name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "list_files",
        sa.Column("file_id", sa.Uuid, primary_key=True),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("capacity", sa.Text, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("form", sa.String(8), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("query", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("written", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("asked_at", sa.String(27), nullable=False),
        sa.Column("made_at", sa.String(27)),
        sa.Column("position", sa.BigInteger),
    )
    # One at a time for each person.
    for name, states in (("list_files_one_at_a_time", "state IN ('waiting', 'making')"),):
        op.create_index(name, "list_files", ["person"], unique=True, postgresql_where=sa.text(states), sqlite_where=sa.text(states))
    op.create_index("list_files_waiting", "list_files", ["state", "asked_at"])
    op.create_table(
        "kept_filters",
        sa.Column("person", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(60), primary_key=True),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("kept_at", sa.String(27), nullable=False),
    )
