"""请求正文: reads a JSON body strictly, before any framework does.

Refused are: more than a megabyte, anything but UTF-8, deep nesting, members given twice, numbers that are none, characters no
database can keep. The depth is known before the parser starts, so no body can exhaust its stack; all steps take linear time.
"""

from __future__ import annotations

import json
import math
import re
from array import array
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NoReturn

from web.problems import ProblemError

if TYPE_CHECKING:
    from flask import Request

LARGEST_BODY = 1_000_000
"""Bytes of a JSON body."""
DEEPEST = 24
"""Levels of nesting; the deepest command has six."""
MOST_PARTS = 20_000
"""Objects and lists in a body; the largest command has some hundreds, and the parser's work on a million of them takes a second."""
LONGEST_NUMBER = 20
"""Characters of a number; decimals are text and come in fields of their own."""

# A string ends at its quote or, where that is missing, at the end of the body: no place is looked at twice.
_STRINGS = re.compile(rb'"[^"\\]*+(?:\\.?[^"\\]*+)*+"?', re.DOTALL)
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_OPENS = b"\x01"
_STEPS = bytes.maketrans(b"[{]}", b"\x01\x01\xff\xff")
_JSON = re.compile(r"application/json(\s*;\s*charset=\"?utf-8\"?)?", re.IGNORECASE)
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


def read_json(request: Request) -> dict[str, Any]:
    """The JSON object of a request; an absent body is an empty one. Raises ProblemError (400, 413, 415, 422)."""
    request.max_content_length = LARGEST_BODY
    raw = request.get_data(cache=False)
    if not raw and not request.content_type:
        return {}
    if not _JSON.fullmatch(request.content_type or ""):
        raise ProblemError("content-type-not-json")
    value = decode(raw)
    if not isinstance(value, dict):
        raise ProblemError("fields-wrong", faults=(("", "object-expected"),))
    return value


def decode(raw: bytes) -> Any:
    """The value of a JSON text. Raises ProblemError (400)."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise ProblemError("body-not-utf-8") from None
    if text.startswith("\ufeff"):
        raise ProblemError("body-not-utf-8")
    shape = _shape(raw)
    if depth(shape) > DEEPEST:
        raise ProblemError("nested-too-deep")
    if shape.count(_OPENS) > MOST_PARTS:
        raise ProblemError("too-many-parts")
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant, parse_float=_float, parse_int=_int)
    except ValueError:
        raise ProblemError("malformed-json") from None
    if "\\u" in text:
        _refuse_unstorable(value)
    return value


def _shape(raw: bytes) -> bytes:
    """The brackets outside strings: one for each that opens, minus one (as a byte) for each that closes."""
    return _STRINGS.sub(b"", raw).translate(_STEPS, _NO_BRACKETS)


def depth(shape: bytes) -> int:
    """How deep the brackets nest."""
    return max(accumulate(array("b", shape)), default=0)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ProblemError("member-twice")
    return members


def _refuse_constant(_name: str) -> NoReturn:
    raise ProblemError("not-a-number")


def _float(digits: str) -> float:
    number = float(digits)
    if len(digits) > LONGEST_NUMBER or not math.isfinite(number):
        raise ProblemError("not-a-number")
    return number


def _int(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise ProblemError("not-a-number")
    return int(digits)


def _refuse_unstorable(value: Any) -> None:
    """Escapes can spell what UTF-8 cannot carry (half a surrogate pair) and what PostgreSQL cannot keep (NUL)."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            if _UNSTORABLE.search(each):
                raise ProblemError("unstorable-character")
        elif isinstance(each, dict):
            waiting.extend(each)
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
