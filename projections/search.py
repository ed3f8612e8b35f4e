"""检索: cases found by a part of a name of one or more characters, by pinyin initials, by number and by credit code.

Names are cut into single characters and pairs, the same on every database: the rarest pair of what is sought leads to the few cases
that are then compared as a whole. What nearly every name holds leads nowhere; there the newest cases are compared one after another.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from pypinyin import Style, pinyin
from sqlalchemy import Column, Index, Table, Text, Uuid, and_, exists, func, or_, select, true

from domain.case.events import plan
from projections.projection import Projection
from projections.tables import METADATA

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection

    from projections.record import Record
    from projections.rows import WorkingSet

SOUGHT = Table(
    "case_search",
    METADATA,
    Column("case_id", Uuid, primary_key=True),
    # Names and their initials, each on a line of its own, without blanks and in small letters.
    Column("enterprise", Text, nullable=False),
    Column("consultancy", Text, nullable=False),
)
TERMS = Table(
    "case_terms",
    METADATA,
    Column("case_id", Uuid, primary_key=True),
    Column("term", Text, primary_key=True),
    Index("case_terms_term", "term", "case_id"),
)

search = Projection("search", SOUGHT, TERMS, version=1)

MANY = 1_000
"""From so many cases on a term is common."""
SHORTEST_CODE = 4
"""Characters of a credit code that are enough to look for."""
FIRST_YEAR, LAST_YEAR = 2018, 2060
_APART: Any = list
"""What has no reading stays as it is, character by character."""
BEYOND = "\uffff"
_NUMBER = re.compile(r"(?:QJ-)?(?:([0-9]{4})-)?([0-9]{1,6})")
_CODE = re.compile(r"[0-9A-Z-]+")


@search.projects(plan.Planned, plan.PlanAmended)
def _named(fact: plan.Planned | plan.PlanAmended, record: Record, rows: WorkingSet) -> None:
    _write(record.case_id, spoken(fact.form.enterprise_name), spoken(fact.form.consultancy_name or ""), rows)


@search.projects(plan.ConsultancyChanged)
def _consultancy_changed(fact: plan.ConsultancyChanged, record: Record, rows: WorkingSet) -> None:
    _write(record.case_id, rows[SOUGHT].row(record.case_id)["enterprise"], spoken(fact.to_name or ""), rows)


def _write(case_id: UUID, enterprise: str, consultancy: str, rows: WorkingSet) -> None:
    rows[SOUGHT].put(case_id=case_id, enterprise=enterprise, consultancy=consultancy)
    wanted = terms(enterprise) | terms(consultancy)
    for row in list(rows[TERMS].of(case_id)):
        if row["term"] not in wanted:
            rows[TERMS].drop(case_id, row["term"])
    for term in sorted(wanted):
        if rows[TERMS].find(case_id, term) is None:
            rows[TERMS].put(case_id=case_id, term=term)


def plain(text: str) -> str:
    """What is compared: full-width made narrow, small letters, no blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@lru_cache(maxsize=4_096)
def spoken(name: str) -> str:
    """A name with its initials, line by line: ``深圳示例`` and ``szsl``. A character that is read in another way too gives a line more."""
    written = plain(name)
    if not written:
        return ""
    usual = [_initial(each) for each in pinyin(written, style=Style.FIRST_LETTER, strict=False, errors=_APART)]
    if len(usual) != len(written):
        return written
    lines = ["".join(usual)]
    for place, character in enumerate(written):
        readings = pinyin(character, style=Style.FIRST_LETTER, heteronym=True, strict=False, errors=_APART)[0]
        lines += ["".join([*usual[:place], plain(each), *usual[place + 1 :]]) for each in readings if plain(each) != usual[place]]
    return "\n".join(dict.fromkeys([written, *lines]))


def _initial(readings: list[str]) -> str:
    return plain(readings[0])


def terms(lines: str) -> set[str]:
    """Every character and every pair of neighbours, line by line."""
    found: set[str] = set()
    for line in lines.splitlines():
        found.update(line)
        found.update(first + second for first, second in pairwise(line))
    return found


def matching(connection: Connection, cases: Table, text: str) -> ColumnElement[bool]:
    """What is sought, as a condition on the case file ``cases``."""
    sought = plain(text)
    if not sought:
        return true()
    numbered = _by_code(cases, text.strip().upper())
    term = _rarest(connection, sought)
    held = or_(SOUGHT.c.enterprise.contains(sought, autoescape=True), SOUGHT.c.consultancy.contains(sought, autoescape=True))
    if term is None:
        compared = exists().where(SOUGHT.c.case_id == cases.c.case_id, held)
        return compared if numbered is None else or_(numbered, compared)
    few = select(TERMS.c.case_id).join(SOUGHT, SOUGHT.c.case_id == TERMS.c.case_id).where(TERMS.c.term == term, held)
    named = cases.c.case_id.in_(connection.execute(few).scalars().all())
    return named if numbered is None else or_(numbered, named)


def _rarest(connection: Connection, sought: str) -> str | None:
    """The term that fewest cases have; none where all are common."""
    wanted = {first + second for first, second in pairwise(sought)} or {sought}
    found: list[tuple[int, str]] = []
    for term in sorted(wanted):
        some = select(TERMS.c.case_id).where(TERMS.c.term == term).limit(MANY).subquery()
        number = int(connection.execute(select(func.count()).select_from(some)).scalar_one())
        if number < MANY:
            found.append((number, term))
        if number == 0:
            break
    return min(found)[1] if found else None


def _by_code(cases: Table, sought: str) -> ColumnElement[bool] | None:
    """A case number, whole or its end, or the beginning of a credit code; none where it can be neither."""
    if not _CODE.fullmatch(sought):
        return None
    conditions: list[ColumnElement[bool]] = []
    if number := _NUMBER.fullmatch(sought):
        year, serial = number.groups()
        years = [int(year)] if year else range(FIRST_YEAR, LAST_YEAR + 1)
        conditions.append(cases.c.number.in_([f"QJ-{each}-{int(serial):06}" for each in years]))
    if sought.startswith("QJ-"):
        conditions.append(and_(cases.c.number >= sought, cases.c.number < sought + BEYOND))
    if len(sought) >= SHORTEST_CODE and "-" not in sought:
        conditions.append(and_(cases.c.credit_code >= sought, cases.c.credit_code < sought + BEYOND))
    return or_(*conditions) if conditions else None
