"""XES (IEEE 1849): one trace for each case, its events in their order. Written as it is read."""

from __future__ import annotations

import re
from itertools import groupby
from typing import IO, TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from application.trail.side.opened import scalars

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from application.trail.side.opened import Opened

_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 file may hold."""

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<global scope="trace"><string key="concept:name" value=""/></global>
<global scope="event"><string key="concept:name" value=""/><date key="time:timestamp" value="1970-01-01T00:00:00.000Z"/>\
<string key="lifecycle:transition" value="complete"/><string key="org:resource" value=""/></global>
<classifier name="Activity" keys="concept:name"/>
"""


def write(events: Iterable[Opened], out: IO[bytes]) -> int:
    """Write the log of events that come case by case; returns their number."""
    count = 0
    out.write(_HEAD.encode())
    for case_id, group in groupby(events, key=lambda event: event.case_id):
        out.write(f"<trace>{_string('concept:name', case_id)}\n".encode())
        for event in group:
            out.write("".join(("<event>", *_attributes(event), "</event>\n")).encode())
            count += 1
        out.write(b"</trace>\n")
    out.write(b"</log>\n")
    return count


def _attributes(event: Opened) -> Iterator[str]:
    yield _string("concept:name", event.type)
    yield f'<date key="time:timestamp" value={_quoted(event.time)}/>'
    yield _string("lifecycle:transition", "complete")
    yield _string("org:resource", event.person)
    yield _string("org:role", event.role)
    yield f'<int key="qingjian:index" value="{event.at}"/>'
    yield _string("qingjian:on", event.on)
    for name, value in scalars(event.members):
        key = f"qingjian:fact:{name}"
        if isinstance(value, bool):
            yield f'<boolean key="{key}" value="{str(value).lower()}"/>'
        else:
            yield f'<int key="{key}" value="{value}"/>' if isinstance(value, int) else _string(key, value)


def _string(key: str, value: str) -> str:
    return f'<string key="{key}" value={_quoted(value)}/>'


def _quoted(value: str) -> str:
    return quoteattr(_UNPRINTABLE.sub("\ufffd", value), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
