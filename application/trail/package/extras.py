"""附带: what goes along in a package beside the evidence, and who looks on while it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from application.trail.package.papers import PaperBytes


def _unwatched(_done: int, _total: int) -> None:
    """Nobody looks on."""


class Extras(NamedTuple):
    """附带: what goes along beside the evidence, and who looks on."""

    side: bool = False
    """OCEL 2.0, XES and CSV as well."""
    papers: PaperBytes | None = None
    """Where the bytes of papers are kept; none where they are not."""
    witnesses: tuple[str, ...] = ()
    """Verifier keys of the witnesses this office knows."""
    progress: Callable[[int, int], None] = _unwatched
    """Told how many of how many steps are done. What it raises ends the export, and nothing is left behind."""


PLAIN = Extras()
