"""树叶: an event as the bytes of one CloudEvents object, which are its leaf in the trail (``trail/1``).

Open members stand in clear in ``data``; every other member as a salted digest (RFC 9901), its disclosure kept beside it.
The bytes are made once and never re-encoded.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from binascii import b2a_base64
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from application.trail.profile import OutsideProfileError, encode_plain, instant, plain
from domain.fact import FieldClass, field_classes

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from domain.fact import Fact, Stamp

LARGEST_LEAF = 60_000
"""Bytes; an entry bundle of the tile format holds at most 65,535 for one."""

SALT_BYTES = 16
_DATA = b',"data":'
_TYPE = b'"type":"'
_SCHEMA = b',"datacontenttype":"application/json","dataschema":"'
_LEAF = (
    b'{"actorid":%(actor)b,"caseid":"%(case)b","casever":%(casever)d' + _DATA + b"%(data)b" + _SCHEMA + b'urn:qingjian:%(topic)b:%(schema)d"'
    b',"id":"%(id)b/%(version)d",%(prevleaf)b"source":%(source)b,"specversion":"1.0","subject":"%(id)b","time":"%(time)b","type":"%(topic)b"}'
)
"""A leaf in canonical form: the members in the order of their names. Only actor and source may hold what JSON escapes."""
_WEB_SAFE = bytes.maketrans(b"+/", b"-_")
_NAME_AT = len('["') + 22 + len('",')
"""Where the name begins in a disclosure: 16 bytes of salt take 22 characters."""


class Head(NamedTuple):
    """案件末叶: where a case's chain of leaves ends."""

    case_version: int
    leaf_hash: bytes
    recorded_at: str


NO_HEAD = Head(0, b"", "")


class Leaf(NamedTuple):
    """树叶: the bytes of one event and the hash that stands for them in the tree."""

    state: bytes
    leaf_hash: bytes


class Payload(NamedTuple):
    """载荷: the part of a leaf that does not depend on its place in the case: made once per command, kept for a retry."""

    data: bytes
    """The object ``data``, canonical."""
    disclosures: tuple[tuple[str, bytes], ...]
    """Field class and the disclosures of that class, one JSON array per line."""


def payload(fact: Fact, stamp: Stamp, salts: Callable[[int], bytes]) -> Payload:
    """Split a fact by the classes of its fields. ``salts(n)`` gives ``n`` random bytes."""
    members = plain(fact)
    data: dict[str, Any] = plain(stamp)
    digests: list[str] = []
    lines: dict[str, list[bytes]] = {}
    protected = _protected(type(fact))
    if protected:
        random = salts(SALT_BYTES * len(protected))
        for index, (name, field_class) in enumerate(protected):
            salt = _text(random[index * SALT_BYTES : (index + 1) * SALT_BYTES])
            line = encode_plain([salt, name, members.pop(name)])
            lines.setdefault(field_class, []).append(line)
            digests.append(_text(hashlib.sha256(_web_safe(line)).digest()))
        data["_sd"] = sorted(digests)
        data["_sd_alg"] = "sha-256"
    data.update(members)
    return Payload(encode_plain(data), tuple((field_class, b"\n".join(written)) for field_class, written in lines.items()))


def seal(  # noqa: PLR0913  the members of a CloudEvents object
    data: bytes, *, fact: type[Fact], source: str, aggregate_id: UUID, version: int, case_id: UUID, head: Head, recorded_at: str, actor: str
) -> Leaf:
    """Write the leaf of an event that follows ``head`` in its case. Raises OutsideProfileError over 60,000 bytes."""
    aggregate, topic = str(aggregate_id).encode(), fact.TOPIC.encode()
    state = _LEAF % {
        b"actor": encode_plain(actor),
        b"case": aggregate if case_id is aggregate_id else str(case_id).encode(),
        b"casever": head.case_version + 1,
        b"data": data,
        b"schema": fact.SCHEMA,
        b"id": aggregate,
        b"version": version,
        b"prevleaf": b'"prevleaf":"%b",' % b64encode(head.leaf_hash) if head.leaf_hash else b"",
        b"source": encode_plain(source),
        b"time": recorded_at.encode(),
        b"topic": topic,
    }
    if len(state) > LARGEST_LEAF:
        message = f"{fact.TOPIC} takes {len(state)} bytes; a leaf holds at most {LARGEST_LEAF}"
        raise OutsideProfileError(message)
    return Leaf(state, leaf_hash(state))


def leaf_hash(state: bytes) -> bytes:
    """Leaf hash of RFC 6962: SHA-256 over a zero byte and the leaf's bytes."""
    return hashlib.sha256(b"\x00" + state).digest()


def kind_of(state: bytes) -> str:
    """The type of an event, which the canonical order puts last."""
    return state[state.rindex(_TYPE) + len(_TYPE) : -len('"}')].decode()


def recorded_after(clock: datetime, head: Head) -> str:
    """The moment of recording: the clock, but never before the case's last event."""
    return max(instant(clock), head.recorded_at)


def disclosed(contents: list[bytes]) -> dict[str, Any]:
    """Names and values of the protected members, from their stored disclosures."""
    return {name: value for content in contents for _, name, value in orjson.loads(b"[" + content.replace(b"\n", b",") + b"]")}


def data_of(state: bytes) -> tuple[bytes, bytes]:
    """The bytes of a leaf's ``data`` and those of its ``dataschema``, found by their neighbours, which the canonical order fixes.

    A quotation mark inside a string is escaped, so neither neighbour can be part of one. Raises ValueError for what is no leaf.
    """
    begins = state.index(_DATA) + len(_DATA)
    ends = state.rindex(_SCHEMA)
    schema = ends + len(_SCHEMA)
    return state[begins:ends], state[schema : state.index(b'"', schema)]


def whole(data: bytes, contents: list[bytes]) -> bytes:
    """The object ``data`` with the protected members put in as they were disclosed, byte for byte; the keys are no longer sorted."""
    members = [data[:-1]]
    for content in contents:
        for line in content.split(b"\n"):
            # ["<22 characters of salt>","<name>",<value>]: neither salt nor name holds anything that JSON would escape.
            end = line.index(b'"', _NAME_AT + 1) + 1
            members.append(line[_NAME_AT:end] + b":" + line[end + 1 : -1])
    return b",".join(members) + b"}"


@cache
def _protected(fact: type[Fact]) -> tuple[tuple[str, str], ...]:
    return tuple((name, each.value) for name, each in field_classes(fact).items() if each is not FieldClass.OPEN)


def _text(raw: bytes) -> str:
    return _web_safe(raw).decode()


def _web_safe(raw: bytes) -> bytes:
    # As base64.urlsafe_b64encode without its padding, in one call less deep.
    return b2a_base64(raw, newline=False).translate(_WEB_SAFE, b"=")
