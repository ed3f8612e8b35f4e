"""到期提示: what somebody is warned of, in words: what expires, when, by which article, and what then no longer works."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from domain.law.expiry_warnings import RULE_SET, rule_sets_expiring
from projections import consultancies, expiries
from projections.agenda import named
from web.language import language
from web.system import system

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Connection, RowMapping

    from domain.fact import Capacity

WARNED_OF_RULES = frozenset({"bureau-officer", "bureau-approver", "district-officer", "leadership", "auditor", "administrator"})


class Expiry(NamedTuple):
    """One thing that expires."""

    kind: str
    about: str
    detail: str
    on: date
    article: str | None
    address: str | None = None
    """Number of the case it leads to."""


def warnings_of(actor: Capacity) -> list[Expiry]:
    """What expires soon, or did lately, of all the actor may know of; rule sets first."""
    today = system().today
    with system().reading() as connection:
        rows = expiries.expiring(connection, actor, today)
        found = _in_words(connection, rows)
    return [*_rules(actor, today), *found]


def _rules(actor: Capacity, today: date) -> list[Expiry]:
    if actor.role not in WARNED_OF_RULES:
        return []
    chosen = language()
    due = rule_sets_expiring(system().rulebook.rule_sets(), today)
    return [Expiry(RULE_SET, each.rules.document, each.rules.title if chosen == "zh" else each.rules.title_en, each.last_day, None) for each in due]


def _in_words(connection: Connection, rows: Sequence[RowMapping]) -> list[Expiry]:
    subjects = {row["subject_id"] for row in rows} | {UUID(row["reference"]) for row in rows if row["kind"] == "mandate"}
    called = named(connection, subjects) | {
        UUID(each): name for each, name in consultancies.names_of(connection, [str(each) for each in subjects]).items()
    }
    return [_worded(row, called) for row in rows]


def _worded(row: RowMapping, called: dict[UUID, str]) -> Expiry:
    about, detail = called.get(row["subject_id"], ""), row["reference"]
    if row["kind"] == "mandate":
        detail = called.get(UUID(detail), "")
    number = about.partition(" ")[0] if about.startswith("QJ-") else None
    return Expiry(row["kind"], about, detail.replace("/", " · "), row["due_on"], row["article"], number)
