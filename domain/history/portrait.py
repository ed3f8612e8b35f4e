"""案件面貌: what a case says at one moment, field by field as plain values, so that two moments can be laid side by side.

A portrait is a tree: field → value or rows by key → value; the leaves are text, numbers, truth values or nothing. It holds only what
the reader may see: marks are the bureau's and the auditor's, and an expert's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from domain.fact import Erased
from domain.law.figure import UnknownFigure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from uuid import UUID

    from domain.calendar.deadline import Deadline
    from domain.case.audit_case import AuditCase
    from domain.case.events.acceptance import Score
    from domain.case.judgement import Judgement
    from domain.fact import Capacity
    from domain.papers.paper import Paper
    from domain.papers.performance_table import PerformanceTable
    from domain.scoring.score_sheet import ScoreSheet

Portrait = dict[str, Any]
"""Field → leaf, or key → …"""
Sheets = dict["UUID", "ScoreSheet"]

BUREAU = frozenset({"bureau-officer", "bureau-approver", "auditor", "system"})
"""Who sees marks, proposals and findings."""
OFFICE = BUREAU | {"district-officer"}
"""Who sees the office's own working steps."""
PARTIES = OFFICE | {"enterprise-filler", "enterprise-signer", "enterprise-administrator", "consultant", "expert"}
"""Who is concerned with the case at all."""


class Field(NamedTuple):
    """字段: one line of a portrait."""

    name: str
    roles: frozenset[str]
    read: Callable[[AuditCase, Sheets], Any]


def portrait(case: AuditCase, sheets: Sheets, reader: Capacity) -> Portrait:
    """The case as its reader may see it."""
    found = {field.name: field.read(case, sheets) for field in FIELDS if reader.role in field.roles}
    found["sheets"] = _sheets_for(reader, sheets)
    return {name: value for name, value in found.items() if value not in (None, {}, "")}


def plain(value: Any) -> Any:
    """A value as text, number, truth value or nothing; structures by their members, lists by their places."""
    if isinstance(value, Erased):
        return "erased"
    if isinstance(value, msgspec.Struct):
        return _once(value, _members)
    if isinstance(value, dict):
        return {str(key): plain(member) for key, member in value.items()}
    if isinstance(value, tuple | list):
        members = [plain(member) for member in value]
        flat = all(not isinstance(member, dict) for member in members)
        return "、".join(str(member) for member in members) if flat else {str(number): member for number, member in enumerate(members, 1)}
    return value if value is None or isinstance(value, bool | int | str) else str(value)


_KEPT: dict[tuple[int, Callable[[Any], Any]], tuple[Any, Any]] = {}
"""What was made of a value before: between two events of a case nearly everything is the same object."""


def _once(value: Any, make: Callable[[Any], Any]) -> Any:
    """``make(value)``, made once while the value lives here; whoever gets it must not change it."""
    key = (id(value), make)
    found = _KEPT.get(key)
    if found is None:
        found = _KEPT[key] = (value, make(value))
    return found[1]


def forget() -> None:
    """Let go of what was kept; to be called when a comparison is done."""
    _KEPT.clear()


def _members(value: Any) -> Portrait:
    return {name: plain(member) for name, member in msgspec.structs.asdict(value).items()}


def _sheets_for(reader: Capacity, sheets: Sheets) -> Portrait:
    """评分表: that a sheet is locked everybody concerned may know; what is in it the bureau, the auditor and its own expert."""
    found: Portrait = {}
    for sheet in sheets.values():
        if reader.role not in PARTIES or sheet.status == "new":
            continue
        line: Portrait = {"status": sheet.status}
        if (reader.role in BUREAU or reader.organisation == str(sheet.expert_id)) and sheet.total is not None:
            line |= {"total": str(sheet.total), "marks": {mark.item: str(mark.points) for mark in sheet.marks}}
            line["vetoes"] = "、".join(report.veto for report in sheet.vetoes)
        found[str(sheet.expert_id)] = line
    return found


def _named(read: Callable[[AuditCase], Any]) -> Callable[[AuditCase, Sheets], Any]:
    return lambda case, _sheets: plain(read(case))


def _rows(items: Iterable[Any] | None, key: str) -> Portrait:
    """Rows by the member that names them."""
    found: Portrait = {}
    for item in items or ():
        row = dict(plain(item))
        found[str(row.pop(key))] = row
    return found


