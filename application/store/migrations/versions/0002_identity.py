"""People: directory, accounts, sessions, tokens, sign-in attempts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of people."""
    op.create_table(
        "directory",
        sa.Column("person", sa.String(64), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("phone", sa.Text),
        sa.Column("mail", sa.Text),
    )
    op.create_table(
        "accounts",
        sa.Column("login", sa.String(64), primary_key=True),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("password_hash", sa.Text),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("disabled_at", sa.String(27)),
    )
    op.create_index("accounts_person", "accounts", ["person"])
    _create_sessions_and_tokens()
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("login_digest", sa.LargeBinary(32), nullable=False),
        sa.Column("address", sa.String(45), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
    )
    op.create_index("sign_in_attempts_login", "sign_in_attempts", ["login_digest", "at"])
    op.create_index("sign_in_attempts_address", "sign_in_attempts", ["address", "at"])


def _create_sessions_and_tokens() -> None:
    op.create_table(
        "sessions",
        sa.Column("digest", sa.LargeBinary(32), primary_key=True),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("capacity", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("seen_at", sa.String(27), nullable=False),
        sa.Column("ended_at", sa.String(27)),
    )
    op.create_index("sessions_person", "sessions", ["person"])
    op.create_index("sessions_seen_at", "sessions", ["seen_at"])
    op.create_table(
        "tokens",
        sa.Column("digest", sa.LargeBinary(32), primary_key=True),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("capacity", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("expires_at", sa.String(27), nullable=False),
        sa.Column("ended_at", sa.String(27)),
    )
    op.create_index("tokens_person", "tokens", ["person"])
