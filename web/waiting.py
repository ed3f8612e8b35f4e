"""等待: after somebody acted, the next page waits until the read models show it: a person sees what was done."""

from __future__ import annotations

from flask import session

from web.system import system

LONGEST = 2.0
"""Seconds; a page that cannot wait longer shows what there is."""


def acted(position: int) -> None:
    """Keep the position of what a person just did."""
    session["position"] = position


def wait_for_own_acts() -> None:
    """Wait until the read models have reached what this person did last."""
    position = session.get("position")
    if position and system().projector.wait_for(position, LONGEST):
        session.pop("position")
