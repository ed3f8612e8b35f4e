"""评分核对: what is wrong with the marks on a sheet, item by item (R2025 20(3), 22).

The ``field`` of a refusal names the item, ``marks.B3``, or the veto, ``vetoes.fraud``, so that a form shows it in its place.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from domain.law.label import named_in
from domain.law.refusal import Refusal, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from domain.law.citation import Citation
    from domain.law.rule_set import RuleSet
    from domain.scoring.events import Mark, VetoReport
    from domain.scoring.sheet_form import SheetForm

VETOES = "grading/vetoes"

MARK_MISSING = Refusal("mark-missing", "评分项“{item}”没有评分。", "请给每个评分项评分。")
MARK_TWICE = Refusal("mark-twice", "评分项“{item}”评了两次。", "每项只评一次。")
MARK_UNKNOWN = Refusal("mark-unknown", "评分表没有评分项“{item}”。", "请按评分表所列项目评分。")
MARK_OUT_OF_RANGE = Refusal("mark-out-of-range", "评分项“{item}”评为 {points} 分，应为 0 至 {maximum} 分之间 {step} 分的整倍数。", "请改正该项评分。")
MARK_UNEXPLAINED = Refusal("mark-unexplained", "评分项“{item}”评为 {points} 分，按评分表须说明理由。", "请写明理由。")
VETO_NOT_ON_SHEET = Refusal("veto-not-on-sheet", "评分表没有否决情形“{veto}”。", "请从评分表所列情形中选择。")
VETO_REPORTED_TWICE = Refusal("veto-reported-twice", "否决情形“{veto}”报告了两次。", "请合并为一条。")
VETO_WITHOUT_EVIDENCE = Refusal("veto-without-evidence", "报告了否决情形“{veto}”，但没有写明依据。", "请写明发现的事实和依据。")


def marking_faults(marks: tuple[Mark, ...], vetoes: tuple[VetoReport, ...], form: SheetForm, rules: RuleSet, on: date) -> Iterator[Refused]:
    """评分核对: one mark for every item, inside its maximum and in whole steps, explained where the form asks; vetoes with evidence."""
    yield from _mark_faults(marks, form, rules.cite("scoring/sheet", on=on))
    yield from _veto_faults(vetoes, form, rules, on)


def _mark_faults(marks: tuple[Mark, ...], form: SheetForm, citation: Citation) -> Iterator[Refused]:
    given = Counter(mark.item for mark in marks)
    items = {item.id: item for item in form.items}
    for code, item in items.items():
        if given[code] != 1:
            yield (MARK_TWICE if given[code] else MARK_MISSING)(citation, field=f"marks.{code}", item=item.label)
    for mark in marks:
        field = f"marks.{mark.item}"
        if mark.item not in items:
            yield MARK_UNKNOWN(citation, field=field, item=mark.item)
        elif not form.is_mark(mark.item, mark.points):
            item = items[mark.item]
            yield MARK_OUT_OF_RANGE(citation, field=field, item=item.label, points=mark.points, maximum=item.maximum, step=form.mark_step)
        elif form.needs_reason(mark.item, mark.points) and not (mark.reason or "").strip():
            yield MARK_UNEXPLAINED(citation, field=field, item=items[mark.item].label, points=mark.points)


def _veto_faults(vetoes: tuple[VetoReport, ...], form: SheetForm, rules: RuleSet, on: date) -> Iterator[Refused]:
    citation = rules.cite(VETOES, on=on)
    for veto, times in Counter(report.veto for report in vetoes).items():
        field = f"vetoes.{veto}"
        if veto not in form.vetoes:
            yield VETO_NOT_ON_SHEET(citation, field=field, veto=veto)
        if times > 1:
            yield VETO_REPORTED_TWICE(citation, field=field, veto=named_in(rules, VETOES, veto, on))
    for report in vetoes:
        if not report.evidence.strip():
            named = named_in(rules, VETOES, report.veto, on)
            yield VETO_WITHOUT_EVIDENCE(citation, field=f"vetoes.{report.veto}", veto=named)
