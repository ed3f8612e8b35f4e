"""通知的措辞和收件人: what a message says, in both languages, and who gets it: between the outbox and the read models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from application.mail import Letter
from application.messages import BUREAU, Subject
from projections import capacities, case_file, enterprises
from projections.positions import positions
from web import texts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Connection, Engine

SIDES = {BUREAU: ("bureau-officer",)}
ENTERPRISE_ROLES = ("enterprise-signer", "enterprise-filler")
ASKED = ("case_file", "enterprises", "capacities")
"""Read models the outbox asks."""


def worded(kind: str, content: dict[str, Any]) -> Letter:
    """Subject and text, Chinese first."""
    subject = texts.word("message", f"{kind}.subject", "zh", **content, mark=_mark(content, "zh"))
    said = (texts.word("message", f"{kind}.text", language, **content, mark=_mark(content, language)) for language in texts.LANGUAGES)
    return Letter(subject, "\n\n".join(said) + "\n")


def _mark(content: dict[str, Any], language: str) -> str:
    """暂定: behind a last day that a notice of days off may still move."""
    return texts.word("calendar", "provisional", language) if content.get("provisional") else ""


class Recipients:
    """收件人: the read models as the outbox asks them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def position(self) -> int:
        """How far the read models asked here have read."""
        with self._reading() as connection:
            known = positions(connection)
        return min(known[name].position if name in known else 0 for name in ASKED)

    def subject(self, aggregate_id: UUID) -> Subject | None:
        """The case by its number, or the enterprise by its name."""
        with self._reading() as connection:
            case = case_file.case(connection, aggregate_id)
            if case is not None:
                return Subject(case["number"], case["enterprise_id"], case["due_on"] if case["due_provisional"] else None)
            enterprise = enterprises.enterprise(connection, aggregate_id)
            return None if enterprise is None else Subject(enterprise["name"], aggregate_id)

    def persons(self, audience: str, subject: Subject) -> Sequence[str]:
        """Those of the bureau, or of the enterprise."""
        organisation = None if audience == BUREAU else str(subject.enterprise_id)
        with self._reading() as connection:
            return [each for role in SIDES.get(audience, ENTERPRISE_ROLES) for each in capacities.holders(connection, role, organisation)]

    def _reading(self) -> Connection:
        return self._engine.connect().execution_options(read_only=True)
