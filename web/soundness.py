"""自检之后: a process that found its database unsound takes no command, says so loudly, and looks again."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from flask import request

from web.problems import ProblemError
from web.system import system

if TYPE_CHECKING:
    from flask import Flask

    from web.system import System

SOUND_FOR, UNSOUND_FOR = 60.0, 5.0
"""Seconds after which it looks again."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

log = logging.getLogger(__name__)


class Soundness:
    """自检: what was found last, and when."""

    def __init__(self, parts: System) -> None:
        self._parts = parts
        self._found: list[str] = []
        self._until = float("-inf")

    def faults(self) -> list[str]:
        """Codes of what is wrong. Raises the database's errors."""
        from application.trail.soundness import faults  # noqa: PLC0415  loaded by those who serve

        if time.monotonic() >= self._until:
            self._found = faults(self._parts.engine, self._parts.settings.signing_key)
            self._until = time.monotonic() + (UNSOUND_FOR if self._found else SOUND_FOR)
            if self._found:
                log.critical("NO COMMAND IS TAKEN: the record is not sound: %s", ", ".join(self._found))
        return self._found


_KNOWN: WeakKeyDictionary[System, Soundness] = WeakKeyDictionary()


def soundness_of(parts: System) -> Soundness:
    """The soundness of one system's database."""
    return _KNOWN.setdefault(parts, Soundness(parts))


def install(app: Flask) -> None:
    """Look before the first command and every minute after."""
    app.before_request(guard)


def guard() -> None:
    """Reading goes on; nothing is added to a record that is not sound."""
    if request.method not in SAFE and soundness_of(system()).faults():
        raise ProblemError("record-unsound")
