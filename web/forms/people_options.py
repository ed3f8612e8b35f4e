"""可选的人和事: people, organisations, seats, sheets and cases by their names, for those who may see them anyway."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from domain.scoring.sheet_form import sheet_form
from projections import results
from projections.capacities import CAPACITIES
from projections.case_file import CASES
from projections.consultancies import CONSULTANCIES
from projections.enterprises import ENTERPRISES
from projections.experts import EXPERTS
from web import texts, wording
from web.auth import reading
from web.forms.asking import Option
from web.language import language
from web.people import names
from web.system import system
from web.visible import sees_enterprise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Select, Table

    from web.forms.asking import Asking

MOST = 500
"""More are not offered in one control; what is chosen from thousands has a page with a search of its own."""
OFFICE = frozenset({"bureau-officer", "bureau-approver", "district-officer", "administrator"})


def _rows(wanted: Select[tuple[object, ...]]) -> list[dict[str, object]]:
    with system().reading() as connection:
        return [dict(row) for row in connection.execute(wanted.limit(MOST)).mappings()]


def _named_experts(ids: Iterable[UUID]) -> list[Option]:
    asked = list(ids)
    rows = {row["expert_id"]: str(row["person"]) for row in _rows(select(EXPERTS).where(EXPERTS.c.expert_id.in_(asked)))}
    known = names(rows.values())
    return [Option(str(each), known.get(rows.get(each, ""), str(each))) for each in asked]


def experts_of_register(_asking: Asking) -> list[Option]:
    """Every expert, with title and fields."""
    rows = _rows(select(EXPERTS).order_by(EXPERTS.c.expert_id))
    known, chosen = names(str(row["person"]) for row in rows), language()
    return sorted(
        (
            Option(str(row["expert_id"]), f"{known[str(row['person'])]} · {wording.code('title-level', str(row['title_level']), chosen)}")
            for row in rows
        ),
        key=lambda each: each.label,
    )


def experts_of_case(asking: Asking) -> list[Option]:
    """Those with a seat; an expert, only itself."""
    seats = asking.case.seats if asking.case else {}
    return _named_experts(each for each in seats if asking.actor.role != "expert" or str(each) == asking.actor.organisation)


def experts_confirmed(asking: Asking) -> list[Option]:
    """Those who confirmed."""
    seats = asking.case.seats if asking.case else {}
    return _named_experts(each for each, seat in seats.items() if seat.status == "confirmed")


def experts_left(asking: Asking) -> list[Option]:
    """Those who left the appointed panel and whose place is not taken."""
    return _named_experts(sorted(asking.case.vacancies)) if asking.case else []


def people_in(asking: Asking, roles: tuple[str, ...]) -> list[Option]:
    """People who hold one of the roles; of a district, that of the case."""
    wanted = select(CAPACITIES.c.person, CAPACITIES.c.organisation).where(CAPACITIES.c.role.in_(roles))
    rows = [row for row in _rows(wanted) if roles != ("district-officer",) or asking.case is None or row["organisation"] == asking.case.district]
    known = names({str(row["person"]) for row in rows})
    return sorted(
        (Option(person, name) for person, name in known.items() if person in {str(row["person"]) for row in rows}), key=lambda each: each.label
    )


def everybody(asking: Asking) -> list[Option]:
    """People of the directory who hold a role; for those who run it."""
    if asking.actor.role not in OFFICE:
        return []
    known = names({str(row["person"]) for row in _rows(select(CAPACITIES.c.person).distinct())})
    return sorted((Option(person, name) for person, name in known.items()), key=lambda each: each.label)


def enterprises(asking: Asking) -> list[Option]:
    """Enterprises: all for the office; otherwise those the actor may see."""
    rows = _rows(select(ENTERPRISES.c.enterprise_id, ENTERPRISES.c.name, ENTERPRISES.c.credit_code).order_by(ENTERPRISES.c.name))
    office = asking.actor.role in OFFICE
    return [Option(str(row["enterprise_id"]), f"{row['name']} {row['credit_code']}") for row in rows if office or _sees(asking, row["enterprise_id"])]


def _sees(asking: Asking, enterprise_id: object) -> bool:
    return sees_enterprise(asking.actor, UUID(str(enterprise_id)))


def consultancies(asking: Asking) -> list[Option]:
    """Consultancies of the register; for a consultancy, itself."""
    own = asking.actor.organisation if asking.actor.role == "consultant" else None
    return [each for each in _register(CONSULTANCIES, "consultancy_id") if own is None or each.code == own]


def enterprises_and_consultancies(asking: Asking) -> list[Option]:
    """Both, for ties of experts and the like."""
    return [*enterprises(asking), *consultancies(asking)]


def organisations(asking: Asking) -> list[Option]:
    """What a role can be held for: enterprises, consultancies, districts, experts."""
    from domain.law.districts import districts  # noqa: PLC0415  read when it is asked for

    places = [Option(each.code, getattr(each, language())) for each in districts()]
    return [*places, *consultancies(asking), *enterprises(asking), *experts_of_register(asking)]


def _register(table: Table, key: str) -> list[Option]:
    rows = _rows(select(table.c[key], table.c.name, table.c.credit_code).order_by(table.c.name))
    return [Option(str(row[key]), f"{row['name']} {row['credit_code']}") for row in rows]


def objections_of_case(asking: Asking) -> list[Option]:
    """Objections by their order."""
    objections = asking.case.objections if asking.case else {}
    template = texts.word("offered", "objection", language())
    return [Option(str(each), template.format(number=number)) for number, each in enumerate(objections, start=1)]


def penalty_matches(asking: Asking) -> list[Option]:
    """Records of the penalty reply."""
    reply = asking.case.penalty_reply if asking.case else None
    return [Option(each.reference, f"{each.reference} {each.subject}") for each in (reply.matches if reply else ())]


def sheets_of_case(asking: Asking) -> list[Option]:
    """Sheets of the case; an expert's own alone."""
    if asking.case is None:
        return []
    mine = asking.actor.organisation if asking.actor.role == "expert" else None
    found = reading(system(), asking.actor).sheets_of(asking.case)
    experts = dict(_named_experts(each.expert_id for each in found))
    return [Option(str(each.id), experts[str(each.expert_id)]) for each in found if mine in {None, str(each.expert_id)}]


