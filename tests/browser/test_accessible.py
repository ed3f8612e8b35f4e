"""无障碍: axe finds nothing and the content security policy is kept on every page every role reaches; no page can be forgotten."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tests.browser.pages import PLACES, ROLES, endpoints, walk
from tests.browser.site import AXE, Visitor

if TYPE_CHECKING:
    from collections.abc import Callable

UNREACHED = {
    "application_tasks.check",
    "history.choose",
    "history.comparison",
    "refusals.one",
    "trail_exports.shown",
}
"""Pages that need something no demo begins with."""


def test_every_page_of_every_role_is_accessible_and_keeps_the_policy(visitor: Callable[..., Visitor]) -> None:
    found: dict[str, list[str]] = {}
    known: Counter[tuple[str, str]] = Counter()
    reached: set[str] = set()
    for role, place in ((each, place) for each in ROLES for place in range(PLACES.get(each, 1))):
        somebody = visitor()
        somebody.signs_in(role, place)
        for page in walk(somebody, role, known):
            if page.status < 400:
                reached.add(page.endpoint)
            if not page.status:
                continue
            wrong = somebody.inaccessible() + [f"policy: {each}" for each in somebody.against_policy()]
            wrong += [f"status {page.status}"] if page.status >= 500 else []
            if wrong:
                found[f"{role} {page.path}"] = wrong
        somebody.close()
    assert found == {}, "\n".join(f"{page}: {wrong}" for page, wrong in found.items())
    assert sorted(endpoints() - reached - UNREACHED) == []


def test_axe_finds_a_planted_fault(visitor: Callable[..., Visitor]) -> None:
    somebody = visitor()
    somebody.opens("/sign-in")
    somebody.page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/x\"><input>')")
    assert {each.split(":")[0] for each in somebody.inaccessible()} >= {"image-alt", "label"}
    assert AXE.exists()
