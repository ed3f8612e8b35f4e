"""What ``cases show`` prints: a case folded from its events up to a version or an instant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from application.history.comparing import compare
from application.history.moments import resolve
from application.history.reading import events_of, fold, upto
from application.outcome import NotFoundError
from domain.fact import Erased, FieldClass, field_classes
from domain.history.moment import asked
from web.moment_objects import difference_object
from web.references import case_id_of

if TYPE_CHECKING:
    from uuid import UUID

    from application.casework import Casework
    from application.history.moments import Moment
    from application.store.event_store import Recorded
    from domain.calendar.deadline import Deadline
    from domain.fact import Capacity


def case_object(casework: Casework, reference: str, *, as_of: str | None, version: int | None) -> dict[str, Any]:
    """The case as plain values, as it stands or stood. Raises NotFoundError, Refused for a moment it does not have."""
    case_id = case_id_of(reference)
    until = moment(casework, case_id, f"version:{version}" if version is not None else as_of)
    every = events_of(casework, case_id)
    events = every if until is None else upto(every, until.case_version)
    case = fold(case_id, events).case
    if "Planned" not in case.milestone_on:
        raise NotFoundError(reference)
    own = [each for each in events if each.originator_id == case_id]
    return {
        "case": case.number,
        "id": str(case.id),
        "version": case.version,
        "as_of": own[-1].recorded_at,
        "state": case.state,
        "enterprise": case.form.enterprise_name,
        "credit_code": case.form.credit_code,
        "district": case.district,
        "application": case.application,
        "rule_set": case.rule_set,
        "result": case.result,
        "grade": case.grade,
        "revision_deadline": _deadline(case.revision_deadline),
        "milestones": {name: day.isoformat() for name, day in case.milestone_on.items()},
        "events": [_event(each) for each in own],
    }


def _deadline(deadline: Deadline | None) -> dict[str, Any] | None:
    """The last day for final papers, and whether a notice of days off may still move it."""
    if deadline is None:
        return None
    return {"last_day": deadline.last_day.isoformat(), "provisional": deadline.provisional, "awaits": list(deadline.awaits)}


def moment(casework: Casework, case_id: UUID, written: str | None) -> Moment | None:
    """A moment as typed; none for the present. Raises Refused."""
    if written is None:
        return None
    with casework.engine.connect().execution_options(read_only=True) as connection:
        return resolve(connection, case_id, asked(written), casework.clock.now())


def difference(casework: Casework, reference: str, earlier: str, later: str, reader: Capacity) -> dict[str, Any]:
    """Two moments of a case as plain values. Raises NotFoundError, Refused."""
    case_id = case_id_of(reference)
    every = events_of(casework, case_id)
    last = every[-1].case_version if every else 0
    found = [moment(casework, case_id, f"event:{last}" if each == "now" else each) for each in (earlier, later)]
    first, second = sorted((each for each in found if each is not None), key=lambda each: each.case_version)
    compared = compare(case_id, every, first.case_version, second.case_version, reader)
    return {"case": compared.second.case.number, **difference_object(compared, first, second)}


def difference_text(shown: dict[str, Any]) -> str:
    """The same for people: a line for each change."""
    ends = [f"event {shown[end]['event']} ({shown[end]['recorded_at']})" for end in ("from", "to")]
    lines = [f"{shown['case']}  {ends[0]} → {ends[1]}: {len(shown['changes'])} changed, {shown['same']} the same"]
    lines += [f"  {'.'.join(each['path'])}: {each['before']} → {each['after']}  (event {each['event']})" for each in shown["changes"]]
    lines += [f"  clock: {each['on']}  {each['recorded_at']}  event {each['event']}  {each['type']}" for each in shown["clock"]]
    return "\n".join(lines)


def case_text(shown: dict[str, Any]) -> str:
    """The same for people."""
    head = [f"{shown['case']}  {shown['state']}  version {shown['version']}  {shown['as_of']}"]
    head += [
        f"  {name}: {shown[name]}" for name in ("enterprise", "credit_code", "district", "application", "rule_set", "result", "grade") if shown[name]
    ]
    if deadline := shown["revision_deadline"]:
        awaited = ", ".join(str(year) for year in deadline["awaits"])
        mark = f" (provisional: awaits the notice for {awaited})" if deadline["provisional"] else ""
        head.append(f"  final papers by: {deadline['last_day']}{mark}")
    steps = [f"  {day}  {name}" for name, day in shown["milestones"].items()]
    events = [f"  {each['version']:>4}  {each['on']}  {each['recorded_at']}  {each['type']}  {each['role']}" for each in shown["events"]]
    return "\n".join((*head, "", *steps, "", *events))


def _event(event: Recorded) -> dict[str, Any]:
    """An event with its open members; protected ones are for people with a desk."""
    shown = {name for name, kept in field_classes(type(event.fact)).items() if kept == FieldClass.OPEN}
    members = {name: value for name, value in msgspec.structs.asdict(event.fact).items() if name in shown and not isinstance(value, Erased)}
    return {
        "version": event.originator_version,
        "type": event.fact.TOPIC,
        "on": event.stamp.on.isoformat(),
        "recorded_at": event.recorded_at,
        "role": event.stamp.by.role,
        "data": msgspec.to_builtins(members),
    }
