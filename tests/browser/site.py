"""The product as `make run` starts it, on a port and in a folder of its own, and Debian's Chromium looking at it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Error

from tests.architecture.tree import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser")
MISSING = "Chromium is not there. Install Debian's: apt-get install chromium fonts-noto-cjk"
PATIENCE = 180
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WATCH = """
window.__against = [];
document.addEventListener('securitypolicyviolation', each => window.__against.push(each.violatedDirective + ' ' + each.blockedURI));
"""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def chromium() -> str:
    """Where Debian's Chromium is. Raises LookupError saying what to install."""
    found = next((each for each in CHROMIUM if Path(each).exists()), None) or shutil.which("chromium")
    if found is None:
        raise LookupError(MISSING)
    return found


class Site:
    """Web and worker with the demo's data."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.at = f"http://127.0.0.1:{self.port}"
        self.log = folder / "serve.log"
        settings = {"QINGJIAN_MODE": "demo", "QINGJIAN_INSTANCE_DIR": str(folder / "instance"), "PORT": str(self.port)}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("QINGJIAN_")}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen([sys.executable, "-m", "scripts.serve"], cwd=ROOT, env=kept | settings, stdout=log, stderr=log)

    def wait(self) -> None:
        """Until it is ready. Raises TimeoutError with the end of its log."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.at}/readyz", timeout=2) as answer:  # noqa: S310  our own address
                    if answer.status == 200:
                        return
            except (OSError, urllib.error.URLError):
                time.sleep(0.5)
        raise TimeoutError(self.log.read_text()[-2000:])

    def close(self) -> None:
        """End web and worker."""
        self.process.terminate()
        self.process.wait(30)


class Visitor:
    """Somebody at the browser: signs in by the demo's buttons, sees what is wrong with each page."""

    def __init__(self, browser: Browser, site: Site, **options: Any) -> None:
        self.site = site
        self.context: BrowserContext = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **options)
        self.context.add_init_script(WATCH)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)

    def opens(self, path: str) -> int:
        """Open a page; its status, 0 for what is no page but a download."""
        try:
            answer = self.page.goto(f"{self.site.at}{path}" if path.startswith("/") else path)
        except Error as no:
            if "Download is starting" in str(no):
                return 0
            raise
        return answer.status if answer is not None else 0

    def signs_in(self, role: str, place: int = 0) -> None:
        """As one of the demo's people in a role."""
        self.opens("/sign-in")
        self.page.locator(f'form:has(input[name=role][value="{role}"])').nth(place).locator("button").click()
        self.page.wait_for_load_state()

    def links(self) -> list[str]:
        """Addresses of the product the page leads to."""
        found: list[str] = self.page.eval_on_selector_all("a[href]", "all => all.map(each => each.getAttribute('href'))")
        return [each for each in found if each.startswith("/")]

    def against_policy(self) -> list[str]:
        """What the page did against its content security policy."""
        found: list[str] = self.page.evaluate("window.__against")
        return found

    def inaccessible(self) -> list[str]:
        """What axe finds on the page: rule and place."""
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", TAGS)
        return [f"{each['id']}: {node['target'][0]}" for each in found["violations"] for node in each["nodes"][:3]]

    def close(self) -> None:
        """Leave."""
        self.context.close()
