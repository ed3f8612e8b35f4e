"""CSV: one line for each event, its members as one JSON object. UTF-8 with a mark at its beginning, for office programs."""

from __future__ import annotations

import csv
import io
from typing import IO, TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterable

    from application.trail.side.opened import Opened

COLUMNS = ("at", "id", "type", "time", "on", "case_id", "case_version", "person", "role", "organisation", "rule_set", "members")


def write(events: Iterable[Opened], out: IO[bytes]) -> int:
    """Write the table; returns the number of events."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    text.write("\ufeff")
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    count = 0
    for event in events:
        members = orjson.dumps(event.members, option=orjson.OPT_SORT_KEYS).decode()
        rows.writerow([*(getattr(event, name) for name in COLUMNS[:-1]), members])
        count += 1
    text.detach()
    return count
