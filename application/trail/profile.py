"""JSON 规范: the profile in which every byte of the record is written (``trail/1``).

Keys are ``[A-Za-z0-9_]``, no floats, integers within ±2^53, text in NFC without lone surrogates, instants in UTC with six
digits of fraction, decimals as plain digits in strings. Inside it orjson with sorted keys writes what RFC 8785 asks for.
"""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec
import orjson

_LARGEST_INTEGER = 2**53 - 1
_LEFT_TO_US = (datetime, Decimal)
_ATOMS = frozenset({str, bool, type(None)})


class OutsideProfileError(ValueError):
    """A value cannot be written in the profile."""


def encode(value: Any) -> bytes:
    """Canonical bytes of a value made of structs, dataclasses and plain values. Raises OutsideProfileError."""
    return encode_plain(plain(value))


def encode_plain(value: Any) -> bytes:
    """Canonical bytes of a value that went through :func:`plain`. Raises OutsideProfileError."""
    try:
        written = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as fault:
        raise OutsideProfileError(str(fault)) from fault
    if not (written.isascii() or unicodedata.is_normalized("NFC", written.decode())):
        message = "text is not in Unicode normalisation form C"
        raise OutsideProfileError(message)
    return written


def plain(value: Any) -> Any:
    """The value as dictionaries, lists, strings, integers, booleans and null, formatted by the profile."""
    return _formatted(msgspec.to_builtins(value, builtin_types=_LEFT_TO_US))


def instant(moment: datetime) -> str:
    """``2026-03-02T01:02:03.000004Z``: the one form of an instant. The moment must carry its zone."""
    if moment.tzinfo is None:
        message = f"instant without a zone: {moment}"
        raise OutsideProfileError(message)
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _formatted(value: Any) -> Any:
    # What to_builtins made is nobody else's: dictionaries and lists are changed where they stand.
    kind = type(value)
    if kind in _ATOMS:
        return value
    if kind is dict:
        for name, member in value.items():
            _check_key(name)
            if type(member) not in _ATOMS:
                value[name] = _formatted(member)
        return value
    if kind is list or kind is tuple:
        return [member if type(member) in _ATOMS else _formatted(member) for member in value]
    return _scalar(value, kind)


def _scalar(value: Any, kind: type) -> Any:
    if kind is int:
        if not -_LARGEST_INTEGER <= value <= _LARGEST_INTEGER:
            message = f"integer outside ±2^53: {value}"
            raise OutsideProfileError(message)
        return value
    if kind is Decimal:
        if not value.is_finite():
            message = f"not a number: {value}"
            raise OutsideProfileError(message)
        return format(value, "f")
    if kind is datetime:
        return instant(value)
    message = f"no form in the profile: {kind.__name__}"
    raise OutsideProfileError(message)


@lru_cache(maxsize=4096)
def _check_key(name: Any) -> None:
    if not (isinstance(name, str) and name.isascii() and name.replace("_", "a").isalnum()):
        message = f"key outside [A-Za-z0-9_]: {name!r}"
        raise OutsideProfileError(message)
