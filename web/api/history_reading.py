"""推导的接口: how each decision of a case follows; what another rule set would have said; refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields

from application.outcome import NotAllowedError
from domain.history.portrait import BUREAU
from domain.law.rulebook import UnknownRuleSet
from projections import refusals
from projections.refusals import REFUSALS
from web.auth import actor, policy
from web.desks.rederivation import decision, examiner
from web.desks.refusals import wanted
from web.paging import Paged
from web.problems import ProblemError
from web.references import case_id_of
from web.schemas.derive import Strict
from web.schemas.fields import Text
from web.schemas.rows import page_of, shape_of
from web.system import system
from web.visible import visible_case

if TYPE_CHECKING:
    from web.api.blueprint import StrictBlueprint

Derivation = Schema.from_dict(
    {
        "case": fields.String(),
        "agrees": fields.Boolean(),
        "decisions": fields.List(fields.Dict()),
        "findings": fields.List(fields.Dict()),
    },
    name="Derivation",
)
Supposition = Schema.from_dict(
    {
        "case": fields.String(),
        "rule_set": fields.String(),
        "not_a_decision": fields.Boolean(),
        "changes": fields.List(fields.Dict()),
    },
    name="Supposition",
)


class SuppositionQuery(Strict):
    """Which rules to ask instead."""

    rule_set = Text(required=True)


def add_to(blueprint: StrictBlueprint) -> None:
    """Add the queries."""
    blueprint.read("/cases/<case:case_id>/derivation", show_derivation, None, Derivation, topic="cases")
    blueprint.read("/cases/<case:case_id>/what-if", show_supposition, SuppositionQuery, Supposition, topic="cases")
    blueprint.read("/refusals", list_refusals, Paged, page_of(shape_of("RefusedRequest", REFUSALS)), topic="cases")


@policy("signed-in")
def show_derivation(case_id: str) -> dict[str, Any]:
    """Every deciding event derived again: facts, rule values, steps, recorded and derived; a difference with its cause."""
    case = visible_case(actor(), case_id_of(case_id))
    _of_the_office()
    found, findings = examiner(trace=True).one(case.id)
    return {
        "case": case.number,
        "agrees": not findings,
        "decisions": [_plain(decision(each)._asdict()) for each in found],
        "findings": [each._asdict() for each in findings],
    }


@policy("signed-in")
def show_supposition(query: dict[str, Any], case_id: str) -> dict[str, Any]:
    """What another rule set would have said. Not a decision."""
    case = visible_case(actor(), case_id_of(case_id))
    _of_the_office()
    try:
        rules = system().rulebook.rule_set(query["rule_set"])
    except UnknownRuleSet:
        raise ProblemError("query-wrong", faults=(("rule_set", "field-unknown"),)) from None
    changes = [each._asdict() for each in examiner().what_if(case.id, rules)]
    return {"case": case.number, "rule_set": rules.id, "not_a_decision": True, "changes": changes}


@policy("signed-in")
def list_refusals(query: dict[str, Any]) -> dict[str, Any]:
    """Refused requests: all for the auditor, its own for an enterprise or consultancy."""
    narrowed = wanted(actor())
    with system().reading() as connection:
        rows = refusals.kept(connection, narrowed, limit=query["limit"], offset=query["offset"])
        total = refusals.count(connection, narrowed)
    return {"items": rows, "total": total, "limit": query["limit"], "offset": query["offset"]}


def _of_the_office() -> None:
    if actor().role not in BUREAU:
        raise NotAllowedError("bureau | auditor")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, tuple | list):
        members = getattr(value, "_asdict", None)
        return _plain(members()) if members else [_plain(each) for each in value]
    return value if value is None or isinstance(value, str | int | bool) else str(value)
