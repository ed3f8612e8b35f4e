"""A person at a browser: keeps cookies, sends the token of the form it sees."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from tests.stories.driver import Someone, Town

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Browser:
    """One browser at the town's pages; over TLS, as the cookies of a production want it."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.client = town.app.test_client()
        self.at = "http://localhost" if town.system.settings.demo else "https://localhost"

    def opens(self, path: str) -> TestResponse:
        return self.client.get(path, base_url=self.at)

    def sends(self, path: str, *, token: str | None = "the form's", **members: str) -> TestResponse:
        """Send a form; by default with the token of the sign-in page."""
        if token == "the form's":
            token = self.token()
        if token is not None:
            members["csrf_token"] = token
        return self.client.post(path, data=members, base_url=self.at, headers={"Referer": f"{self.at}/"})

    def token(self, page: str = "/sign-in") -> str:
        found = TOKEN.search(self.opens(page).text)
        assert found, f"{page} has no form"
        return found.group(1)

    def signs_in_by_button(self, who: Someone, role: str, organisation: str = "") -> TestResponse:
        return self.sends("/sign-in/demo", person=who.person, role=role, organisation=organisation)

    def signs_in(self, login: str, password: str) -> TestResponse:
        return self.sends("/sign-in", login=login, password=password)

    def cookie(self, name: str) -> str | None:
        found = self.client.get_cookie(name)
        return found.value if found is not None else None
