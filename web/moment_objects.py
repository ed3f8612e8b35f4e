"""比较的数据形式: a comparison of two moments as plain values, for programs and the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domain.history.difference import MISSING

if TYPE_CHECKING:
    from application.history.comparing import Comparison
    from application.history.moments import Moment


def difference_object(found: Comparison, first: Moment, second: Moment) -> dict[str, Any]:
    """Changes with their paths and the events that brought them; what was not there is left out as none with its kind."""
    return {
        "from": moment_object(first),
        "to": moment_object(second),
        "changes": [
            {"path": list(change.path), "kind": change.kind, "before": _value(change.before), "after": _value(change.after), "event": change.because}
            for change in found.changes
        ],
        "same": found.same,
        "clock": [
            {"event": event.case_version, "type": event.fact.TOPIC, "on": event.stamp.on.isoformat(), "recorded_at": event.recorded_at}
            for event in found.clock
        ],
    }


def moment_object(moment: Moment) -> dict[str, Any]:
    """A moment by all its names."""
    return {"event": moment.case_version, "version": moment.version, "position": moment.position, "recorded_at": moment.recorded_at}


def _value(value: Any) -> Any:
    return None if value is MISSING else value
