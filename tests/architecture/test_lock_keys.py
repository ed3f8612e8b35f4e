"""Advisory locks of one database share one space of keys: two purposes under one key wait for each other."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from tests.architecture.tree import LAYERS, python_files, text

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = re.compile(r"^\w+(?:: int)? = (7_310_500_\d{3})\b", re.MULTILINE)


def shared(sources: Iterator[str]) -> list[str]:
    """Keys that are written down more than once."""
    keys = Counter(key for source in sources for key in KEY.findall(source))
    return [key for key, times in keys.items() if times > 1]


def test_every_lock_has_a_key_of_its_own() -> None:
    assert shared(text(path) for path in python_files(*LAYERS)) == []


def test_a_planted_shared_key_is_found() -> None:
    assert shared(iter(["FOLD_LOCK = 7_310_500_901", "DUTY_LOCK = 7_310_500_901"])) == ["7_310_500_901"]
