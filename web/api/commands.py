"""命令接口: a view for each route: body → frozen command → Casework → answer with version, ETag and position."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import jsonify

from application.permissions.predicates import public
from application.permissions.table import permissions
from domain.register.credit_code import enterprise_id, fault_of
from web.api.blueprint import StrictBlueprint
from web.api.route import Route, routes
from web.auth import PUBLIC, actor, policy, reading, visitor
from web.concurrency import command_id, etag, expected_version
from web.references import case_id_of
from web.schemas.answers import Answer
from web.schemas.derive import LATE_ENTRY, body_of
from web.system import system

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response

    from application.commands.command import Command
    from application.outcome import Answer as Outcome
    from application.work import Work
    from domain.fact import Capacity

REFUSALS = (400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 429)


def blueprint() -> StrictBlueprint:
    """All commands, each at its address."""
    found = StrictBlueprint("commands", __name__, url_prefix="/api/v1")
    for route in routes():
        _add(found, route)
    return found


def _add(blueprint: StrictBlueprint, route: Route) -> None:
    def view(body: dict[str, Any], **given: Any) -> Response:
        return carry_out(route, body, given)

    command = route.command
    view.__name__ = view.__qualname__ = command.__name__
    view.__doc__ = (command.__doc__ or "").replace("``", "")  # the page shows it plain
    documented: Callable[..., Any] = policy("public" if asked_by_public(command) else "signed-in")(view)
    documented = blueprint.problems(REFUSALS)(documented)
    documented = blueprint.doc(operationId=command.__name__, parameters=_headers(command), security=_security(command))(documented)
    documented = blueprint.arguments(body_of(command, route.given))(documented)
    documented = blueprint.response(201 if route.creates else 200, Answer)(documented)
    blueprint.route(route.rule, methods=[route.method], endpoint=command.__name__, tags=[route.topic])(documented)


def carry_out(route: Route, body: dict[str, Any], given: dict[str, Any]) -> Response:
    """Make the command and hand it over."""
    by = _who(route.command)
    late = {name: body.pop(name, None) for name in LATE_ENTRY}
    if "case_id" in given:
        given["case_id"] = case_id_of(given["case_id"])
    command = route.command(**given, **body)
    outcome = system().casework.handle(
        command,
        on_behalf(by, command),
        command_id=command_id(),
        expected_version=expected_version(route.command),
        on=late["on"],
        backdated_because=late["backdated_because"],
    )
    return _answer(route, command, outcome)


def _who(command: type[Command]) -> Capacity:
    """Who is signed in; the public where the command is one the public may ask for."""
    return visitor() or (PUBLIC if asked_by_public(command) else actor())


def asked_by_public(command: type[Command]) -> bool:
    """Whether the command's permission lets the public ask."""
    permission = permissions().get(command)
    return permission is not None and public in permission.conditions


def on_behalf(by: Capacity, command: Command) -> Capacity:
    """代: a consultancy acts for the enterprise of the case, or of the form it hands in."""
    if by.role != "consultant" or by.on_behalf_of is not None:
        return by
    return _for_enterprise(by, command, reading(system(), by)) or by


def _for_enterprise(by: Capacity, command: Command, work: Work) -> Capacity | None:
    case_id: UUID | None = getattr(command, "case_id", None)
    form = getattr(command, "form", None)
    if case_id is not None:
        whose = work.case(case_id).enterprise_id
    elif form is not None and fault_of(form.credit_code) is None:
        whose = enterprise_id(form.credit_code)
    else:
        return None
    return type(by)(by.person, by.role, by.organisation, str(whose))


def _answer(route: Route, command: Command, outcome: Outcome) -> Response:
    subject = _subject(route, command, outcome)
    version = None if subject is None else outcome.version(subject)
    named = outcome.created or subject
    response = jsonify(
        id=None if named is None else str(named),
        version=version,
        versions=outcome.versions,
        position=outcome.position or system().log.head(),  # nothing was written: as it stands
        remark=outcome.remark,
    )
    if version is not None:
        response.headers["ETag"] = etag(version)
    if route.creates:
        response.status_code = 201
    return response


def _subject(route: Route, command: Command, outcome: Outcome) -> UUID | None:
    """The aggregate whose version the answer tells: what was created or changed, else what the address names."""
    first = outcome.created if command.SUBJECT is None else getattr(command, command.SUBJECT)
    addressed = (getattr(command, name, None) for name in sorted(route.given))
    return next((each for each in (first, *addressed) if isinstance(each, UUID) and outcome.version(each) is not None), None)


def _headers(command: type[Command]) -> list[dict[str, Any]]:
    key = {
        "in": "header",
        "name": "Idempotency-Key",
        "required": False,
        "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
        "description": "Your key of this request: sent again under it, it has one effect and one answer.",
    }
    version = {
        "in": "header",
        "name": "If-Match",
        "required": True,
        "schema": {"type": "string", "pattern": '^"(0|[1-9][0-9]{0,9})"$'},
        "description": "The version you looked at, as its ETag.",
    }
    return [key] if command.SUBJECT is None else [key, version]


def _security(command: type[Command]) -> list[dict[str, list[str]]]:
    signed_in: list[dict[str, list[str]]] = [{"token": []}, {"session": []}]
    return [*signed_in, {}] if asked_by_public(command) else signed_in
