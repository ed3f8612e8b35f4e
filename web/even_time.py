"""同样的时间: what a person may not know of is answered as late as what does not exist, so that the clock tells nothing either.

Both answers wait until the same time has passed since the request came in; a case read and hidden again takes a few milliseconds.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from flask import g

if TYPE_CHECKING:
    from flask import Flask

FLOOR = 0.04
"""Seconds from the request to any answer that something is not there."""


def install(app: Flask) -> None:
    """Note when each request came in."""
    app.before_request(_begin)


def _begin() -> None:
    g.began = time.perf_counter()


def even_out() -> None:
    """Wait until the time of a "not there" has passed; the next whole step of it where it has already."""
    began: float | None = g.get("began")
    if began is not None:
        passed = time.perf_counter() - began
        time.sleep(FLOOR - passed % FLOOR)
