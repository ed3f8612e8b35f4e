"""Freeze whole histories as they lie in the store: ``python -m tests.golden.freeze_streams``.

Each is made once by real commands and kept as its stored rows, with what the case folded from them said that day. A frozen file is
never rewritten: it stands for cases that were decided once and must fold to the same state for ever.
"""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import msgspec

from application.store.event_store import FactMapper
from domain.case.audit_case import AuditCase, Seat
from domain.scoring.score_sheet import ScoreSheet
from tests.drills.case_effects import late
from tests.drills.case_model import Ask
from tests.drills.test_case_machine import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from application.store.event_store import Recorded
    from application.store.sealed import SealedEvent
    from tests.drills.case_machine import CaseMachine

FOLDER = Path(__file__).with_name("streams")
WORKING = frozenset({"pending", "stamp"})
"""Attributes of an aggregate at work; they are no state."""
LATER = frozenset({("Graded", "publication_deadline"), ("GradeCorrected", "publication_deadline")})
"""Members a fact has had only since a later schema: a history frozen before knows nothing of them, and none is read where none was."""
TO_80_POINTS, FRAUD = 19, 20
"""What an asking leaves open: sheets of 80 points and nothing found; a fraud the panel adopts."""


class Ordinarily(Random):
    """Chooses the same for every step."""

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        """Always the lawful way with 80 points."""
        return TO_80_POINTS


def freeze() -> list[str]:
    """Write the missing files; returns their names."""
    FOLDER.mkdir(exist_ok=True)
    written = []
    for name, tell in HISTORIES.items():
        path = FOLDER / f"{name}.json"
        if not path.exists():
            path.write_text(json.dumps(frozen(tell), ensure_ascii=False, indent=1) + "\n")
            written.append(path.name)
    return written


def frozen(tell: Callable[[CaseMachine], None]) -> dict[str, Any]:
    """A history told by real commands: its rows, and what the case says at their end."""
    with counted() as kind:
        machine: CaseMachine = kind()
        machine.begin()
        tell(machine)
        machine.chain_is_whole()
        case_id = machine.filing.case_id
        rows = machine.real.casework.recorder.select_case(case_id)
        case, sheets = folded(case_id, [FactMapper().to_domain_event(row) for row in rows])
        return {"case": str(case_id), **said(case, sheets), "rows": [as_text(row) for row in rows]}


def as_text(row: SealedEvent) -> dict[str, Any]:
    """A stored row."""
    return {
        "originator": str(row.originator_id),
        "version": row.originator_version,
        "topic": row.topic,
        "case_version": row.case_version,
        "recorded_at": row.recorded_at,
        "leaf_hash": row.leaf_hash.hex(),
        "leaf": row.state.decode(),
        "disclosures": {field_class: content.decode().split("\n") for field_class, content in row.disclosures},
    }


def folded(case_id: UUID, facts: Iterable[Recorded]) -> tuple[AuditCase, dict[UUID, ScoreSheet]]:
    """The case and its sheets from the facts of its stream."""
    case = AuditCase(case_id)
    sheets: dict[UUID, ScoreSheet] = {}
    for each in facts:
        if each.originator_id == case_id:
            case.evolve(each.fact, each.stamp)
        else:
            sheets.setdefault(each.originator_id, ScoreSheet(each.originator_id)).evolve(each.fact, each.stamp)
    return case, sheets


def said(case: AuditCase, sheets: dict[UUID, ScoreSheet], attributes: Iterable[str] = ()) -> dict[str, Any]:
    """What a case says: the members people ask for, and a digest over every attribute (or those named) that is state."""
    names = sorted(attributes or vars(case).keys() - WORKING)
    whole = {name: picture(getattr(case, name)) for name in names}
    members = {
        "number": case.number,
        "rule_set": case.rule_set,
        "state": case.state,
        "version": case.version,
        "milestones": picture(case.milestone_on),
        "round": case.submitted.round if case.submitted else 0,
        "score": picture(case.score),
        "result": case.result,
        "grade": case.grade,
        "extensions": case.extensions,
        "lapsed": case.lapsed,
        "last_day": picture(case.revision_deadline.last_day if case.revision_deadline else None),
        "grade_corrections": len(case.grade_corrections),
        "sheets": {str(each.id): [each.status, each.version, picture(each.total)] for each in sheets.values()},
    }
    digest = hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return {"members": members, "attributes": names, "digest": digest}


