"""材料: the papers the exported events name by digest, with their bytes where the recipient may have them and the storage holds them."""

from __future__ import annotations

import hashlib
import re
import tempfile
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from application.trail.package.bag import Bag


_IN_MEMORY = 8 << 20
_PAPER = re.compile(rb'\{"digest":"([0-9a-f]{64})","kind":"[^"\\]*","media_type":"[^"\\]*","size":([0-9]+)\}')
"""A paper as it stands in a leaf, in canonical form."""


class PaperBytes(Protocol):
    """材料库: what can give the bytes of a paper."""

    def stream(self, digest: str) -> Iterator[bytes]:
        """The bytes of a paper in pieces. Raises FileNotFoundError where it is not kept, ValueError for what is no digest."""


class Payload:
    """材料附件: collects what events name, and adds it to the package once each."""

    def __init__(self, papers: PaperBytes | None, *, allowed: bool) -> None:
        self._papers = papers
        self._allowed = allowed
        self._named: dict[str, int] = {}

    def see(self, state: bytes) -> None:
        """Look into an event for the papers it names."""
        if b'"media_type":"' in state:
            self._named.update((digest.decode(), int(size)) for digest, size in _PAPER.findall(state))

    def add_to(self, bag: Bag) -> dict[str, object]:
        """Add the bytes; returns what is said of them: how many went along, which stay behind and why."""
        absent: list[dict[str, str]] = []
        included = 0
        for digest in sorted(self._named):
            why = "profile" if not self._allowed else self._add(bag, digest)
            if why is None:
                included += 1
            else:
                absent.append({"digest": digest, "why": why})
        return {"named": len(self._named), "included": included, "absent": absent}

    def _add(self, bag: Bag, digest: str) -> str | None:
        if self._papers is None:
            return "not-kept"
        hashed = hashlib.sha256()
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
            try:
                for piece in self._papers.stream(digest):
                    hashed.update(piece)
                    file.write(piece)
            except (FileNotFoundError, ValueError):
                return "not-kept"
            # A paper that is not what its name says would break the whole package: it stays behind, by name.
            if hashed.hexdigest() != digest:
                return "damaged"
            file.seek(0)
            bag.add_file(f"payload/sha256/{digest[:2]}/{digest}", file)
        return None
