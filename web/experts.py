"""专家姓名: how an expert is called in a refusal: by name to those who see the panel anyway, to others as one of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g, has_request_context

from web import texts
from web.system import system

if TYPE_CHECKING:
    from uuid import UUID

    from domain.fact import Capacity

SEE_THE_PANEL = frozenset({"bureau-officer", "bureau-approver", "district-officer", "auditor"})
"""Roles that read who sits on panels; an expert knows itself."""


def called(expert_id: UUID, language: str) -> str:
    """``专家陈示例``, ``expert Chen``; where the asker may not know or the register has no such expert, ``专家组的一名专家``."""
    name = _name(expert_id) if _may_know(expert_id) else None
    return texts.word("expert", "named", language, name=name) if name else texts.word("expert", "unnamed", language)


def _may_know(expert_id: UUID) -> bool:
    asks: Capacity | None = g.get("actor") if has_request_context() else None
    return asks is not None and (asks.role in SEE_THE_PANEL or (asks.role == "expert" and asks.organisation == str(expert_id)))


def _name(expert_id: UUID) -> str | None:
    from sqlalchemy import select  # noqa: PLC0415  words are asked for by commands that open no database

    from projections.experts import EXPERTS  # noqa: PLC0415

    with system().reading() as connection:
        person: str | None = connection.execute(select(EXPERTS.c.person).where(EXPERTS.c.expert_id == expert_id)).scalar()
    return system().identity.names([str(person)]).get(str(person)) if person else None