def sheet_items(asking: Asking) -> list[Option]:
    """Items of the score sheet with their maxima."""
    form = sheet_form(asking.rules.word("scoring/sheet", asking.on), system().rulebook)
    return [Option(each.id, f"{each.id} {getattr(each, language())} ({each.maximum})") for each in form.items]


def undertakings(_asking: Asking) -> list[Option]:
    """The wording of the confidentiality undertaking in use."""
    return [Option(UNDERTAKING_VERSION, texts.word("offered", "undertaking", language()))]


UNDERTAKING_VERSION = "2026-1"
"""Version of the wording shown beside the box."""


def lists(_asking: Asking) -> list[Option]:
    """Lists, drafts among them."""
    rows = _rows(select(results.LISTS.c.list_id, results.LISTS.c.title).order_by(results.LISTS.c.drafted_on.desc()))
    return [Option(str(row["list_id"]), str(row["title"])) for row in rows]


def plans_to_report(asking: Asking) -> list[Option]:
    """Endorsed plans of the district."""
    return _cases("plan-endorsed", district=asking.actor.organisation)


def subjects_of_lists(_asking: Asking) -> list[Option]:
    """Cases that can come on a list now, and consultancies."""
    return [*_cases("plan-reported"), *_cases("prechecked"), *_cases("graded"), *_register(CONSULTANCIES, "consultancy_id")]


def cases(_asking: Asking) -> list[Option]:
    """The newest cases by number."""
    return _cases(None)


def _cases(state: str | None, district: str | None = None) -> list[Option]:
    columns = CASES.c
    wanted = select(columns.case_id, columns.number, columns.enterprise_name).order_by(columns.number.desc())
    if state is not None:
        wanted = wanted.where(columns.state == state)
    if district is not None:
        wanted = wanted.where(columns.district == district)
    return [Option(str(row["case_id"]), f"{row['number']} {row['enterprise_name']}") for row in _rows(wanted)]
