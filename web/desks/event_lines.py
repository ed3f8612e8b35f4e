"""事件摘要: the line under an event of the timeline, from its open members; what is protected is not in the read model."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from web import texts, wording
from web.language import language

if TYPE_CHECKING:
    from collections.abc import Mapping

MEMBERS: dict[str, str] = {
    "round": "",
    "application": "application",
    "district": "district",
    "batch_number": "",
    "list_number": "",
    "channel": "channel",
    "act": "act",
    "visit_on": "",
    "place": "",
    "held_on": "",
    "score": "",
    "level": "level",
    "vetoes_adopted": "veto",
    "vetoes": "veto",
    "result": "result",
    "grade": "grade",
    "new_visit_needed": "",
    "delivered_on": "",
    "revision_deadline": "",
    "last_day": "",
    "published_on": "",
    "notified_on": "",
    "kind": "kind",
    "cause": "cause",
    "granted": "",
    "upheld": "",
    "dissents": "",
    "undid_lapse": "",
}
"""Members worth a line, in this order, each with the vocabulary of its codes."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def lines(event: Mapping[str, Any]) -> list[str]:
    """At most one line: label and value of each member that says something."""
    summary: dict[str, Any] = event["summary"]
    said = [_said(name, summary[name], vocabulary) for name, vocabulary in MEMBERS.items() if summary.get(name) not in (None, "", [], False)]
    return ["　".join(said)] if said else []


def _said(name: str, value: Any, vocabulary: str) -> str:
    chosen = language()
    label = texts.word("member", name, chosen)
    if value is True:
        return label
    colon = "：" if chosen == "zh" else ": "
    return f"{label}{colon}{_value(value, vocabulary)}"


def _value(value: Any, vocabulary: str) -> str:
    chosen = language()
    if isinstance(value, dict):
        mark = texts.word("calendar", "provisional", chosen) if value.get("provisional") else ""
        return wording.day(date.fromisoformat(value["last_day"]), chosen) + mark
    if isinstance(value, list):
        return ("、" if chosen == "zh" else ", ").join(_value(each, vocabulary) for each in value)
    if isinstance(value, str) and _DAY.fullmatch(value):
        return wording.day(date.fromisoformat(value), chosen)
    return wording.code(vocabulary, str(value), chosen)
