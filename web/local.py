"""去处: where a page may send somebody on to: never to another site."""

from __future__ import annotations

import re

_LOCAL = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")


def local_address(wanted: str | None) -> str:
    """The address asked for, where it is one of ours; otherwise the first page."""
    return wanted if wanted and _LOCAL.fullmatch(wanted) else "/"
