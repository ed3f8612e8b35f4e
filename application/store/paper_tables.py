"""材料表: papers received, with who and when; and applications being filled in. Durable; the bytes lie in the storage by digest."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text, Uuid

from application.store.tables import METADATA

PAPERS = Table(
    "papers",
    METADATA,
    Column("paper_id", Uuid, primary_key=True),
    # SHA-256 in hex: where the bytes lie. One digest may be received many times.
    Column("digest", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("media_type", String(100), nullable=False),
    # As handed in; erasable.
    Column("name", Text, nullable=False),
    # None for what belongs to no case.
    Column("case_id", Uuid),
    Column("person", String(64), nullable=False),
    Column("role", String(32), nullable=False),
    Column("organisation", String(64)),
    Column("received_at", String(27), nullable=False),
    Index("papers_digest", "digest"),
    Index("papers_case", "case_id", "received_at"),
)

DRAFTS = Table(
    "form_drafts",
    METADATA,
    Column("case_id", Uuid, primary_key=True),
    # ``submission``, ``revision`` …: the act it will become.
    Column("act", String(64), primary_key=True),
    # One more at each change: two people at one draft do not overwrite each other unseen.
    Column("version", Integer, nullable=False),
    # JSON: path of the form → what was typed.
    Column("content", Text, nullable=False),
    Column("saved_by", String(64), nullable=False),
    Column("saved_at", String(27), nullable=False),
)
