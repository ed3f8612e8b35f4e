"""法规数据文件: law files are read strictly, because a slip in one of them changes what a case decides.

No floats (59.995 must stay what the clerk wrote), no key twice, days as days; every fault names the file and the key.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import yaml

if TYPE_CHECKING:
    from collections.abc import Hashable
    from pathlib import Path

T = TypeVar("T")


class LawFileFault(Exception):  # noqa: N818  the trade's words
    """A law file that cannot be used as it stands; the text names the file and the key at fault."""


class _StrictLoader(yaml.CSafeLoader):
    """YAML without floats and without a key written twice."""


def _refuse_float(loader: _StrictLoader, node: yaml.ScalarNode) -> float:
    raise LawFileFault(f"{node.value} on line {node.start_mark.line + 1} is a float; write decimals in quotes")


def _mapping(loader: _StrictLoader, node: yaml.MappingNode) -> dict[Hashable, Any]:
    seen: set[Hashable] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node)
        if key in seen:
            raise LawFileFault(f"{key!r} is written twice, again on line {key_node.start_mark.line + 1}")
        seen.add(key)
    return loader.construct_mapping(node, deep=True)


_StrictLoader.add_constructor("tag:yaml.org,2002:float", _refuse_float)
_StrictLoader.add_constructor("tag:yaml.org,2002:map", _mapping)


def read(path: Path, shape: type[T]) -> T:
    """Read one file into ``shape``, a struct that forbids unknown keys. Raises LawFileFault."""
    try:
        return written_as(path.read_bytes(), shape)
    except (OSError, LawFileFault) as fault:
        raise LawFileFault(f"{path.parent.name}/{path.name}: {fault}") from fault


def written_as(content: bytes, shape: type[T]) -> T:
    """What stands in a file, in ``shape``. Raises LawFileFault."""
    try:
        written = yaml.load(content, Loader=_StrictLoader)  # noqa: S506  the loader is a safe loader made stricter
        return msgspec.convert(written, shape)
    except (yaml.YAMLError, msgspec.ValidationError, ValueError, RecursionError) as fault:
        raise LawFileFault(str(fault)) from fault


def content_digest(content: object) -> str:
    """SHA-256 in hex over ``content`` in the JSON profile of the trail: keys sorted, no floats, decimals and days as strings."""
    written = json.dumps(plain(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def plain(content: object) -> object:
    """``content`` in the words of the JSON profile. Raises TypeError for a float or anything else outside it."""
    if content is None or isinstance(content, str | bool | int):
        return content
    if isinstance(content, Decimal):
        return str(content)
    if isinstance(content, date) and not isinstance(content, datetime):
        return content.isoformat()
    if isinstance(content, msgspec.Struct):
        return plain(msgspec.structs.asdict(content))
    if isinstance(content, dict):
        return {str(key): plain(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [plain(value) for value in content]
    raise TypeError(f"{type(content).__name__} is outside the JSON profile")
