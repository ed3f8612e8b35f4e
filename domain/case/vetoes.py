"""一票否决情形: what the sheets report and what the panel makes of it, with evidence (R2025 22)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from domain.case.departures import LEVEL_VETO, UNKNOWN_VETO
from domain.case.events.acceptance import VetoFinding
from domain.law.label import labels_in, named_in
from domain.law.refusal import Refusal, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from domain.law.rule_set import RuleSet
    from domain.scoring.score_sheet import ScoreSheet

VETO_UNDECIDED = Refusal("veto-undecided", "{sheets} 份评分表报告了否决情形「{veto}」，专家组没有说明是否采纳。", "请写明采纳与否及其依据。")
VETO_DECIDED_TWICE = Refusal("veto-decided-twice", "否决情形「{veto}」填写了两次。", "请合并为一条。")
VETO_UNGROUNDED = Refusal("veto-ungrounded", "对否决情形「{veto}」的认定没有写明依据。", "采纳与否都请写明依据。")
VETO_NOT_REPORTED = Refusal("veto-not-reported", "没有评分表报告否决情形「{veto}」，无需作不采纳的认定。", "请删去该条。")
LEVEL_CONTRADICTS_VETO = Refusal(
    "level-contradicts-veto", "清洁生产水平为「{level}」，与否决情形「{veto}」的认定不一致。", "请核对水平等级或否决情形的认定。"
)


VETOES = "grading/vetoes"


class VetoDecision(msgspec.Struct, frozen=True):
    """否决情形认定: the panel adopts a veto or does not, with what that rests on."""

    veto: str
    """Code of the veto in the rule data."""
    adopted: bool
    evidence: str


def reported(sheets: Sequence[ScoreSheet]) -> dict[str, tuple[UUID, ...]]:
    """评分表报告的否决情形: code to the sheets that report it."""
    found: dict[str, tuple[UUID, ...]] = {}
    for sheet in sheets:
        for report in sheet.vetoes:
            found[report.veto] = (*found.get(report.veto, ()), sheet.id)
    return found


def findings(decisions: Sequence[VetoDecision], sheets: Sequence[ScoreSheet]) -> tuple[VetoFinding, ...]:
    """What the sheets reported and what the panel made of it."""
    reports = reported(sheets)
    return tuple(
        VetoFinding(veto=each.veto, reported_by=reports.get(each.veto, ()), adopted=each.adopted, evidence=each.evidence) for each in decisions
    )


def still_adopted(vetoes: Sequence[VetoFinding], void: frozenset[UUID]) -> tuple[str, ...]:
    """Vetoes that stand when sheets became void: the panel's own, and those another sheet reports as well."""
    return tuple(each.veto for each in vetoes if each.adopted and (not each.reported_by or set(each.reported_by) - void))


def decided_with_evidence(decisions: Sequence[VetoDecision], reports: Mapping[str, Sequence[UUID]], rules: RuleSet, on: date) -> Iterator[Refused]:
    """否决情形认定: each veto reported is adopted or not, once, with evidence; the panel may add one of its own (22)."""
    known = rules.words(VETOES, on)
    citation = rules.cite(VETOES, on=on)
    for veto in reports:
        if veto not in {each.veto for each in decisions}:
            yield VETO_UNDECIDED(citation, field="vetoes", veto=named_in(rules, VETOES, veto, on), sheets=len(reports[veto]))
    for decision in decisions:
        if decision.veto not in known:
            yield UNKNOWN_VETO(citation, field="vetoes", veto=decision.veto, vetoes=labels_in(rules, VETOES, on))
            continue
        if not decision.evidence.strip():
            yield VETO_UNGROUNDED(rules.cite(VETOES, decision.veto, on), field="vetoes", veto=named_in(rules, VETOES, decision.veto, on))
        if not decision.adopted and decision.veto not in reports:
            yield VETO_NOT_REPORTED(citation, field="vetoes", veto=named_in(rules, VETOES, decision.veto, on))
    for veto, times in Counter(each.veto for each in decisions).items():
        if times > 1:
            yield VETO_DECIDED_TWICE(citation, field="vetoes", veto=named_in(rules, VETOES, veto, on))


def level_agrees(level: str, decisions: Sequence[VetoDecision], rules: RuleSet, on: date) -> Iterator[Refused]:
    """水平与否决一致: a level below the third is the veto of 22(3), and that veto is no other level."""
    adopted = any(each.veto == LEVEL_VETO and each.adopted for each in decisions)
    if adopted != (level in rules.words("grading/failing-levels", on)):
        yield LEVEL_CONTRADICTS_VETO(rules.cite(VETOES, LEVEL_VETO, on), field="level", level=level, veto=named_in(rules, VETOES, LEVEL_VETO, on))
