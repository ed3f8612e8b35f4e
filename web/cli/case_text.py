"""What ``cases show`` prints: a case folded from its events up to a version or an instant."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from application.outcome import NotFoundError
from application.trail.profile import instant
from domain.case.audit_case import AuditCase
from domain.fact import Erased, FieldClass, field_classes
from web.cli.law import Faulty
from web.references import case_id_of

if TYPE_CHECKING:
    from application.casework import Casework
    from application.store.event_store import Recorded


def moment_of(written: str) -> datetime:
    """An instant as typed, with its zone. Raises Faulty."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Faulty(f"--as-of is {written!r}; write an instant with its zone, as 2026-03-02T01:00:00Z")
    return moment.astimezone(UTC)


def case_object(casework: Casework, reference: str, *, until: datetime | None, version: int | None) -> dict[str, Any]:
    """The case as plain values. Raises NotFoundError, also for a moment before its plan."""
    case_id = case_id_of(reference)
    events = [each for each in casework.events.get(case_id) if _counts(each, until, version)]
    case = AuditCase(case_id).replay((each.fact, each.stamp) for each in events)
    if not events or "Planned" not in case.milestone_on:
        raise NotFoundError(reference)
    return {
        "case": case.number,
        "id": str(case.id),
        "version": case.version,
        "as_of": events[-1].recorded_at,
        "state": case.state,
        "enterprise": case.form.enterprise_name,
        "credit_code": case.form.credit_code,
        "district": case.district,
        "application": case.application,
        "rule_set": case.rule_set,
        "result": case.result,
        "grade": case.grade,
        "milestones": {name: day.isoformat() for name, day in case.milestone_on.items()},
        "events": [_event(each) for each in events],
    }


def case_text(shown: dict[str, Any]) -> str:
    """The same for people."""
    head = [f"{shown['case']}  {shown['state']}  version {shown['version']}  {shown['as_of']}"]
    head += [
        f"  {name}: {shown[name]}" for name in ("enterprise", "credit_code", "district", "application", "rule_set", "result", "grade") if shown[name]
    ]
    steps = [f"  {day}  {name}" for name, day in shown["milestones"].items()]
    events = [f"  {each['version']:>4}  {each['on']}  {each['recorded_at']}  {each['type']}  {each['role']}" for each in shown["events"]]
    return "\n".join((*head, "", *steps, "", *events))


def _counts(event: Recorded, until: datetime | None, version: int | None) -> bool:
    in_time = until is None or event.recorded_at <= instant(until)
    return in_time and (version is None or event.originator_version <= version)


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