def table_rows(table: PerformanceTable | None) -> Portrait:
    """绩效表, one entry per scheme, then the totals."""
    return {} if table is None or isinstance(table, Erased) else _once(table, _schemes)


def _schemes(table: PerformanceTable) -> Portrait:
    rows: Portrait = {}
    for scheme in table.schemes:
        row = dict(plain(scheme))
        row.pop("number")
        row |= row.pop("quantities")
        rows[scheme.number] = {name: value for name, value in row.items() if value is not None}
    rows["totals"] = plain(table.totals)
    rows["years"] = {"before": table.before_year, "after": table.after_year}
    return rows


def paper_rows(papers: Iterable[Paper] | None) -> Portrait:
    """材料 by kind; a second one of a kind is numbered."""
    found: Portrait = {}
    for paper in papers or ():
        number = sum(1 for kind in found if kind == paper.kind or kind.startswith(f"{paper.kind}#"))
        found[f"{paper.kind}#{number + 1}" if number else paper.kind] = {"digest": paper.digest, "size": paper.size, "media_type": paper.media_type}
    return found


def _deadline(deadline: Deadline | None) -> Portrait | None:
    return None if deadline is None else _once(deadline, _told)


def _told(deadline: Deadline) -> Portrait:
    return {
        "last_day": str(deadline.last_day),
        "starts_from": str(deadline.starts_from),
        "rule": f"{deadline.rule_path} = {deadline.rule_value} {deadline.rule_unit}",
        "article": str(deadline.citation),
        "computed_day": str(deadline.computed_day),
        "provisional": deadline.provisional,
        "calendar": "、".join(f"{edition.year} {edition.digest}" for edition in deadline.editions),
    }


def _score(score: Score | None) -> str | None:
    return None if score is None else f"{score.numerator}/{score.denominator}"


def _table(case: AuditCase) -> Portrait:
    """The table as last handed in: the final one once it is there, so that its rows are laid beside those applied with."""
    last = case.revised or case.submitted
    return {} if last is None else table_rows(last.table)


def _papers(case: AuditCase) -> Portrait:
    found = paper_rows(case.submitted.papers if case.submitted else ())
    for kind, paper in paper_rows(case.revised.papers if case.revised else ()).items():
        found[f"final/{kind}"] = paper
    return found


