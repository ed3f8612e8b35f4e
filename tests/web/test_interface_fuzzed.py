"""The described interface, asked by a machine that reads its description: no fault of ours, no answer the description does not know."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from web.api.documentation import METHODS

if TYPE_CHECKING:
    from tests.stories.driver import Town

EXAMPLES = 8
"""Requests of each operation and each mode."""
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance]


@pytest.fixture
def interface(small_town: Town) -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", small_town.app)


@pytest.fixture
def as_officer(small_town: Town) -> dict[str, str]:
    return {"Authorization": f"Bearer {small_town.person('bureau-officer').secret}"}


def test_the_description_is_valid_openapi(interface: Any) -> None:
    interface.validate()
    assert interface.raw_schema["openapi"] == "3.1.0"


def test_every_operation_says_how_it_refuses(interface: Any) -> None:
    silent = []
    for path, found in interface.raw_schema["paths"].items():
        for method in METHODS:
            refusals = {status for status in found.get(method, {}).get("responses", {}) if status.startswith("4")}
            if method in found and not {"401", "404"} & refusals:
                silent.append((method, path))
    assert silent == []


@pytest.mark.drill
def test_no_request_the_description_allows_or_forbids_breaks_anything(interface: Any, as_officer: dict[str, str]) -> None:
    """Every operation, with members as described and with members bent out of shape."""
    asked = 0
    for found in interface.get_all_operations():
        operation = found.ok()
        for mode in GenerationMode:

            @given(case=operation.as_strategy(generation_mode=mode))
            @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
            def ask(case: Any) -> None:
                case.call_and_validate(headers=as_officer, checks=CHECKS)

            ask()
        asked += 1
    assert asked > 80


@pytest.mark.drill
def test_an_answer_the_description_does_not_know_is_found(small_town: Town, interface: Any, as_officer: dict[str, str]) -> None:
    """The control: the same questions to a description that leaves the refusals out."""
    bent = deepcopy(interface.raw_schema)
    operation = bent["paths"]["/api/v1/enterprises"]["post"]
    operation["responses"] = {"201": operation["responses"]["201"]}
    case = schemathesis.openapi.from_dict(bent)["/api/v1/enterprises"]["POST"].Case(body={})
    response = case.call(app=small_town.app, headers=as_officer)
    with pytest.raises(FailureGroup):
        case.validate_response(response, checks=CHECKS)
