"""草稿: an application being filled in, shared by the enterprise and whoever it mandated; no part of the record until it is handed in."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from application.store.paper_tables import DRAFTS
from application.trail.profile import instant

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Engine

    from application.clock import Clock

Typed = dict[str, list[str]]


class DraftOvertakenError(Exception):
    """Somebody else saved the draft since it was opened."""


class Draft(NamedTuple):
    """草稿: what was typed, and the statements of truth signed so far."""

    version: int
    typed: Typed
    statements: dict[str, dict[str, Any]]
    """Party → its statement, with the digest of what it was signed for."""
    saved_by: str = ""
    saved_at: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of what was typed: a statement is for this and nothing else."""
        return hashlib.sha256(orjson.dumps(self.typed, option=orjson.OPT_SORT_KEYS)).hexdigest()

    @property
    def signed(self) -> list[dict[str, Any]]:
        """The statements that are for what stands in the draft now."""
        return [{name: value for name, value in each.items() if name != "of"} for each in self.statements.values() if each["of"] == self.digest]


class Drafts:
    """草稿的存取."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def find(self, case_id: UUID, act: str) -> Draft:
        """The draft; an empty one where nothing was saved yet."""
        with self._engine.connect().execution_options(read_only=True) as connection:
            row = connection.execute(select(DRAFTS).where(DRAFTS.c.case_id == case_id, DRAFTS.c.act == act)).one_or_none()
        if row is None:
            return Draft(0, {}, {})
        content = orjson.loads(row.content)
        return Draft(row.version, content["typed"], content["statements"], row.saved_by, row.saved_at)

    def save(self, case_id: UUID, act: str, draft: Draft, person: str) -> None:
        """Keep a draft changed from the version it carries. Raises DraftOvertakenError."""
        row = {
            "version": draft.version + 1,
            "content": orjson.dumps({"typed": draft.typed, "statements": draft.statements}).decode(),
            "saved_by": person,
            "saved_at": instant(self._clock.now()),
        }
        try:
            with self._engine.begin() as connection:
                if not draft.version:
                    connection.execute(insert(DRAFTS).values(case_id=case_id, act=act, **row))
                    return
                here = (DRAFTS.c.case_id == case_id, DRAFTS.c.act == act, DRAFTS.c.version == draft.version)
                if connection.execute(update(DRAFTS).where(*here).values(row)).rowcount == 0:
                    raise DraftOvertakenError
        except IntegrityError:
            raise DraftOvertakenError from None

    def drop(self, case_id: UUID, act: str) -> None:
        """Forget a draft: it was handed in."""
        with self._engine.begin() as connection:
            connection.execute(delete(DRAFTS).where(DRAFTS.c.case_id == case_id, DRAFTS.c.act == act))
