"""披露: which protected members go along for a recipient, and, by name, which stay behind and why."""

from __future__ import annotations

from binascii import b2a_base64
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from domain.catalogue import FACTS
from domain.fact import FieldClass, field_classes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_TABLE = Path(__file__).with_name("recipients.yaml")
BUNDLE = 256
_WEB_SAFE = bytes.maketrans(b"+/", b"-_")


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


class Withholding(NamedTuple):
    """未披露: what stays behind of one class for one reason."""

    members: int
    names: dict[str, set[str]]
    """Type of event → names of its members."""


class Disclosing:
    """披露: writes what stands beside each event, and keeps count of what stays behind."""

    def __init__(self, recipient: Recipient, restricted: Mapping[int, frozenset[str]]) -> None:
        self._opens = recipient.opens
        self._restricted = restricted
        self._withheld: dict[tuple[str, str], Withholding] = {}
        self._classes: dict[str, tuple[tuple[str, tuple[str, ...], bool], ...]] = {}

    def lines(self, index: int, kind: str, kept: Mapping[str, bytes]) -> list[bytes]:
        """The lines of one event, in the order of their bytes: each disclosure that goes along; by class, the names of those that stay and why."""
        classes = self._classes.get(kind)
        if classes is None:
            classes = self._classes[kind] = tuple((each, names, each in self._opens) for each, names in protected(kind).items())
        if not classes:
            return []
        shut = self._restricted.get(index, frozenset()) if self._restricted else frozenset()
        lines: list[bytes] = []
        for field_class, names, opens in classes:
            content = kept.get(field_class)
            if content is None:
                lines.append(self._withhold(index, kind, field_class, "erased", names))
            elif field_class in shut:
                lines.append(self._withhold(index, kind, field_class, "restricted", _names(content)))
            elif not opens:
                lines.append(self._withhold(index, kind, field_class, "profile", _names(content)))
            else:
                end = b'","index":%d}\n' % index
                for each in content.split(b"\n"):
                    lines.append(b'{"disclosure":"' + b2a_base64(each, newline=False).translate(_WEB_SAFE, b"=") + end)  # noqa: PERF401  quicker so
        if len(lines) > 1:
            lines.sort()
        return lines

    def withheld(self) -> list[tuple[tuple[str, str], Withholding]]:
        """Class and reason, with what they keep back."""
        return sorted(self._withheld.items())

    def _withhold(self, index: int, kind: str, field_class: str, why: str, names: Iterable[str]) -> bytes:
        found = tuple(names)
        before = self._withheld.get((field_class, why), Withholding(0, {}))
        before.names.setdefault(kind, set()).update(found)
        self._withheld[field_class, why] = before._replace(members=before.members + len(found))
        return b'{"class":"%b","index":%d,"names":["%b"],"why":"%b"}\n' % (field_class.encode(), index, '","'.join(found).encode(), why.encode())


def _names(content: bytes) -> list[str]:
    # ["<salt>","<name>",<value>]: neither salt nor name holds a quotation mark.
    return [line.split(b'"', 4)[3].decode() for line in content.split(b"\n")]


@cache
def _table() -> Mapping[str, Any]:
    read: Mapping[str, Any] = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    return read
