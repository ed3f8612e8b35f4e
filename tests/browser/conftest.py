"""One site and one browser for each process of the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.site import Site, Visitor, chromium

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    found = Site(tmp_path_factory.mktemp("site"))
    try:
        found.wait()
        yield found
    finally:
        found.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()  # a browser that is missing is an error that says what to install, never a test passed over
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def visitor(browser: Browser, site: Site) -> Iterator[Callable[..., Visitor]]:
    opened: list[Visitor] = []

    def enter(**options: Any) -> Visitor:
        opened.append(Visitor(browser, site, **options))
        return opened[-1]

    yield enter
    for each in opened:
        each.close()
