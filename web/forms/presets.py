"""预填: what stands in a form when it is opened: what the case knows already, and the rows its answers must have."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from application.commands import acceptance, planning, register, review, revision, scoring
from application.commands.audit import SubmitForAcceptance
from application.commands.panel import AppointPanel, DeclareConflict
from domain.law.citation import Citation
from domain.scoring.sheet_form import sheet_form
from projections.case_file import cases_of_enterprise
from web.auth import reading
from web.forms.options import fits
from web.forms.reading import Typed
from web.language import language
from web.system import system

if TYPE_CHECKING:
    from collections.abc import Callable

    from application.commands.command import Command
    from web.forms.asking import Asking


@dataclass(frozen=True)
class Preset:
    """预填: see :class:`web.forms.fields.Setting`."""

    typed: Typed = field(default_factory=dict)
    captions: dict[str, str] = field(default_factory=dict)
    fixed: frozenset[str] = frozenset()
    statements: tuple[dict[str, Any], ...] = ()
    """Statements of truth signed before."""

    def signed_by(self, statements: list[dict[str, Any]]) -> Preset:
        """The same with statements that others signed."""
        return replace(self, statements=tuple(statements))


def preset_of(command: type[Command], asking: Asking) -> Preset:
    """What stands in the form of a command."""
    found = PRESETS.get(command)
    return found(asking) if found is not None else Preset()


def typed_from(value: Any, at: str) -> Typed:
    """A value of the record as it would be typed."""
    if isinstance(value, Citation):
        return {at: [f"{value.document} {value.place}"]}
    if isinstance(value, msgspec.Struct):
        return _all({f"{at}.{name}": each for name, each in msgspec.structs.asdict(value).items()})
    if isinstance(value, dict):
        return _all({f"{at}.{name}": each for name, each in value.items()})
    if isinstance(value, tuple | list):
        if all(isinstance(each, str | UUID) for each in value):
            return {at: [str(each) for each in value]}
        return _all({f"{at}.{number}": each for number, each in enumerate(value, start=1)})
    return {at: [_plain(value)]}


def _all(values: dict[str, Any]) -> Typed:
    found: Typed = {}
    for path, each in values.items():
        found |= typed_from(each, path)
    return found


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _plan(asking: Asking) -> Preset:
    return Preset(typed_from(asking.case.form, "form")) if asking.case else Preset()


def _new_plan(asking: Asking) -> Preset:
    """Of an enterprise that planned before, what stays the same."""
    if not asking.actor.role.startswith("enterprise-"):
        return Preset()
    with system().reading() as connection:
        before = cases_of_enterprise(connection, UUID(str(asking.actor.organisation)))
    if not before:
        return Preset()
    form = reading(system(), asking.actor).case(before[0]["case_id"]).form
    typed = typed_from(form, "form")
    return Preset({path: texts for path, texts in typed.items() if path not in OF_ITS_YEAR})


OF_ITS_YEAR = frozenset({"form.planned_start", "form.planned_finish", "form.last_pass_on", "form.on_mandatory_list"})


def _application(asking: Asking) -> Preset:
    case = asking.case
    if case is None or case.registered is None:
        return Preset()
    goals = case.registered.goals
    typed: Typed = {}
    if case.submitted is not None:
        last = case.submitted
        typed = _all(
            {
                "table": last.table,
                "report_parts": last.report_parts,
                "papers": last.papers,
                "no_medium_high_cost_reason": last.no_medium_high_cost_reason,
            }
        )
        names = {each.digest: each.name for each in last.paper_names} if isinstance(last.paper_names, tuple) else {}
        typed |= {f"papers.{number}.name": [names.get(each.digest, "")] for number, each in enumerate(last.papers, start=1)}
    known = {each.indicator: each for each in case.submitted.achieved} if case.submitted else {}
    for number, goal in enumerate(goals, start=1):
        done = known.get(goal.indicator)
        rows = {
            "indicator": goal.indicator,
            "unit": goal.unit,
            "achieved": done.achieved if done else None,
            "year": done.year if done else goal.target_year,
        }
        typed |= _all({f"achieved.{number}.{name}": value for name, value in rows.items()})
    return Preset(typed, fixed=frozenset({"SubmitForAcceptance.achieved", "GoalResult.indicator", "GoalResult.unit"}))


def _final_papers(asking: Asking) -> Preset:
    case = asking.case
    if case is None or case.submitted is None:
        return Preset()
    typed = typed_from(case.revised.table if case.revised else case.submitted.table, "table")
    given = {each.number: each for each in case.revised.answers} if case.revised else {}
    captions = {}
    for row, each in enumerate(case.corrections, start=1):
        captions[f"answers.{row}"] = f"{each.number}. {each.text}"
        known = given.get(each.number)
        typed |= _all({f"answers.{row}.answer": known.answer if known else None, f"answers.{row}.pages": known.pages if known else None})
    return Preset(typed, captions, frozenset({"SubmitRevision.answers"}))


def _ticks(asking: Asking) -> Preset:
    case = asking.case
    if case is None:
        return Preset()
    given = {each.number: each.answer for each in case.revised.answers} if case.revised else {}
    captions = {f"ticks.{row}": f"{each.number}. {each.text} — {given.get(each.number, '')}" for row, each in enumerate(case.corrections, start=1)}
    return Preset({f"ticks.{row}.note": [""] for row in range(1, len(case.corrections) + 1)}, captions, frozenset({"ReviewRevision.ticks"}))


def _checklist(owner: str) -> Callable[[Asking], Preset]:
    def preset(asking: Asking) -> Preset:
        entries = [each for each in asking.rules.entries("review/checklist", asking.on) if fits(each, asking)]
        typed = {f"checklist.{row}.item": [each["code"]] for row, each in enumerate(entries, start=1)}
        return Preset(typed, {}, frozenset({f"{owner}.checklist", "ChecklistAnswer.item"}))

    return preset


def _marks(asking: Asking) -> Preset:
    form = sheet_form(asking.rules.word("scoring/sheet", asking.on), system().rulebook)
    typed: Typed = {f"marks.{row}.item": [each.id] for row, each in enumerate(form.items, start=1)}
    own = _own_sheet(asking)
    if own is not None:
        typed["sheet_id"] = [own]
    captions = {f"marks.{row}": getattr(each, f"criterion_{language()}") for row, each in enumerate(form.items, start=1)}
    return Preset(typed, captions, frozenset({"LockSheet.marks", "CorrectSheet.marks", "Mark.item"}))


def _own_sheet(asking: Asking) -> str | None:
    if asking.case is None:
        return None
    sheets = reading(system(), asking.actor).sheets_of(asking.case)
    return next((str(each.id) for each in sheets if str(each.expert_id) == asking.actor.organisation and each.void_for is None), None)


def _opinion(asking: Asking) -> Preset:
    drafted = asking.case.opinion if asking.case else None
    return Preset({"opinion_digest": [drafted.opinion_digest]} if drafted else {})


def _expert_self(asking: Asking) -> Preset:
    return Preset({"expert_id": [asking.actor.organisation]} if asking.actor.role == "expert" and asking.actor.organisation else {})


def _seated(asking: Asking) -> Preset:
    seats = asking.case.seats if asking.case else {}
    return Preset({"experts": [str(each) for each, seat in seats.items() if seat.status == "confirmed"]})


def _own_enterprise(asking: Asking) -> Preset:
    own = asking.actor.organisation or ""
    return Preset(
        {"enterprise_id": [own]}
        if asking.actor.role.startswith("enterprise-")
        else {"consultancy_id": [own]}
        if asking.actor.role == "consultant"
        else {}
    )


PRESETS: dict[type[Command], Callable[[Asking], Preset]] = {
    planning.PlanCase: _new_plan,
    planning.AmendPlan: _plan,
    SubmitForAcceptance: _application,
    revision.SubmitRevision: _final_papers,
    revision.ReviewRevision: _ticks,
    review.PassPrecheck: _checklist("PassPrecheck"),
    review.FailPrecheck: _checklist("FailPrecheck"),
    scoring.LockSheet: _marks,
    scoring.CorrectSheet: _marks,
    acceptance.SignOpinion: _opinion,
    DeclareConflict: _expert_self,
    AppointPanel: _seated,
    register.GrantMandate: _own_enterprise,
    register.EndMandate: _own_enterprise,
    register.EnterStaff: _own_enterprise,
    register.StaffLeaves: _own_enterprise,
    register.ProfileConsultancy: _own_enterprise,
}
"""Command → what stands in its form."""
