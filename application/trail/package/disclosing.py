"""披露: which protected members go along for a recipient, and, by name, which stay behind and why."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
import yaml

from domain.catalogue import FACTS
from domain.fact import FieldClass, field_classes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_TABLE = Path(__file__).with_name("recipients.yaml")
BUNDLE = 256


class Recipient(NamedTuple):
    """接收人类别: whose eyes a package is for."""

    code: str
    label: str
    opens: frozenset[str]
    papers: bool
    """Whether the bytes of papers go along."""


@cache
def recipient(code: str) -> Recipient:
    """The profile of a code. Raises KeyError."""
    row = _table()[code]
    return Recipient(code, row["label"], frozenset(row["opens"]), row["papers"])


def bases() -> Mapping[str, Any]:
    """Field class → on what basis it is withheld."""
    found: Mapping[str, Any] = _table()["withheld"]
    return found


@cache
def protected(topic: str) -> dict[str, tuple[str, ...]]:
    """Field class → names of the protected members of an event."""
    found: dict[str, list[str]] = {}
    for name, each in field_classes(FACTS[topic]).items():
        if each is not FieldClass.OPEN:
            found.setdefault(str(each), []).append(name)
    return {field_class: tuple(names) for field_class, names in sorted(found.items())}


def lines_of(index: int, state: bytes, kept: Mapping[str, bytes], opens: frozenset[str], restricted: frozenset[str]) -> Iterable[bytes]:
    """The lines of one event: each disclosure that goes along; by class, the names of those that stay and why."""
    if b'"_sd_alg"' not in state:
        return
    for field_class, names in protected(orjson.loads(state)["type"]).items():
        content = kept.get(field_class)
        if content is None:
            yield _withheld(index, field_class, names, "erased")
        elif field_class in restricted:
            yield _withheld(index, field_class, _names(content), "restricted")
        elif field_class not in opens:
            yield _withheld(index, field_class, _names(content), "profile")
        else:
            for disclosure in content.split(b"\n"):
                encoded = urlsafe_b64encode(disclosure).rstrip(b"=").decode()
                yield b'{"class":"%b","disclosure":"%b","index":%d}\n' % (field_class.encode(), encoded.encode(), index)


def _withheld(index: int, field_class: str, names: Iterable[str], why: str) -> bytes:
    row = {"class": field_class, "index": index, "names": list(names), "why": why}
    return orjson.dumps(row) + b"\n"


def _names(content: bytes) -> list[str]:
    return [orjson.loads(line)[1] for line in content.split(b"\n")]


@cache
def _table() -> Mapping[str, Any]:
    read: Mapping[str, Any] = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    return read
