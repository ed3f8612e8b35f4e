"""登记库查询: enterprises, consultancies, experts and roles, each with the version a change must name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, jsonify
from marshmallow import Schema, fields

from application.outcome import NotAllowedError, NotFoundError
from domain.register.consultancy import Consultancy
from domain.register.enterprise import Enterprise
from domain.register.expert import Expert
from domain.register.person import Person
from projections.enterprises import ENTERPRISES, enterprises_named
from projections.plan_calls import PLAN_CALLS, calls
from web.auth import actor, policy, reading
from web.concurrency import etag
from web.paging import Count
from web.schemas.derive import Strict
from web.schemas.fields import Text
from web.schemas.rows import page_of, shape_of
from web.system import system
from web.visible import OFFICE, sees_enterprise

if TYPE_CHECKING:
    from uuid import UUID

    from domain.aggregate import Aggregate
    from web.api.blueprint import StrictBlueprint

MOST_FOUND = 50
EnterpriseRow = shape_of("EnterpriseRow", ENTERPRISES)
PlanCall = shape_of("PlanCall", PLAN_CALLS)


class Pass(Schema):
    """A pass that stands, with its five years."""

    case_id = fields.UUID(allow_none=True)
    passed_on = fields.Date()
    window_last_day = fields.Date()
    first_day = fields.Date()


class EnterpriseShape(Schema):
    """An enterprise."""

    id = fields.UUID()
    version = fields.Integer()
    credit_code = fields.String()
    name = fields.String()
    merged_into = fields.UUID(allow_none=True)
    open_case_id = fields.UUID(allow_none=True)
    open_case_number = fields.String(allow_none=True)
    passes = fields.List(fields.Nested(Pass))
    repeat_admitted = fields.Boolean()


class ConsultancyShape(Schema):
    """A consultancy; of its staff the references only."""

    id = fields.UUID()
    version = fields.Integer()
    credit_code = fields.String()
    name = fields.String()
    legal_person = fields.Boolean(allow_none=True)
    quality_system = fields.Boolean(allow_none=True)
    instruments = fields.Boolean(allow_none=True)
    staff = fields.List(fields.String())
    listed_on = fields.Date(allow_none=True)


class ExpertShape(Schema):
    """An expert; who it is stands in the directory."""

    id = fields.UUID()
    version = fields.Integer()
    person = fields.String()
    title_level = fields.String()
    practising_since = fields.Date()
    fields_ = fields.List(fields.String(), data_key="fields", attribute="fields")


class RoleShape(Schema):
    """A role held."""

    role = fields.String()
    organisation = fields.String(allow_none=True)


class PersonShape(Schema):
    """A person by opaque id."""

    id = fields.UUID()
    version = fields.Integer()
    roles = fields.List(fields.Nested(RoleShape))


class NameQuery(Strict):
    """A part of a name or of a credit code."""

    text = Text(required=True)
    limit = Count(least=1, most=MOST_FOUND, load_default=MOST_FOUND)


def add_to(blueprint: StrictBlueprint) -> None:
    """Add the queries of this topic."""
    for rule, view, query, shape in (
        ("/enterprises", find_enterprises, NameQuery, page_of(EnterpriseRow)),
        ("/enterprises/<uuid:enterprise_id>", show_enterprise, None, EnterpriseShape),
        ("/consultancies/<uuid:consultancy_id>", show_consultancy, None, ConsultancyShape),
        ("/experts/<uuid:expert_id>", show_expert, None, ExpertShape),
        ("/people/<uuid:person_id>", show_person, None, PersonShape),
        ("/plan-calls", list_plan_calls, None, page_of(PlanCall)),
    ):
        blueprint.read(rule, view, query, shape, topic="register")


@policy("signed-in")
def find_enterprises(query: dict[str, Any]) -> dict[str, Any]:
    """Enterprises by a part of name or code; for the office."""
    if actor().role not in OFFICE:
        raise NotAllowedError("office")
    with system().reading() as connection:
        rows = enterprises_named(connection, query["text"], limit=query["limit"])
    return {"items": rows, "total": None, "limit": query["limit"], "offset": 0}


@policy("signed-in")
def show_enterprise(enterprise_id: UUID) -> Response:
    """One enterprise; a later code of another one leads to that one."""
    by = actor()
    work = reading(system(), by)
    found = work.get(Enterprise, enterprise_id)
    if found.alias_of is not None:
        found = work.get(Enterprise, found.alias_of)
    if not sees_enterprise(by, found.id):
        raise NotFoundError(str(enterprise_id))
    passes = [*({"case_id": None, "passed_on": each.passed_on, **_window(each)} for each in found.prior_passes)]
    passes += ({"case_id": each.case_id, "passed_on": each.decided_on, **_window(each)} for each in found.passes.values())
    opened = found.open_case
    return _shown(
        EnterpriseShape,
        found,
        credit_code=found.credit_code,
        name=found.name,
        merged_into=found.merged_into,
        open_case_id=opened and opened.case_id,
        open_case_number=opened and opened.case_number,
        passes=passes,
        repeat_admitted=found.admission is not None,
    )


@policy("signed-in")
def show_consultancy(consultancy_id: UUID) -> Response:
    """One consultancy; the stream of a later code is none."""
    found = reading(system(), actor()).get(Consultancy, consultancy_id)
    if not found.registered:
        raise NotFoundError(str(consultancy_id))
    profile = found.profile
    return _shown(
        ConsultancyShape,
        found,
        credit_code=found.credit_code,
        name=found.name,
        legal_person=profile and profile.legal_person,
        quality_system=profile and profile.quality_system,
        instruments=profile and profile.instruments,
        staff=[each.reference for each in found.staff_on(system().today)],
        listed_on=found.listed and found.listed.listed_on,
    )


@policy("signed-in")
def show_expert(expert_id: UUID) -> Response:
    """One expert; for the bureau, the auditor and the expert."""
    by = actor()
    found = reading(system(), by).get(Expert, expert_id)
    if by.role not in {"bureau-officer", "bureau-approver", "auditor"} and by.organisation != str(expert_id):
        raise NotFoundError(str(expert_id))
    facts = {"title_level": found.title_level, "practising_since": found.practising_since, "fields": found.fields}
    return _shown(ExpertShape, found, person=found.person, **facts)


@policy("signed-in")
def show_person(person_id: UUID) -> Response:
    """The roles of one person; for administrator, auditor and the person."""
    by = actor()
    found = reading(system(), by).get(Person, person_id)
    if by.role not in {"administrator", "auditor"} and by.person != str(person_id):
        raise NotFoundError(str(person_id))
    return _shown(PersonShape, found, roles=[grant._asdict() for grant in sorted(found.grants)])


@policy("signed-in")
def list_plan_calls() -> dict[str, Any]:
    """The bureau's calls for plans, the newest first."""
    with system().reading() as connection:
        rows = calls(connection)
    return {"items": rows, "total": len(rows), "limit": len(rows), "offset": 0}


def _window(passed: Any) -> dict[str, Any]:
    return {"window_last_day": passed.window_last_day, "first_day": passed.first_day}


def _shown(shape: type[Schema], found: Aggregate, **members: Any) -> Response:
    response = jsonify(shape().dump({"id": found.id, "version": found.version, **members}))
    response.headers["ETag"] = etag(found.version)
    return response
