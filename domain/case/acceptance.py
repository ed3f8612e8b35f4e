"""现场验收: the site acceptance is fixed: steps, sealed sheets, score, vetoes, level, opinion, last day (R2025 4, 20(3), 21, 22)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import msgspec

from domain.case.audit_case import AuditCase
from domain.case.delivery import deadline_from, deliverable
from domain.case.events.acceptance import Accepted, SealedSheet
from domain.case.opinion import NO_OPINION, signed_by_all
from domain.case.panel import short
from domain.case.panel_composition import sitting
from domain.case.recusal import recusals_settled
from domain.case.stage import SCHEDULED, held_again_after_result, panel_stands_at
from domain.case.vetoes import VetoDecision, decided_with_evidence, findings, level_agrees, reported
from domain.law.label import named_in
from domain.law.refusal import Refusal, refuse
from domain.scoring.combining import combine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from uuid import UUID

    from domain.calendar.working_days import Calendar
    from domain.fact import Stamp
    from domain.law.refusal import Refused
    from domain.law.rule_set import RuleSet
    from domain.scoring.score_sheet import ScoreSheet

HELD_ON_ANOTHER_DAY = Refusal("held-on-another-day", "现场验收日 {held_on} 与安排的 {visit_on} 不一致。", "如改期，请先办理推迟现场验收。")
HELD_IN_FUTURE = Refusal("held-in-future", "现场验收日 {held_on} 晚于办理日期 {on}。", "请在现场验收完成后办理。")
STEP_MISSING = Refusal("step-missing", "现场验收缺少「{step}」程序。", "请补做该程序后再办理。")
UNKNOWN_STEP = Refusal("unknown-step", "“{step}”不是现场验收的程序。", "请从规定的程序中选择。")
SHEET_OPEN = Refusal("sheet-open", "{expert}的评分表尚未锁定。", "请由该专家完成并锁定评分表。")
FEE_CHARGED = Refusal("fee-charged", "没有声明未向企业收取费用。", "验收不得向企业收费；请退还后再办理并作出声明。")
UNKNOWN_LEVEL = Refusal("unknown-level", "“{level}”不是清洁生产水平的等级。", "请从所列等级中选择。")
SYSTEM_UNNAMED = Refusal("indicator-system-unnamed", "没有写明定级所依据的清洁生产评价指标体系或行业基本水平。", "请写明其名称。")

LEVELS = ("I", "II", "III", "industry-basic")
"""清洁生产水平: levels that pass; those that fail stand in the rule data."""


class SiteFindings(msgspec.Struct, frozen=True, kw_only=True):
    """现场验收认定: what the panel brings back from the site."""

    held_on: date
    steps: tuple[str, ...]
    vetoes: tuple[VetoDecision, ...]
    performance_confirmed: bool
    goals_attained: bool
    level: str
    indicator_system: str
    delivered_on: date | None
    """Day the opinion reached the enterprise; none while it has not."""
    no_fee_charged: bool


def accept(
    case: AuditCase,
    found: SiteFindings,
    sheets: Sequence[ScoreSheet],
    leaf_hashes: Mapping[UUID, str],
    *,
    calendar: Calendar,
    rules: RuleSet,
    on: date,
) -> None:
    """现场验收完成: everything is there and agrees; the score is combined exactly and the last day for final papers fixed.

    ``sheets``: every sheet of the case; ``leaf_hashes``: leaf hash by sheet. Raises Refused naming all that is missing (20(3)).
    """
    panel_stands_at(case, SCHEDULED, act="acceptance", missing="visit-scheduled", citation=rules.cite("visit/steps", on=on), on=on)
    counting = sheets_of_panel(case, sheets)
    refuse((*_held_as_scheduled(case, found, rules, on), *_faults(case, found, counting, rules, on)))
    opinion = case.opinion
    if opinion is None:
        raise NO_OPINION(rules.cite("visit/steps", on=on))
    vetoes = findings(found.vetoes, counting)
    case.record(
        Accepted(
            held_on=found.held_on,
            steps=found.steps,
            sheets=sealed(counting, leaf_hashes),
            score=combine([sheet.marks for sheet in counting], rules),
            method=rules.function("combine"),
            vetoes=vetoes,
            vetoes_adopted=tuple(each.veto for each in vetoes if each.adopted),
            performance_confirmed=found.performance_confirmed,
            goals_attained=found.goals_attained,
            level=found.level,
            indicator_system=found.indicator_system,
            opinion_digest=opinion.opinion_digest,
            corrections=opinion.corrections,
            dissents=sum(case.signatures[expert.expert_id].dissents for expert in sitting(case)),
            delivered_on=found.delivered_on,
            no_fee_charged=True,
            revision_deadline=None if held_again_after_result(case) else deadline_from(found.held_on, found.delivered_on, rules, calendar),
        ),
    )


def sheets_of_panel(case: AuditCase, sheets: Sequence[ScoreSheet]) -> tuple[ScoreSheet, ...]:
    """The locked sheets of the experts sitting now, in the order of the panel."""
    locked = {sheet.expert_id: sheet for sheet in sheets if sheet.counts}
    return tuple(locked[expert.expert_id] for expert in sitting(case) if expert.expert_id in locked)


def sealed(sheets: Sequence[ScoreSheet], leaf_hashes: Mapping[UUID, str]) -> tuple[SealedSheet, ...]:
    """封存评分表: each sheet by id, version and the hash of its last event."""
    return tuple(
        SealedSheet(sheet_id=sheet.id, expert_id=sheet.expert_id, version=sheet.version, leaf_hash=leaf_hashes[sheet.id]) for sheet in sheets
    )


def _held_as_scheduled(case: AuditCase, found: SiteFindings, rules: RuleSet, on: date) -> Iterator[Refused]:
    citation = rules.cite("visit/steps", on=on)
    if found.held_on != case.visit_on:
        yield HELD_ON_ANOTHER_DAY(citation, field="held_on", held_on=found.held_on, visit_on=case.visit_on)
    if found.held_on > on:
        yield HELD_IN_FUTURE(citation, field="held_on", held_on=found.held_on, on=on)
    if found.delivered_on is not None:
        yield from deliverable(found.delivered_on, found.held_on, citation, on)


def _faults(case: AuditCase, found: SiteFindings, counting: Sequence[ScoreSheet], rules: RuleSet, on: date) -> Iterator[Refused]:
    yield from short(case, rules, on)
    yield from recusals_settled(case, rules, on)
    yield from _steps_done(found.steps, rules, on)
    yield from _every_sheet_locked(case, counting, rules, on)
    yield from signed_by_all(case, rules, on)
    yield from decided_with_evidence(found.vetoes, reported(counting), rules, on)
    yield from _level_named(found, rules, on)
    if not found.no_fee_charged:
        yield FEE_CHARGED(rules.cite("visit/fee", on=on), field="no_fee_charged")


def _steps_done(steps: tuple[str, ...], rules: RuleSet, on: date) -> Iterator[Refused]:
    asked = rules.words("visit/steps", on)
    for step in asked:
        if step not in steps:
            yield STEP_MISSING(rules.cite("visit/steps", step, on), field="steps", step=named_in(rules, "visit/steps", step, on))
    for step in steps:
        if step not in asked:
            yield UNKNOWN_STEP(rules.cite("visit/steps", on=on), field="steps", step=step)


def _every_sheet_locked(case: AuditCase, counting: Sequence[ScoreSheet], rules: RuleSet, on: date) -> Iterator[Refused]:
    locked = {sheet.expert_id for sheet in counting}
    for expert in sitting(case):
        if expert.expert_id not in locked:
            yield SHEET_OPEN(rules.cite("scoring/sheet", on=on), expert=expert.expert_id)


def _level_named(found: SiteFindings, rules: RuleSet, on: date) -> Iterator[Refused]:
    citation = rules.cite("grading/failing-levels", on=on)
    if found.level not in (*LEVELS, *rules.words("grading/failing-levels", on)):
        yield UNKNOWN_LEVEL(citation, field="level", level=found.level)
    else:
        yield from level_agrees(found.level, found.vetoes, rules, on)
    if not found.indicator_system.strip():
        yield SYSTEM_UNNAMED(citation, field="indicator_system")


@AuditCase.evolves(Accepted)
def _accepted(case: AuditCase, fact: Accepted, stamp: Stamp) -> None:
    after_result = held_again_after_result(case)
    case.accepted, case.delivered = fact, None
    case.sheets, case.score = fact.sheets, fact.score
    case.vetoes_adopted, case.corrections = fact.vetoes_adopted, fact.corrections
    case.new_visit_needed = False
    case.revision_deadline = case.original_deadline = fact.revision_deadline
    if not after_result:
        case.reach("Accepted", "accepted", stamp.on)
    elif case.published is not None:
        case.panel_done_on = stamp.on
