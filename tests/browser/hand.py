"""A hand at a form: fills in controls by their names, ticks by their words, sends; by keyboard alone where that is asked for."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from playwright.sync_api import TimeoutError  # noqa: A004  the browser's own

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Locator

    from tests.browser.site import Visitor

MOST_STEPS = 400
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
CHOICES = frozenset({"radio", "checkbox"})


class Hand:
    """Somebody who fills in forms."""

    def __init__(self, visitor: Visitor, *, keyboard: bool = False) -> None:
        self.visitor = visitor
        self.page = visitor.page
        self.keyboard = keyboard

    def fills(self, path: str, typed: Mapping[str, Any], *, do: str | None = None, ticks: tuple[str, ...] = ()) -> None:
        """Open a form (none: the one that is open), fill it in by the paths of its controls, and send it."""
        if path:
            assert self.visitor.opens(path) == 200, (path, self.page.title())
        for name, value in typed.items():
            self._types(name, value)
        for words in ticks:
            self.page.locator("label.box", has_text=words).first.locator("input").check()
        self.sends(do)

    def sends(self, do: str | None = None) -> None:
        """Send the form; with ``do`` by another of its buttons."""
        self.presses(self.page.locator(f'button[name=do][value="{do}"]' if do else "form .acts button.primary").last)

    def presses(self, button: Locator) -> None:
        """Press a button and wait for the page that follows."""
        with self.page.expect_response(lambda answer: answer.request.method == "POST"):
            if self.keyboard:
                button.focus()
                self.page.keyboard.press("Enter")
            else:
                button.click()
        self.page.wait_for_load_state("networkidle")
        self.page.wait_for_timeout(100)

    def done(self) -> str:
        """What the page says was done; otherwise what was wrong."""
        with suppress(TimeoutError):
            self.page.wait_for_selector(".said, .summary, .receipt", timeout=8_000)
        assert self.page.locator(".said, .summary, .receipt").count(), (self.page.url, self.page.locator("main").inner_text()[:500])
        wrong = self.page.locator(".summary li").all_inner_texts()
        assert not wrong, wrong
        return self.page.url

    def _types(self, name: str, value: Any) -> None:
        found = self.page.locator(f'[name="{name}"]:not([type=hidden])')
        kind = found.first.get_attribute("type") or found.first.evaluate("each => each.tagName.toLowerCase()")
        if kind in CHOICES:
            for each in value if isinstance(value, tuple) else (value,):
                by_code = self.page.locator(f'[name="{name}"][value="{each}"]')
                by_words = self.page.locator("label.box", has_text=str(each)).locator(f'[name="{name}"]').first
                self._reaches(by_code if by_code.count() else by_words).check()
        elif kind == "file":
            found.set_input_files({"name": str(value), "mimeType": "application/pdf", "buffer": PDF})
        elif kind == "select":
            self._chooses(self._reaches(found.first), value)
        elif self.keyboard and kind not in {"date", "time"}:
            self._reaches(found.first)
            self.page.keyboard.press("Control+A")
            self.page.keyboard.type(str(value))
        else:
            self._reaches(found.first).fill(str(value))

    def _chooses(self, control: Locator, value: Any) -> None:
        """By code, or by words its label has."""
        options = control.locator("option").evaluate_all("all => all.map(each => [each.value, each.textContent])")
        chosen = next((code for code, label in options if code == value or (code and str(value) in label)), None)
        assert chosen is not None, (value, options[:9])
        control.select_option(chosen)

    def _reaches(self, control: Locator) -> Locator:
        """By keyboard alone: on with the tabulator until the focus is there. Whoever cannot be reached so is found."""
        if not self.keyboard:
            return control
        for _ in range(MOST_STEPS):
            if control.evaluate("each => document.activeElement === each || (each.type === 'radio' && document.activeElement.name === each.name)"):
                return control
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {control}")

    def number(self) -> str:
        """The first case number on the page."""
        found = re.search(r"QJ-[0-9]{4}-[0-9]{6}", self.page.content())
        assert found, self.page.url
        return found.group()