FIELDS: tuple[Field, ...] = (
    Field("state", PARTIES, lambda case, _: case.state),
    Field("enterprise_name", PARTIES, lambda case, _: case.form.enterprise_name),
    Field("credit_code", PARTIES, lambda case, _: case.form.credit_code),
    Field("district", PARTIES, lambda case, _: case.district),
    Field("consultancy", PARTIES, lambda case, _: case.form.consultancy_name),
    Field("rule_set", PARTIES, lambda case, _: case.rule_set),
    Field("application", PARTIES, lambda case, _: case.application),
    Field("plan_form", PARTIES, _named(lambda case: case.form)),
    Field("milestones", PARTIES, lambda case, _: {name: str(day) for name, day in case.milestone_on.items()}),
    Field("plan_listed", PARTIES, _named(lambda case: case.plan_listed)),
    Field("audit_plan", PARTIES, lambda case, _: case.registered.audit_plan_digest if case.registered else None),
    Field("goals", PARTIES, lambda case, _: _rows(case.registered.goals, "indicator") if case.registered else None),
    Field("cost_threshold", PARTIES, lambda case, _: str(case.registered.cost_threshold) if case.registered else None),
    Field("capability", PARTIES, lambda case, _: _rows(case.registered.capability, "condition") if case.registered else None),
    Field("round", PARTIES, lambda case, _: case.submitted.round if case.submitted else None),
    Field("performance_table", PARTIES, lambda case, _: _table(case)),
    Field("achieved", PARTIES, lambda case, _: _rows(case.submitted.achieved, "indicator") if case.submitted else None),
    Field("papers", PARTIES, lambda case, _: _papers(case)),
    Field("defects", PARTIES, lambda case, _: _rows(case.returned.defects, "number") if case.returned else None),
    Field("penalty_reply", BUREAU, _named(lambda case: case.penalty_reply)),
    Field("penalty_decisions", BUREAU, _named(lambda case: case.penalty_decisions)),
    Field("checklist", OFFICE, lambda case, _: _rows(case.prechecked.checklist, "item") if case.prechecked else None),
    Field("adverse_act", OFFICE, lambda case, _: case.adverse.fact.act if case.adverse else None),
    Field("heard", OFFICE, _named(lambda case: case.heard)),
    Field("acceptance_listed", PARTIES, lambda case, _: case.acceptance_listed.list_number if case.acceptance_listed else None),
    Field("seats", PARTIES, lambda case, _: {str(expert): seat.status for expert, seat in case.seats.items()}),
    Field("panel", PARTIES, lambda case, _: {str(each.expert_id): each.title_level for each in case.panel.experts} if case.panel else None),
    Field("visit_on", PARTIES, _named(lambda case: case.visit_on)),
    Field("new_visit_needed", PARTIES, lambda case, _: case.new_visit_needed or None),
    Field("opinion", OFFICE | {"expert"}, lambda case, _: case.opinion.opinion_digest if case.opinion else None),
    Field("score", PARTIES, lambda case, _: _score(case.score)),
    Field("sealed_sheets", PARTIES, lambda case, _: {str(seal.expert_id): seal.leaf_hash for seal in case.sheets}),
    Field("vetoes_adopted", PARTIES, _named(lambda case: case.vetoes_adopted)),
    Field("level", PARTIES, lambda case, _: case.accepted.level if case.accepted else None),
    Field("corrections", PARTIES, lambda case, _: _rows(case.corrections, "number")),
    Field("delivered_on", PARTIES, lambda case, _: _delivered_on(case)),
    Field("revision_deadline", PARTIES, lambda case, _: _deadline(case.revision_deadline)),
    Field("extensions", PARTIES, lambda case, _: case.extensions or None),
    Field("lapsed", PARTIES, lambda case, _: case.lapsed or None),
    Field("answers", PARTIES, lambda case, _: _rows(case.revised.answers, "number") if case.revised else None),
    Field("revision_reviewed", OFFICE, lambda case, _: case.revision_reviewed.satisfied if case.revision_reviewed else None),
    Field("compliance", BUREAU, _named(lambda case: case.compliance)),
    Field("proposal", BUREAU, lambda case, _: _decided(case.proposal.fact) if case.proposal else None),
    Field("original_result", PARTIES, lambda case, _: _decided(case.graded) if case.graded else None),
    Field("result", PARTIES, lambda case, _: case.result),
    Field("grade", PARTIES, lambda case, _: case.grade),
    Field("grade_corrections", PARTIES, lambda case, _: {str(n): _decided(each) for n, each in enumerate(case.grade_corrections, 1)}),
    Field("published", PARTIES, lambda case, _: _published(case)),
    Field("publication_corrections", PARTIES, lambda case, _: plain(case.publication_corrections) if case.publication_corrections else None),
    Field("objections", OFFICE, lambda case, _: {str(each): _objection(case, each) for each in case.objections}),
)
"""In the order of the case's life."""


def _delivered_on(case: AuditCase) -> str | None:
    found = case.delivered.delivered_on if case.delivered else case.accepted.delivered_on if case.accepted else None
    return None if found is None else str(found)


def _decided(fact: Any) -> Portrait:
    return {"result": fact.result, "grade": fact.grade, "score": _score(fact.score), "vetoes": "、".join(fact.vetoes)}


def _published(case: AuditCase) -> Portrait | None:
    if case.published is None:
        return None
    found = case.published
    days = {"published_on": str(found.published_on), "notice_until": str(found.notice_until)}
    return {"list_number": found.list_number, "address": found.address, **days, "objections_until": str(found.objection_deadline.last_day)}


def _objection(case: AuditCase, objection_id: UUID) -> str:
    decided = case.objection_decisions.get(objection_id)
    return "open" if decided is None else "upheld" if decided.upheld else "rejected"


def derived(case: AuditCase, judge: Callable[[Score, tuple[str, ...]], Judgement]) -> Judgement | None:
    """推导结果: what the articles make of the score and the vetoes that stand; none where there is no score or no rule for it."""
    if case.score is None:
        return None
    try:
        return judge(case.score, case.graded.vetoes if case.graded else case.vetoes_adopted)
    except UnknownFigure:
        return None


def leaves(value: Mapping[str, Any], path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    """Every leaf of a portrait by its path."""
    found: dict[tuple[str, ...], Any] = {}
    for name, below in value.items():
        if isinstance(below, dict):
            found |= leaves(below, (*path, name))
        else:
            found[*path, name] = below
    return found
