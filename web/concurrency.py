"""并发: version and ETag, and the sender's key under which a command has one effect."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import request

from web.problems import ProblemError

if TYPE_CHECKING:
    from application.commands.command import Command

_VERSION = re.compile(r'"(0|[1-9][0-9]{0,9})"', re.ASCII)
_KEY = re.compile(r"[\x21-\x7e]{1,200}")


def etag(version: int) -> str:
    """A version as an ETag."""
    return f'"{version}"'


def expected_version(command: type[Command]) -> int | None:
    """The version named by ``If-Match``. Raises ProblemError where the command changes something and none is named."""
    named = request.headers.get("If-Match")
    if named is None:
        if command.SUBJECT is not None:
            raise ProblemError("if-match-missing")
        return None
    found = _VERSION.fullmatch(named.strip())
    if found is None:
        raise ProblemError("if-match-malformed")
    return int(found.group(1))


def command_id() -> str | None:
    """The sender's ``Idempotency-Key``. Raises ProblemError where it is not 1 to 200 printable characters."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not _KEY.fullmatch(key):
        raise ProblemError("idempotency-key-malformed")
    return key