def picture(value: Any) -> Any:  # noqa: PLR0911  one line for each kind of value
    """A value of the state as JSON, each in one way only."""
    if isinstance(value, msgspec.Struct):
        kind = type(value).__name__
        members = {name: getattr(value, name) for name in value.__struct_fields__}
        return {"is": kind, **{name: picture(each) for name, each in members.items() if each is not None or (kind, name) not in LATER}}
    if isinstance(value, Seat):
        return picture(vars(value))
    if isinstance(value, dict):
        return {str(name): picture(each) for name, each in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    if isinstance(value, list | tuple):
        return [picture(each) for each in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    return str(value)


# ------------------------------------------------------------------------------------------------------------- histories


def until(machine: CaseMachine, state: str) -> None:
    """The ordinary way to a state."""
    while machine.model.state != state:
        machine.goes_on(Ordinarily())


def does(machine: CaseMachine, act: str, who: str = "officer", dice: int = TO_80_POINTS, *, flag: bool = False) -> None:
    """One lawful act."""
    assert machine.ask(act, Ask(who, 0, flag, dice)), act


def passed(machine: CaseMachine) -> None:
    """合格·优秀, published and told to the enterprise."""
    until(machine, "published")
    does(machine, "result-notification")


def failed_by_veto(machine: CaseMachine) -> None:
    """80 points and a fraud that the panel adopted: 不合格 without final papers (22(1))."""
    until(machine, "visit-scheduled")
    while machine.expected("acceptance", Ask("officer", 0, flag=False, dice=FRAUD), None):
        machine.goes_on(Ordinarily())
    does(machine, "acceptance", dice=FRAUD)
    until(machine, "published")


def failed_at_precheck(machine: CaseMachine) -> None:
    """A penalty of the last year that is the enterprise's: heard, and failed by a second person (20(2))."""
    until(machine, "submitted")
    does(machine, "submission-return")
    does(machine, "submission", "signer")
    does(machine, "penalty-reply", flag=True)
    does(machine, "penalty-match", flag=True)
    does(machine, "adverse-act-proposal", dice=0)
    does(machine, "hearing", dice=0)
    does(machine, "precheck-failure", "approver")


def lapsed_and_extended(machine: CaseMachine) -> None:
    """Nothing by the last day, late papers kept, four weeks more, handed in and passed (21)."""
    until(machine, "accepted")
    while not late(machine.model):
        machine.set_day(machine.model.today + timedelta(days=1))
    does(machine, "revision-lapse", "clock")
    assert not machine.ask("revision", Ask("signer", 0, flag=False, dice=TO_80_POINTS))
    does(machine, "revision-extension")
    until(machine, "published")


def corrected(machine: CaseMachine) -> None:
    """A published pass, a fraud found later, heard and corrected to a fail by a second person (22(1))."""
    until(machine, "published")
    does(machine, "objections", "public")
    does(machine, "objection-decision", "other-officer", flag=True)
    does(machine, "grade-correction-proposal")
    does(machine, "hearing", dice=2)
    does(machine, "grade-correction", "approver")


HISTORIES: dict[str, Callable[[CaseMachine], None]] = {
    "passed": passed,
    "failed-by-veto": failed_by_veto,
    "failed-at-precheck": failed_at_precheck,
    "lapsed-and-extended": lapsed_and_extended,
    "grade-corrected": corrected,
}


if __name__ == "__main__":
    print("\n".join(freeze()) or "every history is frozen already")  # noqa: T201  a tool for people
