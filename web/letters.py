"""通知的措辞和收件人: what a message says, in both languages, and who gets it: between the outbox and the read models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from application.mail import Letter
from application.messages import BUREAU, CONSULTANCY, EXPERT, PANEL, Subject
from projections import capacities, case_file, consultancies, enterprises, experts, panel_seats
from projections.positions import positions
from web import texts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection, Engine

ENTERPRISE_ROLES = ("enterprise-signer", "enterprise-filler")
ASKED = ("case_file", "enterprises", "capacities", "consultancies", "experts", "worklist")
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

    def __init__(self, engine: Engine, today: Callable[[], date]) -> None:
        """``today`` is asked for the mandates that run."""
        self._engine = engine
        self._today = today

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
                return Subject(case["number"], case["enterprise_id"], aggregate_id, case["due_on"] if case["due_provisional"] else None)
            enterprise = enterprises.enterprise(connection, aggregate_id)
            return None if enterprise is None else Subject(enterprise["name"], aggregate_id)

    def persons(self, audience: str, subject: Subject, expert: UUID | None) -> Sequence[str]:
        """Those of the bureau, of the enterprise, of its consultancies, of the panel; or the one expert."""
        with self._reading() as connection:
            if audience in {PANEL, EXPERT}:
                return _experts(connection, subject, expert)
            return [
                each
                for role, organisation in self._roles(connection, audience, subject)
                for each in capacities.holders(connection, role, organisation)
            ]

    def _roles(self, connection: Connection, audience: str, subject: Subject) -> list[tuple[str, str | None]]:
        """Roles whose holders are told, each for its organisation."""
        if audience == BUREAU:
            return [("bureau-officer", None)]
        if audience == CONSULTANCY:
            return [("consultant", str(each)) for each in consultancies.mandated_by(connection, subject.enterprise_id, self._today())]
        return [(role, str(subject.enterprise_id)) for role in ENTERPRISE_ROLES]

    def _reading(self) -> Connection:
        return self._engine.connect().execution_options(read_only=True)


def _experts(connection: Connection, subject: Subject, expert: UUID | None) -> list[str]:
    """The one expert, or those who sit on the panel of the case."""
    seats = panel_seats.SEATS.c
    on_panel = select(seats.expert_id).where(seats.case_id == subject.case_id, seats.appointed)
    entry = experts.EXPERTS.c
    wanted = entry.expert_id == expert if expert is not None else entry.expert_id.in_(on_panel)
    return list(connection.execute(select(entry.person).where(wanted).order_by(entry.person)).scalars())
