"""图样: pictures of every page, by role, phone and laptop, in both languages, into the ignored folder ``shots``: ``make shots``."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

from playwright.sync_api import sync_playwright
from rich.progress import Progress

from tests.architecture.tree import ROOT
from tests.browser.pages import ROLES, walk
from tests.browser.site import Site, Visitor, chromium

FOLDER = ROOT / "shots"
SIZES = {"laptop": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}


def main() -> None:
    """Start the site, walk through it, take the pictures."""
    with tempfile.TemporaryDirectory(prefix="qingjian-shots-") as folder, sync_playwright() as playwright, Progress() as progress:
        site = Site(Path(folder))
        task = progress.add_task("…", total=len(ROLES))
        try:
            site.wait()
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            known: Counter[tuple[str, str]] = Counter()
            for role in ROLES:
                progress.update(task, description=role, advance=1)
                somebody = Visitor(browser, site)
                somebody.signs_in(role)
                for page in walk(somebody, role, known):
                    if page.status:
                        picture(somebody, role, page.path, page.endpoint)
                somebody.close()
        finally:
            site.close()


def picture(somebody: Visitor, role: str, path: str, endpoint: str) -> None:
    """One page in both sizes and both languages."""
    for language in ("zh", "en"):
        somebody.opens(f"/language/{language}?back=/healthz")
        for size, viewport in SIZES.items():
            somebody.page.set_viewport_size(viewport)  # type: ignore[arg-type]  # a mapping of its two names
            somebody.opens(path)
            name = "-".join(part for part in path.partition("?")[0].split("/") if part) or "desk"
            target = FOLDER / language / size / role / f"{endpoint}--{name[:60]}.png"
            target.parent.mkdir(parents=True, exist_ok=True)
            somebody.page.screenshot(path=target, full_page=True)
    somebody.opens("/language/zh?back=/healthz")
    somebody.opens(path)


if __name__ == "__main__":
    main()
