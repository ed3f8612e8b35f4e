"""Every address, page and form, with parts and queries made to break somebody: never a fault of ours, and nothing is stored."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.architecture.tree import ROOT
from tests.stories.driver import application as made
from tests.web.browser import Browser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.routing import Rule
    from werkzeug.test import TestResponse

    from tests.stories.driver import Someone, Town

FAULT = 500
PART = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")
QUERY = re.compile(r"""request\.args\.(?:get|getlist)\(["']([a-z_]+)["']|_(?:day|year)\(["']([a-z_]+)["']\)""")
FIELD = re.compile(r'<(?:input|select|textarea)[^>]*\bname="([^"]+)"')
HOSTILE = {
    "NUL": "%00",
    "NUL inside": "a%00b",
    "no UTF-8": "%ff",
    "surrogate": "%ed%a0%80",
    "overlong": "%C0%AF",
    "very long": "x" * 5_000,
    "very large": "9" * 400,
    "full-width digits": "%EF%BC%91%EF%BC%92",
    "no number": "NaN",
    "1e999": "1e999",
    "below zero": "-1",
    "line break": "%0d%0aSet-Cookie:%20x",
    "no such day": "2026-02-30",
    "the year 0": "0000-01-01",
    "blank": "",
}
TYPED = ("\0", "a\0b", "x" * 30_000, "９" * 20, "NaN", "1e999", "-1", "2026-02-30", "\ud83c\udf31".encode("utf-16", "surrogatepass").decode("utf-16"))
"""What is typed into each control of a form."""


def rules() -> list[Rule]:
    app = made()
    app.complete()
    return sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)


def queries_of_pages() -> list[str]:
    """Every name a page reads from its address, from the source, and one that nobody reads."""
    found = [match for path in (ROOT / "web").rglob("*.py") for match in QUERY.findall(path.read_text())]
    return sorted({name for names in found for name in names if name} | {"zzz"})


def usual(rule: Rule) -> str:
    """The address with parts as they usually are."""
    kinds = {"uuid": str(uuid4()), "case": "QJ-2026-000001", "int": "2026"}
    return PART.sub(lambda part: kinds.get(part[1] or "", "x"), rule.rule)


def method_of(rule: Rule) -> str:
    return next(each for each in ("GET", "POST", "PUT", "PATCH", "DELETE") if each in (rule.methods or ()))


def asked(town: Town, by: Someone, method: str, address: str) -> TestResponse:
    headers = {"Authorization": f"Bearer {by.secret}", "If-Match": '"1"'}
    body: dict[str, str] | None = {} if method != "GET" and address.startswith("/api/") else None
    return town.app.test_client(use_cookies=False).open(address, method=method, json=body, headers=headers)


def broken(town: Town, by: Someone, requests: Iterator[tuple[str, str]]) -> dict[str, int]:
    """Addresses that were answered with a fault of ours, or on the interface in another form than problem+json."""
    found = {}
    for method, address in requests:
        answer = asked(town, by, method, address)
        speechless = address.startswith("/api/") and answer.status_code >= 400 and answer.content_type != "application/problem+json"
        if answer.status_code >= FAULT or speechless:
            found[f"{method} {address[:120]}"] = answer.status_code
    return found


@pytest.fixture
def officer(small_town: Town) -> Someone:
    return small_town.person("bureau-officer")


@pytest.mark.parametrize("name", HOSTILE)
def test_no_part_of_an_address_breaks_anything(small_town: Town, officer: Someone, name: str) -> None:
    head = small_town.log_head
    parts = ((method_of(rule), PART.sub(lambda _: HOSTILE[name], rule.rule)) for rule in rules() if PART.search(rule.rule))
    assert broken(small_town, officer, parts) == {}
    assert small_town.log_head == head


def pages() -> list[Rule]:
    return [rule for rule in rules() if "GET" in (rule.methods or ()) and not rule.rule.startswith(("/api/", "/static/", "/metrics"))]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_query_breaks_a_page(small_town: Town, officer: Someone, name: str) -> None:
    all_at_once = "&".join(f"{query}={HOSTILE[name][:400]}" for query in queries_of_pages())
    assert broken(small_town, officer, (("GET", f"{usual(rule)}?{all_at_once}") for rule in pages())) == {}


@pytest.mark.drill
@pytest.mark.parametrize("name", HOSTILE)
def test_no_single_query_breaks_a_page(small_town: Town, officer: Someone, name: str) -> None:
    one_by_one = (("GET", f"{usual(rule)}?{query}={HOSTILE[name]}") for rule in pages() for query in queries_of_pages())
    assert broken(small_town, officer, one_by_one) == {}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_query_breaks_the_interface(small_town: Town, officer: Someone, name: str) -> None:
    app = made()
    readers = [rule for rule in rules() if rule.rule.startswith("/api/") and getattr(app.view_functions[rule.endpoint], "takes_query", False)]
    described = app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict()["paths"]
    one_by_one = (
        ("GET", f"{usual(rule)}?{query['name']}={HOSTILE[name]}")
        for rule in readers
        for query in described[PART.sub(r"{\2}", rule.rule)]["get"]["parameters"]
        if query["in"] == "query"
    )
    assert broken(small_town, officer, one_by_one) == {}


def test_names_of_queries_are_found_in_the_source() -> None:
    assert {"district", "year", "back", "zzz"} <= set(queries_of_pages())


@pytest.mark.parametrize("path", ["/", "/cases", "/api/v1/cases", "/api/v1/results", "/api/v1/worklist", "/api/v1/enterprises"])
def test_neither_database_stumbles_over_what_it_cannot_keep(town: Town, path: str) -> None:
    officer = town.person("bureau-officer")
    town.catch_up()
    values = [each for name, each in HOSTILE.items() if name in {"NUL", "NUL inside", "no UTF-8", "surrogate", "very long", "very large"}]
    assert broken(town, officer, (("GET", f"{path}?{query}={each}") for query in ("q", "text", "year", "offset") for each in values)) == {}


# ------------------------------------------------------------------------------------------------------------------------ forms


def filled(page: TestResponse, typed: str) -> dict[str, str]:
    """Every control of a page's forms, filled with the same."""
    return {name: typed for name in FIELD.findall(page.text) if name != "csrf_token"}


@pytest.mark.parametrize("typed", TYPED, ids=range(len(TYPED)))
def test_nothing_typed_into_a_form_breaks_it(demo: Town, typed: str) -> None:
    people = {role: demo.person(role) for role in ("bureau-officer", "administrator")}
    demo.catch_up()
    head, faults = demo.log_head, {}
    for role, person in people.items():
        browser = Browser(demo)
        browser.signs_in_by_button(person, role)
        token = browser.token("/cases")
        for rule in rules():
            if "POST" in (rule.methods or ()) and not rule.rule.startswith(("/api/", "/sign-", "/language")):
                controls = filled(browser.opens(usual(rule)), typed) if "GET" in (rule.methods or ()) else {}
                answer = browser.sends(usual(rule), token=token, **(controls | {"zzz": typed}))
                if answer.status_code >= FAULT:
                    faults[f"{role} {rule.rule}"] = answer.status_code
    assert faults == {}
    assert demo.log_head == head


def test_a_login_of_any_characters_is_only_a_wrong_login(town: Town) -> None:
    browser = Browser(town)
    wrong = {typed[:9]: browser.signs_in(typed, typed).status_code for typed in TYPED}
    assert set(wrong.values()) <= {400, 422}
