"""Every address has a policy, every command one address, and the description says what is there."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

import application.commands
from application.casework import HANDLERS, gather_handlers
from application.commands.command import Command
from application.permissions.table import permissions
from tests.stories.driver import application as made
from web.api.commands import asked_by_public
from web.api.documentation import METHODS, described
from web.api.route import Route, routes
from web.auth import MACHINES, POLICIES, policy, policy_of

if TYPE_CHECKING:
    from werkzeug.routing import Rule

    from tests.stories.driver import Town

PUBLIC = {
    "/healthz",
    "/readyz",
    "/sign-in",
    "/sign-in/demo",
    "/sign-in/role",
    "/language/<chosen>",
    "/problems/<code>",
    "/static/<digest>/<path:name>",
    "/api/v1/openapi.json",
    "/api/v1/docs",
    "/api/v1/lists",
    "/api/v1/lists/<uuid:list_id>",
    "/api/v1/results",
    "/api/v1/calendar.ics",
    "/api/v1/trail",
    "/api/v1/trail/checkpoint",
    "/api/v1/trail/checkpoints/<size>",
    "/api/v1/trail/consistency",
    "/api/v1/trail/inclusion",
    "/api/v1/trail/tile/<path:tile>",
    "/api/v1/trail/timestamps/<size>",
    "/api/v1/trail/witness-request",
    "/public/trail",
    "/api/v1/cases/<case:case_id>",
    "/api/v1/cases/<case:case_id>/objections",
}
"""What somebody not signed in may ask; nothing else."""
WRITING = {"POST", "PUT", "PATCH", "DELETE"}


def commands() -> set[type[Command]]:
    found = set()
    for module in pkgutil.iter_modules(application.commands.__path__):
        members = vars(importlib.import_module(f"application.commands.{module.name}")).values()
        found |= {each for each in members if inspect.isclass(each) and issubclass(each, Command) and each is not Command}
    return found


def rules() -> list[Rule]:
    app = made()
    app.complete()
    return sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)


def method_of(rule: Rule) -> str:
    return next(iter(sorted((rule.methods or set()) & {"GET", *WRITING})))


def address(rule: str) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: "2026" if found.group(1) == "year" else str(uuid4()), rule)


def test_every_command_has_exactly_one_address() -> None:
    routed = [route.command for route in routes()]
    assert set(routed) == commands()
    assert len(routed) == len(set(routed))


def test_every_command_has_a_handler_and_a_row_of_permissions() -> None:
    gather_handlers()
    assert commands() == set(HANDLERS) == set(permissions())


def test_a_command_without_an_address_would_be_found() -> None:
    class Planted(Command):
        """Asked for nowhere."""

    assert Planted not in {route.command for route in routes()}


def test_an_address_names_fields_of_its_command() -> None:
    assert [route for route in routes() if not route.given <= set(route.command.__dataclass_fields__)] == []


def test_the_names_others_rely_on() -> None:
    nouns = {route.rule.removeprefix("/cases/<case:case_id>/") for route in routes()}
    fixed = (
        "plan-amendment plan-endorsement plan-return registration submission submission-return precheck precheck-failure panel visit conflicts "
        "expert-withdrawal expert-replacement acceptance revision revision-extension grade-proposal grade objections objection-decision "
        "grade-correction withdrawal discontinuation"
    )
    assert set(fixed.split()) <= nouns
    addressed = {(route.method, route.rule) for route in routes()}
    assert ("POST", "/cases") in addressed
    assert ("PUT", "/cases/<case:case_id>/sheets/<uuid:sheet_id>") in addressed
    assert ("POST", "/cases/<case:case_id>/sheets/<uuid:sheet_id>/lock") in addressed


def test_every_address_has_a_policy() -> None:
    app = made()
    assert {rule.rule: policy_of(app.view_functions[rule.endpoint]) for rule in rules()}.keys() >= PUBLIC
    with pytest.raises(LookupError):
        policy_of(lambda: None)
    with pytest.raises(ValueError, match="no policy"):
        policy("whoever")
    assert set(POLICIES) == {"public", "signed-in"}


def test_only_what_is_meant_to_be_is_public() -> None:
    app = made()
    found = {rule.rule for rule in rules() if policy_of(app.view_functions[rule.endpoint]) == "public"}
    assert found == PUBLIC


def test_the_public_asks_only_what_its_permission_says() -> None:
    assert [route.rule for route in routes() if asked_by_public(route.command)] == ["/cases/<case:case_id>/objections"]


@pytest.mark.parametrize("rule", [rule for rule in rules() if rule.rule not in PUBLIC], ids=lambda rule: f"{method_of(rule)} {rule.rule}")
def test_nobody_gets_in_without_signing_in(small_town: Town, rule: Rule) -> None:
    client = small_town.app.test_client(use_cookies=False)
    method = method_of(rule)
    response = client.open(address(rule.rule), method=method, json={} if method in WRITING else None, headers={"If-Match": '"1"'})
    if rule.rule.startswith("/api/"):
        assert (response.status_code, response.json and response.json["type"]) == (401, "/problems/not-signed-in")
    elif method == "GET" and not rule.rule.startswith(MACHINES):
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/sign-in?back=")
    else:
        assert response.status_code == 401


@pytest.mark.parametrize("secret", ["", "qj_", "qj_wrong", "x" * 10_000, "示例"])
def test_a_wrong_token_is_nobody(small_town: Town, secret: str) -> None:
    headers = {"Authorization": f"Bearer {secret}".encode().decode("latin-1")}
    response = small_town.app.test_client(use_cookies=False).get("/api/v1/results", headers=headers)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def operations(document: dict[str, dict[str, dict[str, object]]]) -> set[tuple[str, str]]:
    return {(method.upper(), path) for path, found in document["paths"].items() for method in METHODS if method in found}


def test_the_description_is_the_map_of_addresses() -> None:
    app = made()
    app.complete()
    described_there = operations(described(app.extensions["flask-smorest"]["apis"][""]["ext_obj"]))
    own = {"/api/v1/openapi.json", "/api/v1/docs"}
    mapped = {
        (method_of(rule), re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in rules()
        if rule.rule.startswith("/api/") and rule.rule not in own
    }
    assert described_there == mapped


def test_a_query_nobody_reads_is_refused_everywhere(small_town: Town) -> None:
    somebody = small_town.person("bureau-officer")
    passed = {}
    for rule in rules():
        if rule.rule.startswith("/api/"):
            method = method_of(rule)
            headers = {"Authorization": f"Bearer {somebody.secret}", "If-Match": '"1"'}
            response = small_town.app.test_client(use_cookies=False).open(
                f"{address(rule.rule)}?tenant=other", method=method, json={} if method in WRITING else None, headers=headers
            )
            if (response.status_code, response.json and response.json.get("type")) != (422, "/problems/query-wrong"):
                passed[rule.rule] = response.status_code
    assert passed == {}


def test_a_query_given_twice_is_refused(small_town: Town) -> None:
    response = small_town.app.test_client().get("/api/v1/results?text=a&text=b")
    assert response.json is not None
    assert response.json["faults"] == [{"field": "text", "code": "given-twice", "reason": "只能出现一次"}]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=-1", "limit=1e3", "limit=５", "limit=", "offset=1000001", "offset=99999999999", "text=%00"]
)
def test_a_page_is_bounded(small_town: Town, query: str) -> None:
    response = small_town.app.test_client().get(f"/api/v1/results?{query}")
    assert response.status_code == 422, response.text


def test_a_route_is_a_value() -> None:
    assert Route("POST", "/x/<uuid:a>/<case:b>", Command).given == {"a", "b"}
