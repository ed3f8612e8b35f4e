"""案件页: header strip, seven steps, facts, what I may do now and why not the rest, timeline."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Blueprint, render_template

from application.rehearsal import prospects
from domain.case.audit_case import MILESTONES
from domain.law.rulebook import UnknownRuleSet
from projections import timeline, worklist
from projections.agenda import TARGETS_OF
from projections.due_dates_asked import targets_of
from web.auth import actor, policy
from web.desks.event_lines import lines
from web.language import language
from web.moment import moment_of
from web.people import names
from web.references import case_id_of
from web.system import system
from web.targets import target_name
from web.visible import case_row, visible_case
from web.waiting import wait_for_own_acts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from application.rehearsal import Prospect
    from domain.case.audit_case import AuditCase

EXCERPT = 4
SHOWN_REASONS = 3
"""Acts that are not possible, shown at once; the rest unfolds."""

pages = Blueprint("case", __name__)


class Step(NamedTuple):
    """One of the seven steps as it stands."""

    name: str
    state: str
    """``done``, ``now`` or empty."""
    on: date | None


@pages.get("/cases/<case:case_id>")
@policy("signed-in")
def overview(case_id: str) -> str:
    """The case at a glance."""
    case = _visible(case_id)
    me, today = actor(), system().today
    with system().reading() as connection:
        row = case_row(connection, case.id)
        at = moment_of(case.id)
        events = timeline.events(connection, case.id, me.role, until=at and at.case_version, limit=EXCERPT, newest_first=True)
        tasks = [] if at else worklist.items_of_case(connection, me, today, case.id)
    may, may_not = ([], []) if at else parted(prospects(system().casework, me, case.id))
    return render_template(
        "case.html",
        **frame(case.id, "overview", row),
        events=events,
        names=names(each["person"] for each in events),
        lines=lines,
        tasks=tasks,
        original=case.graded if row["grade_corrected"] else None,
        may=may,
        may_not=may_not[:SHOWN_REASONS],
        may_not_more=may_not[SHOWN_REASONS:],
    )


def _visible(reference: str) -> AuditCase:
    wait_for_own_acts()
    return visible_case(actor(), case_id_of(reference))


def frame(case_id: UUID, tab: str, row: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What every page of a case shows above its tabs: the present, or the moment the address asks for."""
    if row is None:
        with system().reading() as connection:
            row = case_row(connection, case_id)
    shown = {"place": "cases", "case": row, "tab": tab, "steps": steps(row), "rules": _rules(row["rule_set"]), "count": row["case_version"]}
    at = moment_of(case_id)
    return shown | {"at": at, "targets": [] if at else running_targets(case_id)}


def running_targets(case_id: UUID) -> list[dict[str, Any]]:
    """The office's own targets that run in a case, for those who are told of them."""
    told = TARGETS_OF.get(actor().role, ())
    with system().reading() as connection:
        found = targets_of(connection, case_id, told) if told else ()
    return [{"name": target_name(each["reference"], language()), "due_on": each["due_on"]} for each in found]


def steps(row: Mapping[str, Any]) -> list[Step]:
    """The seven steps: those done with their day, and the one under way while the case is open."""
    done: dict[str, str] = row["milestones"]
    found, open_ = [], row["outcome"] is None
    for name in MILESTONES:
        reached = date.fromisoformat(done[name]) if name in done else None
        state = "done" if reached else "now" if open_ else ""
        open_ = open_ and state != "now"
        found.append(Step(name, state, reached))
    return found


def parted(found: Sequence[Prospect]) -> tuple[list[Prospect], list[Prospect]]:
    """Acts that are open, and those that are not: what only waits for its step comes last."""
    may = [each for each in found if each.refused is None]
    may_not = [each for each in found if each.refused is not None]
    may_not.sort(key=lambda each: each.refused is not None and each.refused.code in {"out-of-order", "case-closed"})
    return may, may_not


def _rules(rule_set: str) -> str:
    try:
        return system().rulebook.rule_set(rule_set).document
    except UnknownRuleSet:
        return rule_set
